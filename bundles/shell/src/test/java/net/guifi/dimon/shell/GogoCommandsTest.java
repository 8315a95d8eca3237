// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.guifi.dimon.api.inventory.SourceStatus;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in a real Gogo shell. */
class GogoCommandsTest {
    @TempDir
    Path data;

    @Test
    void everyCommandIsFoundByItsName() throws Exception {
        FakeServices services = new FakeServices(data)
                .device("demo:1001", "CanMontarola-Rt1", "198.18.4.1")
                .source("demo", SourceStatus.State.IMPORTED, "ok");
        CommandProcessorImpl shell = new CommandProcessorImpl(new ThreadIOImpl());
        GogoCommands commands = new GogoCommands(services);
        for (String name : List.of(
                "status",
                "devices",
                "device",
                "probe",
                "monitors",
                "assignments",
                "store",
                "network",
                "admit",
                "dismiss",
                "discovered",
                "publish",
                "unpublish",
                "join",
                "import",
                "add",
                "remove",
                "bundles",
                "update",
                "revert",
                "password",
                "certificate",
                "doctor")) {
            shell.addCommand("dimon", commands, name);
        }
        try (CommandSession session = shell.createSession(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream())) {
            assertThat(session.execute("dimon:devices montarola --limit 5").toString())
                    .contains("demo:1001");
            assertThat(session.execute("dimon:device 1001").toString()).contains("CanMontarola-Rt1");
            assertThat(session.execute("dimon:probe 1001").toString()).contains("No probe is running.");
            assertThat(session.execute("dimon:import demo").toString()).contains("imported");
            assertThat(session.execute("dimon:add roof 10.0.0.1 --zone Vic").toString())
                    .contains("is watched from now on");
            assertThat(session.execute("dimon:remove roof").toString()).contains("is removed");
            assertThat(session.execute("dimon:status").toString()).contains("montseny");
            assertThat(session.execute("dimon:monitors").toString()).contains("montseny");
            assertThat(session.execute("dimon:assignments").toString()).contains("montseny");
            services.network = new FakeNetwork().member("0a".repeat(16), "montseny", Duration.ZERO);
            assertThat(session.execute("dimon:store").toString()).contains("is alone");
            assertThat(session.execute("dimon:network set heartbeat PT2M").toString())
                    .contains("PT2M");
            assertThat(session.execute("dimon:admit montseny").toString()).contains("is admitted");
            assertThat(session.execute("dimon:dismiss montseny").toString()).contains("this monitor itself");
            assertThat(session.execute("dimon:join own").toString()).contains("Config Admin");
            assertThat(session.execute("dimon:store use 10.1.2.3:8087").toString())
                    .contains("Config Admin");
            assertThat(session.execute("dimon:certificate").toString()).contains("--https-port");
            services.discovery = new FakeDiscovery();
            assertThat(session.execute("dimon:discovered").toString()).contains("mDNS");
            assertThat(session.execute("dimon:unpublish").toString()).contains("no longer");
            assertThat(session.execute("dimon:publish").toString()).contains("to be announced");
            services.updates = new FakeUpdates();
            assertThat(session.execute("dimon:bundles").toString()).contains("net.guifi.dimon.ping");
            assertThat(session.execute("dimon:update /a/ping.jar").toString()).contains("1.1.0");
            assertThat(session.execute("dimon:revert ping").toString()).contains("shipped");
            assertThat(session.execute("dimon:doctor").toString()).contains("No bundle offers a health check");
            assertThat(session.execute("dimon:password --new").toString()).hasSizeGreaterThan(20);
        } finally {
            shell.stop();
        }
        assertThat(services.imports).containsExactly("refresh demo", "add roof [10.0.0.1] [, , Vic]", "remove roof");
    }
}
