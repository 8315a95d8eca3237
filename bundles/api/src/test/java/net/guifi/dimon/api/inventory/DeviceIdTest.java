// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdTest {
    @Property
    void textFormReadsBack(
            @ForAll @StringLength(min = 1, max = 64) @CharRange(from = 'a', to = 'z') String source,
            @ForAll @StringLength(min = 1, max = 64) @CharRange(from = '0', to = '9') @Chars({'.', '-', '_', 'x'})
                    String id) {
        DeviceId device = new DeviceId(source, id);
        assertThat(DeviceId.parse(device.toString())).isEqualTo(device);
    }

    @Property
    void orderAgreesWithEquality(
            @ForAll @StringLength(min = 1, max = 4) @CharRange(from = '0', to = '2') @Chars('a') String one,
            @ForAll @StringLength(min = 1, max = 4) @CharRange(from = '0', to = '2') @Chars('a') String other) {
        DeviceId a = new DeviceId("s", one);
        DeviceId b = new DeviceId("s", other);
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    }

    @Test
    void numbersSortAsNumbersBeforeNames() {
        List<String> sorted = List.of("10", "9", "a", "100", "1b").stream()
                .map(id -> new DeviceId("guifi", id))
                .sorted()
                .map(DeviceId::id)
                .toList();
        assertThat(sorted).containsExactly("9", "10", "100", "1b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "51771", ":1", "guifi:", "gui fi:1", "guifi:1/2", "guifi:1:2"})
    void otherShapesAreRefusedByName(String text) {
        assertThatThrownBy(() -> DeviceId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
