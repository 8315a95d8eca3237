// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.StoragePartitionContract;

class StandinPartitionTest extends StoragePartitionContract {
    StandinPartitionTest() {
        super(StandinEngine::new);
    }
}
