// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplianceConfigurationTest {
    private static final String OF_ALL = "net.guifi.dimon.snmp.credentials~demo\"";

    @TempDir
    Path directory;

    private String written(int portOffset) throws IOException {
        Path file = directory.resolve("configuration.json");
        ApplianceConfiguration.write(Generator.generate(1, AddressPlan.loopback()), portOffset, file);
        return Files.readString(file);
    }

    @Test
    void devicesOfVersion3AreNamedWithTheirUser() throws IOException {
        assertThat(written(0))
                .contains("net.guifi.dimon.snmp.credentials~demo-v3", "\"demo:1009\"", "\"user\": \"dimon\"")
                .contains("$[secret:demo-snmp-auth]", "$[secret:demo-snmp-priv]", "[161, 170]")
                .doesNotContain("\"demo:1002\"", OF_ALL);
    }

    @Test
    void otherPortsAreToldForAllDevices() throws IOException {
        assertThat(written(10_000))
                .contains(OF_ALL, "\"demo:*\"", "[10161, 10170]")
                .doesNotContain("[161, 170]");
    }
}
