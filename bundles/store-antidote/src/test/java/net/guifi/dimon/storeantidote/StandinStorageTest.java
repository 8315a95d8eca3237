// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.StorageContract;

class StandinStorageTest extends StorageContract {
    StandinStorageTest() {
        super(StandinEngine::new);
    }
}
