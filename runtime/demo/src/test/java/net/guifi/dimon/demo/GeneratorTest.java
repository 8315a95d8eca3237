// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Snmp;
import net.guifi.dimon.demo.Network.Snmp.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The generated network, as a reader of the file sees it. */
class GeneratorTest {
    private static final AddressPlan PLAN = AddressPlan.block(5, true);

    @TempDir
    Path directory;

    private Document cnml;

    @BeforeEach
    void generate() throws Exception {
        cnml = read(write(1, PLAN, Map.of()));
    }

    private Path write(long seed, AddressPlan plan, Map<Integer, String> moved) throws IOException {
        Path file = directory.resolve("demo.cnml");
        CnmlFile.write(Generator.generate(seed, plan), file, moved);
        return file;
    }

    private static Document read(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private List<Element> all(String tag) {
        NodeList found = cnml.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private List<String> values(String tag, String attribute) {
        return all(tag).stream().map(element -> element.getAttribute(attribute)).toList();
    }

    @Test
    void hasTheSizeOfTheDemo() {
        assertThat(all("zone")).hasSize(5);
        assertThat(values("zone", "parent_id")).containsExactly("", "1", "1", "1", "1");
        assertThat(all("node")).hasSize(60);
        assertThat(all("device")).hasSize(300);
        assertThat(values("cnml", "version")).containsExactly("0.1");
    }

    @Test
    void namesNothingTwice() {
        for (String tag : List.of("zone", "node", "device", "interface", "service")) {
            assertThat(values(tag, "id")).doesNotContain("").doesNotHaveDuplicates();
        }
        assertThat(values("node", "title")).doesNotHaveDuplicates();
        Map<String, String> owners = new HashMap<>();
        for (Element device : all("device")) {
            for (String address : addresses(device)) {
                assertThat(owners.put(address, device.getAttribute("id"))).isNull();
            }
        }
    }

    private static Set<String> addresses(Element device) {
        Set<String> addresses = new HashSet<>();
        addresses.add(device.getAttribute("mainipv4"));
        NodeList ports = device.getElementsByTagName("interface");
        for (int i = 0; i < ports.getLength(); i++) {
            addresses.add(((Element) ports.item(i)).getAttribute("ipv4"));
            addresses.add(((Element) ports.item(i)).getAttribute("ipv6"));
        }
        addresses.remove("");
        return addresses;
    }

    @Test
    void everyLinkStandsOnBothEnds() {
        Map<String, List<Element>> byId = new HashMap<>();
        for (Element link : all("link")) {
            byId.computeIfAbsent(link.getAttribute("id"), id -> new ArrayList<>())
                    .add(link);
        }
        assertThat(values("link", "link_type")).contains("ap/client", "wds", "cable");
        byId.forEach((id, ends) -> {
            assertThat(ends).as("link " + id).hasSize(2);
            assertThat(ends.get(0).getAttribute("linked_interface_id")).isEqualTo(port(ends.get(1)));
            assertThat(ends.get(1).getAttribute("linked_interface_id")).isEqualTo(port(ends.get(0)));
        });
    }

    private static String port(Element link) {
        return ((Element) link.getParentNode()).getAttribute("id");
    }

    @Test
    void hasTheExceptionsThatRealFilesHave() {
        assertThat(values("device", "status")).contains("Working", "Planned", "Testing", "Building", "Inactive");
        assertThat(values("device", "mainipv4")).contains("").anyMatch(address -> address.startsWith("fd9a:"));
        assertThat(all("device"))
                .allSatisfy(device -> assertThat(addresses(device)).isNotEmpty());
        assertThat(values("device", "graph_server")).contains("-1");
        assertThat(values("node", "graph_server")).contains("-1");
        assertThat(values("interface", "ipv6")).anyMatch(address -> !address.isEmpty());
    }

    @Test
    void mostDevicesNameOrNumberTheInterfaceThatSnmpIsAskedFor() {
        long withPort = all("device").stream().filter(GeneratorTest::hasPort).count();
        assertThat(withPort).isBetween(225L, 255L);
        assertThat(values("radio", "snmp_name")).contains("ath0", "wlan1", "");
        assertThat(values("radio", "snmp_index")).containsOnly("", "3");
        assertThat(all("radio"))
                .noneMatch(radio -> radio.hasAttribute("snmp_name") && radio.hasAttribute("snmp_index"));
        assertThat(values("device", "snmp_index")).containsOnly("", "2");
        assertThat(all("device"))
                .noneMatch(device -> device.hasAttribute("snmp_index")
                        && device.getElementsByTagName("radio").getLength() > 0);
    }

    private static boolean hasPort(Element device) {
        NodeList radios = device.getElementsByTagName("radio");
        if (radios.getLength() == 0) {
            return device.hasAttribute("snmp_index");
        }
        Element radio = (Element) radios.item(0);
        return radio.hasAttribute("snmp_name") || radio.hasAttribute("snmp_index");
    }

    @Test
    void theFileAndTheDevicesAgreeOnTheInterface() {
        Network network = Generator.generate(1, PLAN);
        Map<Integer, Device> drawn = network.devices().stream().collect(Collectors.toMap(Device::id, device -> device));
        for (ManagedDevice managed : new ManagedNetwork(network, Instant.EPOCH).devices()) {
            List<String> names =
                    managed.ports().stream().map(port -> port.kind().name()).toList();
            Device device = drawn.get(managed.device().id());
            Element element = all("device").stream()
                    .filter(each -> each.getAttribute("id").equals(Integer.toString(device.id())))
                    .findFirst()
                    .orElseThrow();
            Element naming = device.radios().isEmpty()
                    ? element
                    : (Element) element.getElementsByTagName("radio").item(0);
            String index = naming.getAttribute("snmp_index");
            String name = naming.getAttribute("snmp_name");
            assertThat(names).contains(name.isEmpty() ? names.get(Integer.parseInt(index) - 1) : name);
        }
    }

    @Test
    void devicesSpeakEveryVersionOnBothPorts() {
        List<Snmp> all = Generator.generate(1, PLAN).devices().stream()
                .flatMap(device -> device.snmp().stream())
                .toList();
        assertThat(all).extracting(Snmp::version).contains(Version.V1, Version.V2C, Version.V3);
        assertThat(all.stream().filter(snmp -> snmp.port() == Generator.ALTERNATIVE_PORT))
                .hasSizeBetween(15, 35)
                .extracting(Snmp::version)
                .contains(Version.V2C, Version.V3);
    }

    @Test
    void everyAddressIsWithinThePlan() {
        for (Element device : all("device")) {
            assertThat(addresses(device))
                    .allMatch(address -> address.matches("198\\.18\\.(44|45|46|47)\\.\\d+")
                            || address.startsWith("fd9a:6469:6d6f:b::"));
        }
    }

    @Test
    void sameSeedAndAddressesGiveTheSameFile() throws IOException {
        String first = Files.readString(write(7, PLAN, Map.of()));
        assertThat(Files.readString(write(7, PLAN, Map.of()))).isEqualTo(first);
        assertThat(Files.readString(write(8, PLAN, Map.of()))).isNotEqualTo(first);
    }

    @Test
    void aMovedDeviceHasNoOtherAddress() throws Exception {
        cnml = read(write(1, AddressPlan.loopback(), Map.of(1002, "fe80::d1:3ea%1")));
        assertThat(all("device").stream()
                        .filter(device -> device.getAttribute("id").equals("1002"))
                        .map(GeneratorTest::addresses))
                .containsExactly(Set.of("fe80::d1:3ea%1"));
        assertThat(values("device", "mainipv4")).contains("127.64.0.1").doesNotContain("127.64.0.2");
    }

    @Test
    void blocksDoNotOverlap() {
        Set<String> blocks = new HashSet<>();
        for (int i = 0; i < AddressPlan.BLOCKS; i++) {
            AddressPlan plan = AddressPlan.block(i, true);
            assertThat(blocks.add(plan.ipv4Block())).isTrue();
            assertThat(blocks.add(plan.ipv4Prefix())).isTrue();
            assertThat(blocks.add(plan.ipv6().orElseThrow())).isTrue();
            assertThat(blocks.add(AddressPlan.ipv6Link(i, 1))).isTrue();
        }
        assertThat(AddressPlan.block(63, false).ipv6()).isEqualTo(Optional.empty());
        assertThat(AddressPlan.block(63, false).ipv4Block()).isEqualTo("198.19.248.0/21");
    }
}
