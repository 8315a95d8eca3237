// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

class MemoryReplicaTest extends ReplicaContract {
    MemoryReplicaTest() {
        super(MemoryEngine::new);
    }
}
