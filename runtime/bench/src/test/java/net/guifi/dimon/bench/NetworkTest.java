// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class NetworkTest {
    @Test
    void eachDeviceHasALoopbackAddressOfItsOwn() throws Exception {
        Set<InetAddress> addresses = new HashSet<>();
        for (int device = 1; device <= 63_000; device++) {
            InetAddress address = InetAddress.getByName(Network.address(device));
            assertThat(address.isLoopbackAddress()).isTrue();
            addresses.add(address);
        }
        assertThat(addresses).hasSize(63_000);
    }

    @Test
    void theDescriptionIsWellFormedAndHasEachDeviceOnce(@TempDir Path directory) throws Exception {
        for (int devices : new int[] {1, 2, 49, 50, 51, 101}) {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Network.write(directory.resolve("network.cnml"), devices)
                            .toFile());
            NodeList found = document.getElementsByTagName("device");
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < found.getLength(); i++) {
                Element device = (Element) found.item(i);
                assertThat(device.getParentNode().getNodeName()).isEqualTo("node");
                ids.add(device.getAttribute("id"));
            }
            assertThat(ids).hasSize(devices);
        }
    }
}
