// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.StorageModelContract;

class FolderModelTest extends StorageModelContract {
    FolderModelTest() {
        super(FolderEngine::new);
    }
}
