// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.StorageContract;

class FolderStorageTest extends StorageContract {
    FolderStorageTest() {
        super(FolderEngine::new);
    }
}
