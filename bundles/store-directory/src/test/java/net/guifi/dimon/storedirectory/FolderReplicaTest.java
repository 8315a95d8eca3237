// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.ReplicaContract;

class FolderReplicaTest extends ReplicaContract {
    FolderReplicaTest() {
        super(FolderEngine::new);
    }
}
