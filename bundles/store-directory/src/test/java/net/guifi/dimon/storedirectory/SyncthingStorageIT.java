// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.StorageContract;

class SyncthingStorageIT extends StorageContract {
    SyncthingStorageIT() {
        super(SyncthingEngine::new);
    }
}
