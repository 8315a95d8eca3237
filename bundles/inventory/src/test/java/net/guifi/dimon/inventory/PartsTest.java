// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Position;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static Map<DeviceId, Device> decode(List<byte[]> parts) throws MalformedException {
        Parts.Reader reader = new Parts.Reader("s", parts.size(), Map.of());
        for (byte[] part : parts) {
            reader.add(part);
        }
        return reader.devices();
    }

    private static String text(Random random) {
        return "àé Rd-1/x".substring(random.nextInt(9)) + random.nextInt(100);
    }

    private static Device device(int id, Random random) throws IOException {
        Zone zone = new Zone(text(random), text(random), Optional.of(new Zone("1", text(random), Optional.empty())));
        List<InetAddress> addresses = new ArrayList<>();
        addresses.add(InetAddress.getByAddress(new byte[] {10, 0, 1, (byte) random.nextInt()}));
        byte[] v6 = new byte[16];
        random.nextBytes(v6);
        v6[0] = (byte) 0xfe;
        v6[1] = (byte) 0x80;
        addresses.add(Inet6Address.getByAddress(null, v6, random.nextInt(3)));
        Status status = Status.values()[random.nextInt(Status.values().length)];
        return new Device(
                new DeviceId("s", random.nextInt(5) == 0 ? "x." + id : Integer.toString(id)),
                text(random),
                text(random),
                status,
                random.nextBoolean(),
                random.nextInt(4) == 0
                        ? Optional.empty()
                        : Optional.of(new Node(
                                text(random),
                                text(random),
                                random.nextBoolean() ? Optional.empty() : Optional.of(zone),
                                random.nextBoolean()
                                        ? Optional.empty()
                                        : Optional.of(new Position(random.nextDouble(), -random.nextDouble())))),
                addresses.subList(random.nextInt(2), 2),
                List.of(
                        new SnmpPort("0", Optional.of(text(random)), OptionalInt.empty()),
                        new SnmpPort("1", Optional.empty(), OptionalInt.of(random.nextInt()))),
                List.of(
                        new Link(text(random), "wds", status, "5", new DeviceId("s", "7"), text(random)),
                        new Link("9", "", Status.UNKNOWN, "", new DeviceId("elsewhere", "x"), "")));
    }

    /** Monitors of different releases read each other: what is written stays what it is. */
    @Test
    void theOctetsAreThoseOfEachRelease() throws IOException {
        Random random = new Random(5);
        Device device = device(1, random);
        Device other = device(2, random);
        byte[] part = Parts.encode(List.of(device, other), 1).get(0);
        assertThat(hex(part))
                .isEqualTo("0178da 0201310dc3a0c3a92052642d312f783537000bc3a92052642d312f7833330dc3a0c3a92052642d312f7"
                        + "8353101020852642d312f7836350852642d312f78353600013fdc203445117b96bfd924e33a8ce5d805312f783"
                        + "331062d312f78353102013fc8bdfd252320d0bfcdbd27bfd410000203782e31092052642d312f7839300852642"
                        + "d312f7831350201010110fe8089d33458d772528c746d8f469db20002013001062d312f7835370001310001d28"
                        + "dc299030207642d312f7833300377647302013501013707642d312f78343301390007000009656c73657768657"
                        + "26501780003782e32042f783337062d312f78313202000202040a0001aa10fe8065564884ddae848e42d6ea4e6"
                        + "373000201300105312f7834390001310001c892a6b90f0207642d312f78333003776473020135010137042f783"
                        + "53701390007000009656c73657768657265017800");
        assertThat(decode(List.of(HexFormat.of()
                                .parseHex(
                                        "0178da636234e43dbce0f04a85a0145d43fd0a5373066e38c7d81845ca90918903c2343385324ccd1818edef28"
                                                + "98b80a564fdb7f53e5b155cfd31bac209d866c102d4c8cf627f6fe555556b8b0ffec5ef5fd57041898982bf40c"
                                                + "39a1665a1a400d32346562646414f8d7d079d924e27a51504f496ebfdbdc4d0c4c8c068c6c5087311a32305eea"
                                                + "3d349399891de23c03e6f2946226465346467388888931a325033b0303676a4e716a79466a512a630503d03e23"
                                                + "16a06a73b03986464c0c4c4c2c5c0c8cab80b6a58679b4dc5dd7d2e774ed955f7231d83690f34d2cc1969d98b4"
                                                + "6c273f16cb5840cec16213009f1c5c72")))
                        .values())
                .containsExactly(device, other);

        SortedMap<DeviceId, HandMadeCoding.Version> versions = new TreeMap<>();
        versions.put(new DeviceId("manual", "7"), new HandMadeCoding.Version(300, Optional.empty()));
        Device byHand = FakeWorld.device("manual", 9, "By hand");
        versions.put(byHand.id(), new HandMadeCoding.Version(Head.MAX_NUMBER, Optional.of(byHand)));
        assertThat(hex(HandMadeCoding.encode(versions, "n")))
                .isEqualTo("0178da 016e020137ac020001398080808080808080100100000101390742792068616e6405726164696f04010"
                        + "001040a0000090000");
        assertThat(HandMadeCoding.decode(
                        HexFormat.of()
                                .parseHex(
                                        "0178da63cc6362345fc3c4c068d90005028c0c0c8c8c96ec4e950a19897929ac45892999f92c8c0c8c2c5c0c0c"
                                                + "9c0c0c0033930a8c"),
                        "n"))
                .isEqualTo(versions);

        List<String> digests = List.of(Parts.digest(new byte[0]), Parts.digest(new byte[1]));
        Instant imported = Instant.ofEpochMilli(1_700_000_000_123L);
        Head head = new Head("n", 1L << 40, digests.get(1), false, 43_000, imported, "http://\u00e9/", digests);
        String octets = "01016e8080808080206e340b9cffb37a989ca544e6bb780a2c00f8cf02fbd095ffbc310a687474703a2f2fc3a9"
                + "2f02e3b0c44298fc1c149afbf4c8996fb9246e340b9cffb37a989ca544e6bb780a2c";
        assertThat(HexFormat.of().formatHex(head.encode())).isEqualTo(octets);
        assertThat(Head.decode(HexFormat.of().parseHex(octets))).isEqualTo(head);
    }

    /** The version, how it is compressed, and what is compressed. */
    private static String hex(byte[] packed) throws IOException {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed, 1, packed.length - 1))) {
            return HexFormat.of().formatHex(packed, 0, 3) + ' ' + HexFormat.of().formatHex(in.readAllBytes());
        }
    }

    @Property(tries = 100)
    void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(max = 300) int count) throws IOException {
        Random random = new Random(seed);
        Map<DeviceId, Device> devices = new LinkedHashMap<>();
        for (int id = 0; id < count; id++) {
            Device device = device(id, random);
            devices.put(device.id(), device);
        }
        int before = 1 << random.nextInt(3);
        List<byte[]> parts = Parts.encode(devices.values(), before);
        assertThat(decode(parts)).isEqualTo(devices);
        List<Device> shuffled = new ArrayList<>(devices.values());
        Collections.shuffle(shuffled, random);
        assertThat(Parts.encode(shuffled, before)).usingRecursiveComparison().isEqualTo(parts);
    }

    @Property(tries = 2000)
    void whatIsHostileIsRefused(@ForAll long seed, @ForAll @Size(max = 40) byte[] noise) throws IOException {
        Random random = new Random(seed);
        byte[] part =
                Parts.encode(List.of(device(1, random), device(2, random)), 1).get(0);
        OctetReader plain = OctetReader.inflated(part, 1, 1 << 20);
        byte[] body = plain.octets(plain.remaining());
        for (byte octet : noise) {
            body[random.nextInt(body.length)] = octet;
        }
        int length = random.nextBoolean() ? body.length : random.nextInt(body.length);
        OctetWriter out = new OctetWriter();
        out.octets(Arrays.copyOf(body, length));
        readsOrRefuses(out.deflated(1, Deflater.BEST_COMPRESSION));
        for (byte octet : noise) {
            part[random.nextInt(part.length)] = octet;
        }
        readsOrRefuses(part);
        readsOrRefuses(noise);
        try {
            Head.decode(noise);
            HandMadeCoding.decode(noise, "n");
        } catch (MalformedException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    /** Anything but the one exception fails the test. */
    private static void readsOrRefuses(byte[] part) {
        try {
            assertThat(decode(List.of(part))).hasSizeLessThan(10_000);
        } catch (MalformedException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void whatWouldFillTheMemoryIsRefused() {
        OctetWriter bomb = new OctetWriter();
        bomb.octets(new byte[64 << 20]);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> decode(List.of(bomb.deflated(1, Deflater.BEST_COMPRESSION))))
                .withMessage("it is longer than 2097152 octets");
        OctetWriter zones = new OctetWriter();
        zones.number(1_000);
        for (int zone = 0; zone < 1_000; zone++) {
            zones.text("z");
            zones.text("z");
            zones.number(zone);
        }
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> decode(List.of(zones.deflated(1, Deflater.BEST_COMPRESSION))))
                .withMessageContaining("more than 100 others");
    }

    @Test
    void aDeviceInTheWrongPartIsRefused() {
        List<byte[]> parts = Parts.encode(LargeContent.of("s", 2_000, "").values(), 4);
        assertThat(parts).hasSizeGreaterThan(1);
        Collections.swap(parts, 0, 1);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> decode(parts))
                .withMessageContaining("is where it should not be");
    }

    @Test
    void partsAreAsManyAsTheyHaveToBe() {
        assertThat(Parts.encode(List.of(), 0)).hasSize(1);
        Random random = new Random(1);
        StringBuilder title = new StringBuilder();
        random.ints(100_000, 'a', 'z' + 1).forEach(title::appendCodePoint);
        List<Device> long12 = new ArrayList<>();
        for (int id = 0; id < 12; id++) {
            long12.add(FakeWorld.device("s", id * 10, title.reverse().toString() + id));
        }
        List<byte[]> parts = Parts.encode(long12, 0);
        assertThat(parts).hasSizeBetween(2, 64).allMatch(part -> part.length <= ReplicatedStore.MAX_VALUE);
        title.append(title).append(title);
        random.ints(400_000, 'a', 'z' + 1).forEach(title::appendCodePoint);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parts.encode(List.of(FakeWorld.device("s", 1, title.toString())), 0))
                .withMessageContaining("do not fit");
    }

    @Test
    void sixtyThousandDevicesFitTheStoreOfASmallBoard() throws IOException {
        Map<DeviceId, Device> devices = LargeContent.of("s", 60_000, "");
        long start = System.nanoTime();
        List<byte[]> parts = Parts.encode(devices.values(), 0);
        long encoded = System.nanoTime();
        assertThat(decode(parts)).isEqualTo(devices);
        long decoded = System.nanoTime();
        int octets = parts.stream().mapToInt(part -> part.length).sum();
        int longest = parts.stream().mapToInt(part -> part.length).max().orElseThrow();
        Logger.getLogger(PartsTest.class.getName())
                .info("60,000 devices: %d parts, %d KiB, the longest %d KiB; written in %d ms, read in %d ms"
                        .formatted(
                                parts.size(),
                                octets >> 10,
                                longest >> 10,
                                (encoded - start) / 1_000_000,
                                (decoded - encoded) / 1_000_000));
        assertThat(octets).isLessThan(5 << 20);
        assertThat(longest).isLessThan(64 << 10);
    }
}
