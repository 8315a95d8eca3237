// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkSettingsTest {
    private static NetworkSettings admitting(String ids) {
        return new NetworkSettings(1, new TreeMap<>(Map.of(NetworkSettings.ADMITTED, ids)));
    }

    @Test
    void whoIsAdmittedIsTold() {
        assertThat(NetworkSettings.defaults().admitted()).isEmpty();
        assertThat(admitting("").admitted()).isEmpty();
        assertThat(admitting(" b  a b ").admitted()).containsExactly("a", "b");
    }
}
