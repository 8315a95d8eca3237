// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.StorageContract;
import org.junit.jupiter.api.Tag;

@Tag("real")
class RealStorageTest extends StorageContract {
    RealStorageTest() {
        super(RealEngine::new);
    }
}
