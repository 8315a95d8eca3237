// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Interface;
import net.guifi.dimon.demo.Network.Link;
import net.guifi.dimon.demo.Network.Snmp;
import net.guifi.dimon.demo.Network.Snmp.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.PDU;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/** The devices on loopback, as a manager sees them. */
class AgentsTest {
    private static final int V1 = SnmpConstants.version1;
    private static final int V2C = SnmpConstants.version2c;
    private static final int V3 = SnmpConstants.version3;
    private static final String DESCRIPTION = "1.3.6.1.2.1.1.1.0";
    private static final String UPTIME = "1.3.6.1.2.1.1.3.0";
    private static final String IN_OCTETS = "1.3.6.1.2.1.2.2.1.10.";
    private static final String OPER_STATUS = "1.3.6.1.2.1.2.2.1.8.";
    private static final String HC_IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6.";
    private static final String HC_OUT_OCTETS = "1.3.6.1.2.1.31.1.1.1.10.";
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
    private Network network;
    private Passphrases passphrases;
    private Agents agents;
    private Manager manager;

    @BeforeEach
    void start() throws IOException {
        LoopbackHost host = new LoopbackHost(directory.resolve("demo.cnml"), "this is a test", 1);
        network = host.network();
        passphrases = Passphrases.in(directory.resolve("secrets"));
        Journal journal = new Journal(new PrintStream(OutputStream.nullOutputStream()), directory.resolve("demo.log"));
        InstantSource clock = now::get;
        List<Integer> offsets =
                ThreadLocalRandom.current().ints(5, 20_000, 30_000).boxed().toList();
        agents = new Agents(network, host, passphrases, clock, journal, offsets);
        manager = new Manager();
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        agents.stop();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private List<Device> devices(Predicate<Snmp> which) {
        return network.devices().stream()
                .filter(Device::isInService)
                .filter(device -> device.snmp().filter(which).isPresent())
                .toList();
    }

    private Device device(Version version) {
        return devices(snmp -> snmp.version() == version).get(0);
    }

    private Device wideRadio() {
        return devices(snmp -> snmp.model() == Model.AIROS_6).get(0);
    }

    private UdpAddress address(Device device) throws IOException {
        int port = device.snmp().orElseThrow().port() + agents.portOffset();
        return new UdpAddress(
                InetAddress.getByName(device.addresses().iterator().next()), port);
    }

    private PDU ask(Device device, int version, int type, String... oids) throws IOException {
        PDU response = manager.ask(address(device), version, Manager.request(version, type, oids))
                .getResponse();
        assertThat(response).as("the answer of " + device.title()).isNotNull();
        return response;
    }

    private static String text(PDU response) {
        return new String(((OctetString) response.get(0).getVariable()).getValue(), StandardCharsets.UTF_8);
    }

    private long number(Device device, int version, String oid) throws IOException {
        PDU response = ask(device, version, PDU.GET, oid);
        assertThat(response.getErrorStatus()).as(response.toString()).isZero();
        return response.get(0).getVariable().toLong();
    }

    @Test
    void anOldRadioSpeaksVersion1Only() throws Exception {
        Device radio = device(Version.V1);
        assertThat(text(ask(radio, V1, PDU.GET, DESCRIPTION))).contains("NanoStation2");
        assertThat(manager.isAnswered(address(radio), V2C, "public")).isFalse();
        assertThat(manager.walk(address(radio), V1)).hasSizeGreaterThan(50).noneMatch(binding -> binding.getOid()
                .startsWith(new OID("1.3.6.1.2.1.31")));
    }

    @Test
    void nonsenseStopsNobody() throws Exception {
        byte[] question = HexFormat.of()
                .parseHex("302902010104067075626c6963a51c020104020100020102300e300c06082b060102010101000500");
        Random random = new Random(1);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (Version version : Version.values()) {
                UdpAddress to = address(device(version));
                for (int i = 0; i < 1000; i++) {
                    byte[] nonsense = question.clone();
                    for (int change = 0; change <= i % 4; change++) {
                        nonsense[random.nextInt(nonsense.length)] = (byte) random.nextInt();
                    }
                    int length = 1 + random.nextInt(nonsense.length);
                    socket.send(new DatagramPacket(nonsense, length, to.getInetAddress(), to.getPort()));
                    socket.send(new DatagramPacket(nonsense, nonsense.length, to.getInetAddress(), to.getPort()));
                }
            }
        }
        assertThat(text(ask(device(Version.V2C), V2C, PDU.GET, DESCRIPTION))).isNotEmpty();
    }

    @Test
    void everyAddressAnswersForItself() throws Exception {
        for (Device device : devices(snmp -> snmp.version() == Version.V2C)) {
            for (String each : device.addresses()) {
                UdpAddress asked = new UdpAddress(
                        InetAddress.getByName(each), address(device).getPort());
                ResponseEvent<UdpAddress> event =
                        manager.ask(asked, V2C, Manager.request(V2C, PDU.GET, "1.3.6.1.2.1.1.5.0"));
                assertThat(event.getResponse()).as(each).isNotNull();
                assertThat(text(event.getResponse())).isEqualTo(device.title());
                assertThat(event.getPeerAddress()).isEqualTo(asked);
            }
        }
    }

    @Test
    void walkingAndBulkGiveTheSameInOrder() throws Exception {
        Device radio = wideRadio();
        List<VariableBinding> walked = manager.walk(address(radio), V2C);
        assertThat(walked).hasSize(8 + 3 * (17 + 8));
        assertThat(walked).extracting(VariableBinding::getOid).isSorted();

        List<VariableBinding> bulk = new ArrayList<>();
        OID last = new OID("1.3");
        while (bulk.isEmpty() || !bulk.get(bulk.size() - 1).isException()) {
            PDU request = Manager.request(V2C, PDU.GETBULK, last.toDottedString());
            request.setMaxRepetitions(20);
            PDU response = manager.ask(address(radio), V2C, request).getResponse();
            assertThat(response.size()).isPositive();
            bulk.addAll(response.getVariableBindings());
            last = bulk.get(bulk.size() - 1).getOid();
        }
        assertThat(bulk.remove(bulk.size() - 1).getVariable()).isEqualTo(Null.endOfMibView);
        assertThat(bulk).isEqualTo(walked);
    }

    @Test
    void bulkRepeatsOnlyWhatIsToBeRepeatedAndFitsAFrame() throws Exception {
        UdpAddress radio = address(wideRadio());
        PDU request =
                Manager.request(V2C, PDU.GETBULK, "1.3.6.1.2.1.1.3", "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.2");
        request.setNonRepeaters(1);
        request.setMaxRepetitions(2);
        assertThat(manager.ask(radio, V2C, request).getResponse().getVariableBindings())
                .extracting(binding -> binding.getOid().toDottedString())
                .containsExactly(
                        UPTIME,
                        "1.3.6.1.2.1.2.2.1.1.1",
                        "1.3.6.1.2.1.2.2.1.2.1",
                        "1.3.6.1.2.1.2.2.1.1.2",
                        "1.3.6.1.2.1.2.2.1.2.2");

        PDU all = Manager.request(V2C, PDU.GETBULK, "1.3", "1.3");
        all.setMaxRepetitions(Integer.MAX_VALUE);
        PDU response = manager.ask(radio, V2C, all).getResponse();
        assertThat(response.size()).isGreaterThan(20);
        assertThat(response.getBERLength()).isBetween(1000, Responder.MAX_MESSAGE);
    }

    @Test
    void whatIsNotThereIsToldAsTheVersionHasIt() throws Exception {
        Device radio = wideRadio();
        PDU response = ask(radio, V2C, PDU.GET, "1.3.6.1.2.1.99.1.0", IN_OCTETS + 9, DESCRIPTION, "1.3.6.1.2.1.1.1");
        assertThat(response.getErrorStatus()).isZero();
        assertThat(response.getVariableBindings())
                .extracting(VariableBinding::getSyntax)
                .containsExactly(128, 129, 4, 129);

        PDU old = ask(radio, V1, PDU.GET, DESCRIPTION, IN_OCTETS + 9);
        assertThat(old.getErrorStatus()).isEqualTo(PDU.noSuchName);
        assertThat(old.getErrorIndex()).isEqualTo(2);
        assertThat(old.size()).isEqualTo(2);
    }

    @Test
    void version1PassesOverCountersOf64Bits() throws Exception {
        Device radio = wideRadio();
        assertThat(ask(radio, V2C, PDU.GET, HC_IN_OCTETS + 3).get(0).getVariable())
                .isInstanceOf(Counter64.class);
        assertThat(ask(radio, V1, PDU.GET, HC_IN_OCTETS + 3).getErrorStatus()).isEqualTo(PDU.noSuchName);
        assertThat(manager.walk(address(radio), V1))
                .noneMatch(binding -> binding.getVariable() instanceof Counter64)
                .anyMatch(binding -> binding.getOid().startsWith(new OID("1.3.6.1.2.1.31.1.1.1.18")));
    }

    @Test
    void anAnswerThatWouldBeTooBigIsRefused() throws Exception {
        String[] many = Collections.nCopies(60, DESCRIPTION).toArray(String[]::new);
        PDU response = ask(wideRadio(), V2C, PDU.GET, many);
        assertThat(response.getErrorStatus()).isEqualTo(PDU.tooBig);
        assertThat(response.size()).isZero();
        PDU old = ask(wideRadio(), V1, PDU.GET, many);
        assertThat(old.getErrorStatus()).isEqualTo(PDU.tooBig);
        assertThat(old.size()).isEqualTo(60);
    }

    @Test
    void nothingCanBeSet() throws Exception {
        Device radio = wideRadio();
        PDU request = new PDU();
        request.setType(PDU.SET);
        request.add(new VariableBinding(new OID("1.3.6.1.2.1.1.5.0"), new OctetString("mine")));
        PDU response = manager.ask(address(radio), V2C, request).getResponse();
        assertThat(response.getErrorStatus()).isEqualTo(PDU.notWritable);
        assertThat(text(ask(radio, V2C, PDU.GET, "1.3.6.1.2.1.1.5.0"))).isEqualTo(radio.title());
    }

    @Test
    void anotherCommunityGetsNoAnswer() throws Exception {
        assertThat(manager.isAnswered(address(wideRadio()), V2C, "private")).isFalse();
        assertThat(manager.isAnswered(address(wideRadio()), V1, "private")).isFalse();
        assertThat(text(ask(wideRadio(), V2C, PDU.GET, DESCRIPTION))).isNotEmpty();
    }

    @Test
    void devicesOfVersion3AnswerWhoKnowsThePassphrases() throws Exception {
        manager.know(passphrases);
        Set<OctetString> engines = new HashSet<>();
        for (Device device : devices(snmp -> snmp.version() == Version.V3).subList(0, 5)) {
            assertThat(text(ask(device, V3, PDU.GET, "1.3.6.1.2.1.1.5.0"))).isEqualTo(device.title());
            assertThat(engines.add(manager.engineId(address(device)))).isTrue();
            assertThat(manager.isAnswered(address(device), V2C, "public")).isFalse();
        }
        PDU bulk = Manager.request(V3, PDU.GETBULK, "1.3");
        bulk.setMaxRepetitions(1000);
        PDU response = manager.ask(address(device(Version.V3)), V3, bulk).getResponse();
        assertThat(response.getErrorStatus()).isZero();
        assertThat(response.size()).isGreaterThan(20);
    }

    @Test
    void wrongPassphrasesAreReported() throws Exception {
        manager.know(new Passphrases("not-the-passphrase", passphrases.privacy()));
        PDU response = ask(device(Version.V3), V3, PDU.GET, DESCRIPTION);
        assertThat(response.getType()).isEqualTo(PDU.REPORT);
        assertThat(response.get(0).getOid()).isEqualTo(SnmpConstants.usmStatsWrongDigests);
    }

    @Test
    void withoutAuthenticationNothingIsTold() throws Exception {
        manager.know(passphrases);
        PDU response = manager.askInsecurely(address(device(Version.V3)), Manager.request(V3, PDU.GET, DESCRIPTION))
                .getResponse();
        assertThat(response.getErrorStatus()).isEqualTo(PDU.authorizationError);
        assertThat(response.get(0).getVariable()).isEqualTo(Null.instance);
    }

    @Test
    void aDeviceThatIsDownIsSilentAndARestartedOneCountsFromZero() throws Exception {
        Device radio = wideRadio();
        long uptime = number(radio, V2C, UPTIME);
        pass(Duration.ofSeconds(10));
        assertThat(number(radio, V2C, UPTIME)).isEqualTo(uptime + 1000);
        agents.fail(List.of(radio));
        await().atMost(LONG).until(() -> !manager.isAnswered(address(radio), V2C, "public"));

        agents.recover(List.of(radio), false);
        await().atMost(LONG).until(() -> manager.isAnswered(address(radio), V2C, "public"));
        assertThat(number(radio, V2C, UPTIME)).isEqualTo(uptime + 1000);

        agents.fail(List.of(radio));
        agents.recover(List.of(radio), true);
        await().atMost(LONG).until(() -> number(radio, V2C, UPTIME) == 0);
        assertThat(number(radio, V2C, HC_IN_OCTETS + 3)).isZero();
        pass(Duration.ofMinutes(1));
        assertThat(number(radio, V2C, UPTIME)).isEqualTo(6000);
        assertThat(number(radio, V2C, HC_IN_OCTETS + 2)).isPositive();
    }

    @Test
    void aRestartedEngineOfVersion3IsFoundAgain() throws Exception {
        manager.know(passphrases);
        Device device = device(Version.V3);
        assertThat(number(device, V3, UPTIME)).isPositive();
        agents.fail(List.of(device));
        agents.recover(List.of(device), true);
        await().atMost(LONG).until(() -> number(device, V3, UPTIME) == 0);
    }

    @Test
    void whatOneEndOfALinkSendsTheOtherReceives() throws Exception {
        Device client = devices(snmp -> snmp.model() == Model.AIROS_6).stream()
                .filter(device -> device.radios().get(0).mode().equals("client"))
                .filter(device -> peer(device)
                        .snmp()
                        .filter(snmp -> snmp.model().wide() && snmp.version() != Version.V3)
                        .isPresent())
                .findFirst()
                .orElseThrow();
        Device accessPoint = peer(client);
        long received = number(client, V2C, HC_IN_OCTETS + 3);
        long sent = number(accessPoint, V2C, HC_OUT_OCTETS + 3);
        pass(Duration.ofMinutes(5));
        long flown = number(client, V2C, HC_IN_OCTETS + 3) - received;
        assertThat(flown).isGreaterThan(1_000_000);
        assertThat(number(accessPoint, V2C, HC_OUT_OCTETS + 3) - sent).isEqualTo(flown);

        agents.fail(List.of(accessPoint));
        await().atMost(LONG).until(() -> number(client, V2C, OPER_STATUS + 3) == 2);
        long standing = number(client, V2C, HC_IN_OCTETS + 3);
        pass(Duration.ofMinutes(5));
        assertThat(number(client, V2C, HC_IN_OCTETS + 3)).isEqualTo(standing);
        agents.recover(List.of(accessPoint), false);
        await().atMost(LONG).until(() -> number(client, V2C, OPER_STATUS + 3) == 1);
        assertThat(number(client, V2C, HC_IN_OCTETS + 3)).isEqualTo(standing);
    }

    private Device peer(Device client) {
        List<Interface> ports = client.radios().get(0).interfaces();
        Link link = ports.get(0).links().get(0);
        return network.devices().stream()
                .filter(device -> device.id() == link.peerDevice())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countersOf32BitsWrapWithinMinutes() throws Exception {
        Device radio = device(Version.V1);
        long before = number(radio, V1, IN_OCTETS + 2);
        assertThat(before).isGreaterThan(1L << 31);
        long[] seen = new long[20];
        for (int i = 0; i < seen.length; i++) {
            pass(Duration.ofSeconds(30));
            seen[i] = number(radio, V1, IN_OCTETS + 2);
        }
        assertThat(Arrays.stream(seen).min().orElseThrow()).isLessThan(before);
    }

    @Test
    void portsThatAreTakenAreLeftForOthers() throws Exception {
        LoopbackHost host = new LoopbackHost(directory.resolve("other.cnml"), "this is a test", 1);
        Journal journal = new Journal(System.err, directory.resolve("other.log"));
        List<Integer> taken = List.of(agents.portOffset());
        assertThatThrownBy(() -> new Agents(network, host, passphrases, InstantSource.system(), journal, taken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
        List<Integer> more = List.of(agents.portOffset(), agents.portOffset() - 1_000, agents.portOffset() - 2_000);
        Agents others = new Agents(network, host, passphrases, InstantSource.system(), journal, more);
        assertThat(others.portOffset()).isIn(more.subList(1, more.size()));
        others.stop();
    }
}
