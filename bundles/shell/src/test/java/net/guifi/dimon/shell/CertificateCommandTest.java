// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import net.guifi.dimon.certificate.KeyMaker;
import net.guifi.dimon.certificate.ServerKey;
import net.guifi.dimon.client.Wire;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCommandTest {
    @TempDir
    Path data;

    private FakeServices services;

    @BeforeEach
    void make() {
        services = new FakeServices(data);
    }

    private Answer run(String... arguments) {
        return new Dispatcher(services).run(List.of(arguments));
    }

    @Test
    void whereHttpsIsOffThatIsSaid() {
        assertThat(run("certificate").exit()).isEqualTo(Wire.FAILED);
        assertThat(run("certificate").text()).contains("--https-port");
        assertThat(run("certificate", "--old").exit()).isEqualTo(Wire.BAD_ARGUMENTS);
        assertThat(run("status").text()).doesNotContain("https:");
    }

    @Test
    void itIsShownAndSoIsWhereTheConsoleIs() throws Exception {
        services.httpsPort = OptionalInt.of(8443);
        assertThat(run("certificate").text())
                .contains("There is no certificate")
                .contains("missing");
        KeyMaker.make(data);
        Answer answer = run("certificate");
        assertThat(answer.exit()).isZero();
        assertThat(answer.text())
                .contains(ServerKey.load(data).fingerprint())
                .contains("localhost, 127.0.0.1")
                .contains("itself");
        assertThat(run("status").text()).contains(":8443/system/console/dimon");
    }

    @Test
    void anotherOneIsMadeAndTheServerTakesIt() throws Exception {
        services.httpsPort = OptionalInt.of(8443);
        KeyMaker.make(data);
        String first = ServerKey.load(data).fingerprint();
        assertThat(run("certificate", "--new").text()).contains("https bundle is not running");
        services.check("HTTPS", () -> new Result(Result.Status.WARN, "shows it"));
        Files.writeString(ServerKey.file(data), "junk");
        Answer answer = run("certificate", "--new");
        assertThat(answer.exit()).isZero();
        assertThat(answer.text())
                .contains(ServerKey.load(data).fingerprint())
                .doesNotContain(first)
                .contains("shows it")
                .contains("https.p12.unusable");
        assertThat(data.resolve("secrets/https.p12.unusable")).hasContent("junk");
        services.check("HTTPS", () -> new Result(Result.Status.CRITICAL, "cannot"));
        assertThat(run("certificate", "--new").exit()).isEqualTo(Wire.FAILED);
    }
}
