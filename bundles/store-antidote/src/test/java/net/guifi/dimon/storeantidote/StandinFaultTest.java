// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.StorageFaultContract;

class StandinFaultTest extends StorageFaultContract {
    StandinFaultTest() {
        super(StandinEngine::new);
    }
}
