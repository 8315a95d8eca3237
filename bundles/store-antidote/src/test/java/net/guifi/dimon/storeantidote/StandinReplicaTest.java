// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.ReplicaContract;

class StandinReplicaTest extends ReplicaContract {
    StandinReplicaTest() {
        super(StandinEngine::new);
    }
}
