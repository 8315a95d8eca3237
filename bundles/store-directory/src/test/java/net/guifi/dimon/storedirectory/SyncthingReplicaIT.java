// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.ReplicaContract;

class SyncthingReplicaIT extends ReplicaContract {
    SyncthingReplicaIT() {
        super(SyncthingEngine::new);
    }
}
