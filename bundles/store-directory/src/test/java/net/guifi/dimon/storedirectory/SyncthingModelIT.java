// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.StorageModelContract;

class SyncthingModelIT extends StorageModelContract {
    SyncthingModelIT() {
        super(SyncthingEngine::new);
    }
}
