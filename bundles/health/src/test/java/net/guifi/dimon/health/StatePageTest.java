// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StatePageTest {
    @Property(tries = 300)
    void whatIsWrittenReadsBack(@ForAll("sightings") List<Sighting> sightings) throws IOException {
        assertThat(sightings(StatePage.decode(StatePage.of(sightings).encode())))
                .isEqualTo(sightings);
    }

    @Property(tries = 300)
    void whatIsCutIsRefused(@ForAll("sightings") List<Sighting> sightings, @ForAll @IntRange(max = 10_000) int at) {
        byte[] whole = StatePage.of(sightings).encode();
        byte[] cut = Arrays.copyOf(whole, at % whole.length);
        assertThatThrownBy(() -> StatePage.decode(cut)).isInstanceOf(IOException.class);
    }

    @Property(tries = 1000)
    void anyOctetsAreAPageOrRefused(@ForAll byte[] octets) {
        decodes(octets);
        byte[] versioned = octets.clone();
        if (versioned.length > 0) {
            versioned[0] = StatePage.VERSION;
        }
        decodes(versioned);
        decodes(deflated(octets));
    }

    @Property(tries = 500)
    void whatIsFalsifiedIsAPageOrRefused(
            @ForAll("sightings") List<Sighting> sightings, @ForAll @IntRange(max = 10_000) int at, @ForAll byte octet) {
        byte[] changed = StatePage.of(sightings).encode();
        changed[at % changed.length] = octet;
        decodes(changed);
    }

    /** Anything but an {@link IOException} fails. */
    private static void decodes(byte[] octets) {
        try {
            StatePage page = StatePage.decode(octets);
            assertThat(page.size()).isLessThanOrEqualTo(StatePage.MOST);
            for (int i = 1; i < page.size(); i++) {
                assertThat(page.device(i - 1)).isLessThan(page.device(i));
            }
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void whatGrowsWithoutEndIsRefused() {
        assertThatThrownBy(() -> StatePage.decode(deflated(new byte[50_000_000])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer");
    }

    @Test
    void moreDevicesThanAPageHasAreRefused() {
        List<Sighting> many = IntStream.rangeClosed(0, StatePage.MOST)
                .mapToObj(number -> new Sighting(Town.device(number), DeviceState.UP, 1, true, true))
                .toList();
        assertThatThrownBy(() -> StatePage.decode(StatePage.of(many).encode()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1025");
    }

    @Test
    void theSameDeviceTwiceIsRefused() {
        Sighting one = new Sighting(Town.device(1), DeviceState.UP, 1, true, true);
        assertThatThrownBy(
                        () -> StatePage.decode(StatePage.of(List.of(one, one)).encode()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("order");
    }

    @Test
    void aNewerCodingIsNamed() {
        byte[] page = StatePage.of(List.of()).encode();
        page[0] = 9;
        assertThatThrownBy(() -> StatePage.decode(page)).hasMessageContaining("Version 9");
        byte[] head = new PageHead(Optional.empty()).encode();
        head[0] = 9;
        assertThatThrownBy(() -> PageHead.decode(head)).hasMessageContaining("Version 9");
    }

    @Property
    void aHeadReadsBack(@ForAll("heads") PageHead head, @ForAll byte[] octets) throws IOException {
        assertThat(PageHead.decode(head.encode())).isEqualTo(head);
        byte[] longer = Arrays.copyOf(head.encode(), head.encode().length + 1);
        assertThatThrownBy(() -> PageHead.decode(longer)).isInstanceOf(IOException.class);
        try {
            PageHead.decode(octets);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static byte[] deflated(byte[] octets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(StatePage.VERSION);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static List<Sighting> sightings(StatePage page) {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            sightings.add(page.sighting(i));
        }
        return sightings;
    }

    @Provide
    Arbitrary<PageHead> heads() {
        return Arbitraries.longs()
                .between(-1_000_000, 9_000_000_000L)
                .map(Instant::ofEpochSecond)
                .optional()
                .map(PageHead::new);
    }

    @Provide
    Arbitrary<List<Sighting>> sightings() {
        Arbitrary<String> ids = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 99_999).map(String::valueOf),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25),
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withChars("0.-_")
                        .ofMinLength(1)
                        .ofMaxLength(64));
        Arbitrary<DeviceId> devices = Combinators.combine(Arbitraries.of("guifi", "csv", "by-hand"), ids)
                .as(DeviceId::new);
        return Combinators.combine(
                        devices,
                        Arbitraries.of(DeviceState.class),
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Sighting::new)
                .list()
                .ofMaxSize(100)
                .map(all -> {
                    TreeMap<DeviceId, Sighting> byId = new TreeMap<>();
                    all.forEach(each -> byId.put(each.device(), each));
                    return List.copyOf(byId.values());
                });
    }
}
