// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

class MemoryStorageTest extends StorageContract {
    MemoryStorageTest() {
        super(MemoryEngine::new);
    }
}
