// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.guifi.dimon.api.assignment.Monitor;
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

class RegisterTest {
    private static List<DeviceId> decoded(byte[] bytes) throws IOException {
        List<DeviceId> devices = new ArrayList<>();
        assertThat(Register.decodeDevices(bytes, devices::add)).isEqualTo(devices.size());
        return devices;
    }

    @Provide
    Arbitrary<Set<DeviceId>> devices() {
        Arbitrary<String> numbers =
                Arbitraries.longs().between(0, Long.MAX_VALUE).map(String::valueOf);
        Arbitrary<String> names = Arbitraries.of("0", "00", "007", "a", "9x", "rack-1.port", "99999999999999999999");
        return Combinators.combine(Arbitraries.of("guifi", "csv", "manual"), Arbitraries.oneOf(numbers, names))
                .as(DeviceId::new)
                .set()
                .ofMaxSize(100);
    }

    @Property
    void devicesReadBackInOrder(@ForAll("devices") Set<DeviceId> devices) throws IOException {
        assertThat(decoded(Register.encode(devices))).containsExactlyElementsOf(new TreeSet<>(devices));
    }

    /** Monitors of different releases read each other: what is written stays what it is. */
    @Test
    void theOctetsAreThoseOfEachRelease() throws IOException {
        List<DeviceId> devices = Stream.of(
                        "csv:0",
                        "csv:7",
                        "csv:00",
                        "csv:135",
                        "csv:999999999999999999",
                        "csv:1000000000000000000",
                        "csv:rack-1.port",
                        "guifi:51771",
                        "guifi:51772",
                        "guifi:68156")
                .map(DeviceId::parse)
                .toList();
        assertThat(hex(Register.encode(devices)))
                .isEqualTo("02789c 0000000a010003637376000007020002303000800100f8fe8fbbbad6adf00d020013313030303030303"
                        + "0303030303030303030303002000b7261636b2d312e706f72740100056775696669bb9403000100808001");
        assertThat(decoded(HexFormat.of()
                        .parseHex(
                                "02789c636060e06264604e2e2e636060676260323060686064f8f1af7ff7ae6b6b3ff03231081b1a60002606ee"
                                        + "a2c4e46c5d43bd82fca2124606d6f4d2ccb4ccdd53981918191a1a180138fd14d4")))
                .isEqualTo(devices);
        Monitor monitor = new Monitor(
                "abc",
                "Can Mart\u00ed \ud83d\udce1",
                500,
                Optional.of("Gr\u00e0cia"),
                Optional.empty(),
                List.of(URI.create("http://10.0.0.1:8080/api/v1")),
                new TreeSet<>(List.of("balanced/1", "near/2")));
        assertThat(hex(Register.encode(monitor)))
                .isEqualTo("02789c 001143616e204d617274c3ad20eda0bdedb3a1000001f400074772c3a0636961000000000002000a626"
                        + "16c616e6365642f3100066e6561722f3200000001001b687474703a2f2f31302e302e302e313a383038302f617"
                        + "0692f7631");
        assertThat(Register.decodeMonitor(
                        "abc",
                        HexFormat.of()
                                .parseHex(
                                        "02789c6310744ecc53f04d2c2a39bc56e1ed82bd6f372f646060fcc2c0ee5e74784172662203083031702525e6"
                                                + "24e625a7a6e81b32b0e5a52616e91b01c51919a4334a4a0aacf4f50d0df440d0d0cac2c0c2403fb12053bfcc10"
                                                + "0038461a14")))
                .isEqualTo(monitor);
    }

    /** The version, how it is compressed, and what is compressed. */
    private static String hex(byte[] bytes) throws IOException {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
            return HexFormat.of().formatHex(bytes, 0, 3) + ' ' + HexFormat.of().formatHex(in.readAllBytes());
        }
    }

    @Test
    void manyDevicesTakeLittleRoom() {
        List<DeviceId> devices =
                Devices.monitored(60_000).stream().map(d -> d.id()).toList();
        assertThat(Register.encode(devices).length).isLessThan(20_000);
    }

    @Test
    void aMonitorReadsBack() throws IOException {
        Monitor monitor = new Monitor(
                "abc",
                "Can Martí",
                500,
                Optional.of("Gràcia"),
                Optional.of("GurbEsglesia"),
                List.of(URI.create("http://10.0.0.1:8080/api/v1")),
                new TreeSet<>(List.of("balanced/1", "near/2")));
        assertThat(Register.decodeMonitor("abc", Register.encode(monitor))).isEqualTo(monitor);
    }

    @Test
    void aHostileNameBecomesHarmless() throws IOException {
        Monitor hostile = new Monitor(
                "abc",
                " \u202eevil\n\u001b[2J<b>" + "x".repeat(20_000),
                1,
                Optional.of("\u2066z\r"),
                Optional.empty(),
                List.of(),
                new TreeSet<>());
        Monitor read = Register.decodeMonitor("abc", Register.encode(hostile));
        assertThat(read.name()).startsWith("evil[2J<b>xxx").hasSizeLessThanOrEqualTo(64);
        assertThat(read.zone()).contains("z");
    }

    @Test
    void aDescriptionThatGrowsIsRefused() {
        List<URI> endpoints = Collections.nCopies(60, URI.create("http://" + "x".repeat(60_000)));
        byte[] bomb = Register.encode(
                new Monitor("abc", "n", 1, Optional.empty(), Optional.empty(), endpoints, new TreeSet<>()));
        assertThat(bomb).hasSizeLessThan(20_000);
        assertThatThrownBy(() -> Register.decodeMonitor("abc", bomb))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void whatIsWrongWithAnAddressIsToldInOneShortLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(2);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeUTF("n");
            out.writeInt(1);
            out.writeUTF("");
            out.writeUTF("");
            out.writeInt(0);
            out.writeInt(1);
            out.writeUTF("http://a/\n2026-01-01 SEVERE forged\u001b[2J" + "x".repeat(20_000));
        }
        assertThatThrownBy(() -> Register.decodeMonitor("abc", bytes.toByteArray()))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120).doesNotContain("\n", "\u001b"));
    }

    @Test
    void anAddressTurnsNoLineRound() throws IOException {
        Monitor monitor = new Monitor(
                "abc",
                "n",
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(URI.create("http://a/\u202ex"), URI.create("http://[fd9a::1]:80/b")),
                new TreeSet<>());
        assertThat(Register.decodeMonitor("abc", Register.encode(monitor)).endpoints())
                .hasToString("[http://a/%E2%80%AEx, http://[fd9a::1]:80/b]");
    }

    @Test
    void aListThatGrowsBeyondAnyNetworkIsRefusedBeforeItIsRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(2);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(1_000_001);
            out.writeByte(1);
            out.writeUTF("guifi");
            out.write(new byte[2_100_000]);
        }
        assertThat(bytes.size()).isLessThan(10_000);
        List<DeviceId> taken = new ArrayList<>();
        assertThatThrownBy(() -> Register.decodeDevices(bytes.toByteArray(), taken::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000001");
        assertThat(taken).isEmpty();
    }

    @Property
    void cutBytesAreRefused(@ForAll("devices") Set<DeviceId> devices, @ForAll @IntRange(max = 10_000) int at) {
        byte[] whole = Register.encode(devices);
        // The last octets are the checksum of the compression, which a reader of the content may not reach.
        byte[] cut = Arrays.copyOf(whole, at % Math.max(1, whole.length - 8));
        assertThatThrownBy(() -> decoded(cut)).isInstanceOf(IOException.class);
    }

    @Property
    void anyBytesAreReadOrRefusedWithTheOneException(@ForAll @Size(min = 1) byte[] bytes) {
        bytes[0] = 2;
        assertThat(catchThrowable(() -> decoded(bytes)))
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(), e -> assertThat(e).isInstanceOf(IOException.class));
    }

    @Test
    void aNewerVersionIsNamed() {
        assertThatThrownBy(() -> decoded(new byte[] {3, 0, 0})).hasMessageContaining("version 3");
    }
}
