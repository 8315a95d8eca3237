// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.StoragePartitionContract;

class SyncthingPartitionIT extends StoragePartitionContract {
    SyncthingPartitionIT() {
        super(SyncthingEngine::new);
    }
}
