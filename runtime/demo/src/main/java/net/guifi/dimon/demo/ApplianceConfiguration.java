// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Snmp;

/**
 * What the appliance has to know to ask the devices by SNMP, as a configuration resource of the OSGi Configurator
 * (Compendium R8, 150).
 */
final class ApplianceConfiguration {
    private static final String SOURCE = "demo:";

    private ApplianceConfiguration() {}

    /** Writes the file; the ports have to be told only where they are not those of SNMP. */
    static void write(Network network, int portOffset, Path file) throws IOException {
        String ports = (Generator.SNMP_PORT + portOffset) + ", " + (Generator.ALTERNATIVE_PORT + portOffset);
        String text =
                """
                {
                  ":configurator:resource-version": 1,
                  ":configurator:symbolic-name": "net.guifi.dimon.demo",
                  ":configurator:version": "1.0.0",
                  "net.guifi.dimon.snmp.credentials~demo-v3": {
                    ":configurator:policy": "force",
                    "name": "demo-v3",
                    "devices": [%s],
                    "version": "3",
                    "user": "%s",
                    "authProtocol": "SHA",
                    "authPassphrase": "$[secret:%s]",
                    "privProtocol": "AES-128",
                    "privPassphrase": "$[secret:%s]",
                    "ports:int[]": [%s]
                  }%s
                }
                """
                        .formatted(
                                quoted(speakingV3(network)),
                                Passphrases.USER,
                                Passphrases.AUTHENTICATION,
                                Passphrases.PRIVACY,
                                ports,
                                portOffset == 0 ? "" : others(ports));
        Files.writeString(file, text);
    }

    private static String others(String ports) {
        return """
               ,
                 "net.guifi.dimon.snmp.credentials~demo": {
                   ":configurator:policy": "force",
                   "name": "demo",
                   "devices": ["%s*"],
                   "version": "auto",
                   "community": "%s",
                   "ports:int[]": [%s]
                 }"""
                .formatted(SOURCE, Responder.COMMUNITY, ports);
    }

    private static List<String> speakingV3(Network network) {
        return network.devices().stream()
                .filter(device -> device.snmp()
                        .filter(snmp -> snmp.version() == Snmp.Version.V3)
                        .isPresent())
                .map(Device::id)
                .map(id -> SOURCE + id)
                .toList();
    }

    private static String quoted(List<String> values) {
        return values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(", "));
    }
}
