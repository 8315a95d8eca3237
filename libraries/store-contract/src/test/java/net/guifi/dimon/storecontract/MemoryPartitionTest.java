// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

class MemoryPartitionTest extends StoragePartitionContract {
    MemoryPartitionTest() {
        super(MemoryEngine::new);
    }
}
