// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import net.guifi.dimon.storecontract.StorageFaultContract;

class FolderFaultTest extends StorageFaultContract {
    FolderFaultTest() {
        super(FolderEngine::new);
    }
}
