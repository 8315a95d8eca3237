// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.storecontract.StorageModelContract;
import net.jqwik.api.Tag;

@Tag("real")
class RealModelTest extends StorageModelContract {
    RealModelTest() {
        super(RealEngine::new);
    }
}
