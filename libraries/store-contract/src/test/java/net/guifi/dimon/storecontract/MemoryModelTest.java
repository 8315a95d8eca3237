// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

class MemoryModelTest extends StorageModelContract {
    MemoryModelTest() {
        super(MemoryEngine::new);
    }
}
