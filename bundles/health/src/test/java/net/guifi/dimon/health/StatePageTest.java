// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
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
    /** Monitors of different releases read each other: what is written stays what it is. */
    @Test
    void theOctetsAreThoseOfEachRelease() throws IOException {
        List<Sighting> sightings = List.of(
                sighting("csv:0", DeviceState.UP, 1_700_000_000, true, true),
                sighting("csv:7", DeviceState.UNKNOWN, 1_700_000_000, false, false),
                sighting("csv:00", DeviceState.DOWN, 1_699_999_000, false, true),
                sighting("csv:135", DeviceState.DEGRADED, 0, true, false),
                sighting("csv:999999999999999999", DeviceState.UNREACHABLE, 0xFFFF_FFFFL, true, true),
                sighting("csv:1000000000000000000", DeviceState.MAINTENANCE, 1, true, true),
                sighting("csv:rack-1.port", DeviceState.UP, 2, true, true),
                sighting("guifi:51771", DeviceState.UP, 3, true, true),
                sighting("guifi:51772", DeviceState.UP, 3, true, true));
        byte[] page = StatePage.of(sightings).encode();
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(page, 1, page.length - 1))) {
            assertThat(HexFormat.of().formatHex(page, 0, 3)
                            + ' '
                            + HexFormat.of().formatHex(in.readAllBytes()))
                    .isEqualTo(
                            "01789c 00093900530a1c5d59391900036373760007000230308001f8fe8fbbbad6adf00d00133130303030303"
                                    + "0303030303030303030303030000b7261636b2d312e706f727400056775696669bb94030180c49fd50c00cf0fa"
                                    + "fb49fd50cfeffffff1ffbffffff1f020200");
        }
        assertThat(sightings(StatePage.decode(HexFormat.of()
                        .parseHex(
                                "01789c63e0b46408e692898db49464604e2e2e6360676032306860fcf1af7ff7ae6b6b3ff032081b1a600006ee"
                                        + "a2c4e46c5d43bd82fca21206d6f4d2ccb4ccdd5398191b8eccbfcac3709e7ffd1620fdeffffffff2bf41041313"
                                        + "03001e0f243e"))))
                .isEqualTo(sightings);
    }

    private static Sighting sighting(String device, DeviceState state, long since, boolean reached, boolean tried) {
        return new Sighting(DeviceId.parse(device), state, since, reached, tried);
    }

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
        assertThatThrownBy(() -> StatePage.decode(page)).hasMessageContaining("version 9");
        byte[] head = new PageHead(Optional.empty()).encode();
        head[0] = 9;
        assertThatThrownBy(() -> PageHead.decode(head)).hasMessageContaining("version 9");
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
