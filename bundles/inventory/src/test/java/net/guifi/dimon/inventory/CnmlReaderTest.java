// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Position;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CnmlReaderTest {
    private DeviceCollector collector;
    private Map<DeviceId, Device> devices;

    @BeforeEach
    void readTraps() throws Exception {
        collector = new DeviceCollector("guifi", Map.of());
        collector.document("traps.cnml");
        CnmlReader.read(new ByteArrayInputStream(TrapCnml.TEXT.getBytes(StandardCharsets.UTF_8)), collector);
        devices = collector.devices();
    }

    private Device device(int id) {
        return devices.get(new DeviceId("guifi", Integer.toString(id)));
    }

    private List<String> addresses(int id) {
        return device(id).addresses().stream().map(InetAddress::getHostAddress).toList();
    }

    @Test
    void theMainAddressComesFirstAndEachAddressOnce() {
        assertThat(addresses(100)).containsExactly("10.0.0.1", "10.0.0.33");
    }

    @Test
    void withoutMainAddressTheInterfacesAreTakenByTheirType() {
        assertThat(addresses(101))
                .containsExactly("10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.4", "10.0.1.5", "10.0.1.6");
    }

    @Test
    void anAddressOfVersion6IsOne() {
        assertThat(addresses(103)).containsExactly("fd9a:0:0:0:0:0:0:103");
        assertThat(device(103).monitored()).isTrue();
    }

    @Test
    void aNameIsNoAddressAndNotResolved() {
        assertThat(addresses(105)).containsExactly("10.0.1.50");
        assertThat(collector.warnings()).anySatisfy(warning -> assertThat(warning)
                .matches("traps.cnml:\\d+: device 105: \"example.org\" is no IPv4 or IPv6 address"));
    }

    @Test
    void addressesOfManyOrNobodyAreNoneOfADevice() {
        assertThat(addresses(106)).isEmpty();
        assertThat(device(106).monitored()).isFalse();
        assertThat(addresses(109)).containsExactly("127.0.0.9");
    }

    @Test
    void addressesMayOverlap() {
        assertThat(addresses(102)).containsExactly("10.0.0.1");
        assertThat(device(102).monitored()).isTrue();
    }

    @Test
    void theNearestExplicitGraphServerSwitchesOff() {
        assertThat(device(200).monitored()).isFalse();
        assertThat(device(201).monitored()).isTrue();
        assertThat(device(210).monitored()).isTrue();
        assertThat(device(211).monitored()).isFalse();
    }

    @Test
    void onlyWhatIsInServiceIsWatched() {
        assertThat(device(101).status()).isEqualTo(Status.TESTING);
        assertThat(device(101).monitored()).isTrue();
        assertThat(device(107).status()).isEqualTo(Status.PLANNED);
        assertThat(device(107).monitored()).isFalse();
        assertThat(device(108).status()).isEqualTo(Status.UNKNOWN);
        assertThat(device(108).monitored()).isFalse();
        assertThat(device(104).monitored()).isFalse();
    }

    @Test
    void zonesNestAndTitlesAreText() {
        Zone zone = device(100).zone().orElseThrow();
        assertThat(zone.title()).isEqualTo("L'Espluga Çà i Lłà");
        assertThat(zone.parent().orElseThrow().title()).isEqualTo("Món &amp; <b>xarxa</b>");
        assertThat(device(100).node().orElseThrow().title()).isEqualTo("Cal Ñandú 日本");
        assertThat(device(100).node().orElseThrow().position()).contains(new Position(41.7, 1.8));
        assertThat(device(101).node().orElseThrow().position()).isEmpty();
        assertThat(device(200).zone().orElseThrow().parent().orElseThrow().id()).isEqualTo("1");
    }

    @Test
    void eachLinkStandsOnceAndMayLeaveTheDocument() {
        assertThat(device(100).links())
                .containsExactly(
                        new Link("500", "ap/client", Status.WORKING, "1000", new DeviceId("guifi", "101"), "1010"),
                        new Link("501", "ap/client", Status.PLANNED, "1000", new DeviceId("guifi", "99999"), "99998"));
        assertThat(device(101).links())
                .containsExactly(
                        new Link("500", "ap/client", Status.WORKING, "1010", new DeviceId("guifi", "100"), "1000"));
        assertThat(device(110).links()).isEmpty();
    }

    @Test
    void trafficIsReadFromRadiosOrElseFromTheDevice() {
        assertThat(device(100).snmpPorts())
                .containsExactly(
                        new SnmpPort("0", Optional.of("wlan1"), OptionalInt.empty()),
                        new SnmpPort("1", Optional.empty(), OptionalInt.of(9)));
        assertThat(device(101).snmpPorts()).containsExactly(new SnmpPort("0", Optional.empty(), OptionalInt.of(3)));
        assertThat(device(110).snmpPorts()).isEmpty();
    }

    @Test
    void devicesThatMakeNoSenseAreSkippedAndNamedByLine() {
        assertThat(device(100).title()).isEqualTo("Supernode ☂");
        assertThat(device(111)).isNull();
        assertThat(devices.keySet()).extracting(DeviceId::id).doesNotContain("", "../etc");
        assertThat(collector.warnings())
                .contains("traps.cnml:" + lineOf("title=\"twice\"") + ": device skipped: there is a device 100 already")
                .anyMatch(warning -> warning.startsWith("traps.cnml:" + lineOf("title=\"no id\"") + ": device skipped"))
                .anyMatch(warning -> warning.startsWith("traps.cnml:" + lineOf("\"../etc\"") + ": device skipped"))
                .anyMatch(warning ->
                        warning.endsWith(lineOf("within a device") + ": <device> skipped: it does not belong here"));
        assertThat(devices).hasSize(15);
    }

    private static int lineOf(String text) {
        return (int)
                TrapCnml.TEXT.substring(0, TrapCnml.TEXT.indexOf(text)).lines().count();
    }
}
