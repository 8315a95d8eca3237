// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.guifi.dimon.api.inventory.DeviceId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeviceIdsTest {
    @Provide
    Arbitrary<SortedSet<DeviceId>> devices() {
        Arbitrary<String> ids = Arbitraries.oneOf(
                Arbitraries.longs().between(0, Long.MAX_VALUE).map(String::valueOf),
                Arbitraries.integers().between(0, 99_999).map(String::valueOf),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25),
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withChars("0.-_")
                        .ofMinLength(1)
                        .ofMaxLength(64));
        return Combinators.combine(Arbitraries.of("guifi", "csv", "by-hand"), ids)
                .as(DeviceId::new)
                .set()
                .ofMinSize(1)
                .ofMaxSize(100)
                .map(TreeSet::new);
    }

    private static byte[] written(SortedSet<DeviceId> devices) {
        OctetWriter out = new OctetWriter();
        DeviceIds ids = new DeviceIds();
        for (DeviceId device : devices) {
            out.octet(ids.flags(device));
            ids.write(device, out);
        }
        return out.done();
    }

    private static List<DeviceId> read(byte[] octets, int count) throws MalformedException {
        OctetReader in = new OctetReader(octets);
        DeviceIds ids = new DeviceIds();
        List<DeviceId> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(ids.read(in.octet(), in));
        }
        in.end();
        return devices;
    }

    @Property
    void whatIsWrittenReadsBack(@ForAll("devices") SortedSet<DeviceId> devices) throws IOException {
        assertThat(read(written(devices), devices.size())).containsExactlyElementsOf(devices);
    }

    @Property
    void whatIsCutIsRefused(@ForAll("devices") SortedSet<DeviceId> devices, @ForAll @IntRange(max = 100_000) int at) {
        byte[] whole = written(devices);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> read(Arrays.copyOf(whole, at % whole.length), devices.size()))
                .withMessage("it is cut off");
    }

    /** Anything unchecked fails. */
    @Property
    void whatIsAlteredIsReadOrRefused(
            @ForAll("devices") SortedSet<DeviceId> devices,
            @ForAll @IntRange(max = 100_000) int at,
            @ForAll @Size(max = 12) byte[] noise) {
        byte[] octets = written(devices);
        for (int i = 0; i < noise.length; i++) {
            octets[(int) ((at + i * 7919L) % octets.length)] = noise[i];
        }
        for (byte[] each : List.of(octets, noise)) {
            try {
                assertThat(read(each, devices.size())).hasSameSizeAs(devices);
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("null");
            }
        }
    }

    @Test
    void aNumberThatNoIdHasIsRefused() throws IOException {
        OctetWriter out = new OctetWriter();
        out.octet(DeviceIds.SOURCE);
        out.shortText("s");
        out.number(999_999_999_999_999_999L);
        assertThat(read(out.done(), 1)).containsExactly(new DeviceId("s", "999999999999999999"));
        out.octet(0);
        out.number(1);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> read(out.done(), 2))
                .withMessage("a number in it is too great");
    }

    @Test
    void whatIsNoIdIsRefusedWithoutRepeatingIt() {
        OctetWriter out = new OctetWriter();
        out.octet(DeviceIds.SOURCE | DeviceIds.TEXT);
        out.shortText("s");
        out.shortText("\u001b[2J");
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> read(out.done(), 1))
                .withMessage("the id of a device in it has the wrong shape");
    }
}
