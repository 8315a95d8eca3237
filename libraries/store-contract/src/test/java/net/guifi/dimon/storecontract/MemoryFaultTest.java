// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

class MemoryFaultTest extends StorageFaultContract {
    MemoryFaultTest() {
        super(MemoryEngine::new);
    }
}
