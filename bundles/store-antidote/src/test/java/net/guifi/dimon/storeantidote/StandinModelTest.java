// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.StorageModelContract;

class StandinModelTest extends StorageModelContract {
    StandinModelTest() {
        super(StandinEngine::new);
    }
}
