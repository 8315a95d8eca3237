// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.logging.Logger;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Position;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.store.ReplicatedStore;
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
        readsOrRefuses(out.deflated(1));
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
                .isThrownBy(() -> decode(List.of(bomb.deflated(1))))
                .withMessage("it is too long");
        OctetWriter zones = new OctetWriter();
        zones.number(1_000);
        for (int zone = 0; zone < 1_000; zone++) {
            zones.text("z");
            zones.text("z");
            zones.number(zone);
        }
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> decode(List.of(zones.deflated(1))))
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
