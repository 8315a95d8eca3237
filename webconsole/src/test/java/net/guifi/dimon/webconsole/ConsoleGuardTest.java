// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleGuardTest {
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt pass:contrasenya -kdfopt salt:saltsalt -kdfopt iter:2000
    // PBKDF2
    private static final String HASHED =
            "{pbkdf2-sha256}2000$c2FsdHNhbHQ=$EYGXf0PdRHxFWyQUy1TbjNof2KW7PfvlcdPWx/TgkP0=";

    @TempDir
    Path directory;

    private Path file;
    private ConsoleGuard guard;

    @BeforeEach
    void guard() {
        file = directory.resolve("console-password");
        guard = new ConsoleGuard(file, OptionalInt.empty(), () -> 0);
    }

    @Test
    void opensForAdminWithThePassword() throws IOException {
        write("k3y-of:the house\n");
        assertThat(Request.of("GET").as("admin", "k3y-of:the house").enters(guard))
                .isTrue();
        assertThat(guard.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void opensForTheHashedPassword() throws IOException {
        write(HASHED);
        assertThat(Request.of("GET").as("admin", "contrasenya").enters(guard)).isTrue();
        assertThat(Request.of("GET").as("admin", "contrasenya").enters(guard)).isTrue();
        assertThat(Request.of("GET").as("admin", "contrasenyb").enters(guard)).isFalse();
        assertThat(Request.of("GET").as("other", "contrasenya").enters(guard)).isFalse();
        assertThat(Request.of("GET").as("admin", HASHED).enters(guard)).isFalse();
    }

    @Test
    void asksForThePassword() throws IOException {
        write("secret");
        Request request = Request.of("GET");
        assertThat(request.enters(guard)).isFalse();
        assertThat(request.status).isEqualTo(401);
        assertThat(request.responseHeaders.get("WWW-Authenticate")).startsWith("Basic realm=");

        for (String wrong : new String[] {
            "Basic", "Basic !", "Basic YWRtaW4=", "Bearer YWRtaW46c2VjcmV0", "Basic YWRtaW46c2VjcmV0AA=="
        }) {
            assertThat(Request.of("GET").header("Authorization", wrong).enters(guard))
                    .isFalse();
        }
    }

    @Test
    void refusesBeforeItLooksAtThePassword() throws IOException {
        write("secret");
        Request request = Request.of("GET").from("198.18.0.1").as("admin", "secret");
        assertThat(request.enters(guard)).isFalse();
        assertThat(request.status).isEqualTo(403);
        assertThat(request.body.toString()).contains("HTTPS");
        assertThat(request.responseHeaders).doesNotContainKey("WWW-Authenticate");
    }

    @Test
    void forbidsOthersToFrameTheConsole() throws IOException {
        write("secret");
        Request request = Request.of("GET").as("admin", "secret");
        request.enters(guard);
        assertThat(request.responseHeaders).containsEntry("X-Frame-Options", "SAMEORIGIN");
    }

    @Test
    void staysClosedWithoutAFileAndOpensWhenItIsThere() throws IOException {
        Request request = Request.of("GET").as("admin", "");
        assertThat(request.enters(guard)).isFalse();
        assertThat(request.status).isEqualTo(503);
        assertThat(guard.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);

        write("secret");
        assertThat(Request.of("GET").as("admin", "secret").enters(guard)).isTrue();
    }

    @Test
    void staysClosedWithABadFile() throws IOException {
        for (String bad : new String[] {
            "",
            "\n",
            "two\nlines",
            "{sha-256}abc",
            "{pbkdf2-sha256}1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==",
            "{pbkdf2-sha256}99999999$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==",
            "{pbkdf2-sha256}2000$A$A",
            "x".repeat(5000)
        }) {
            write(bad);
            Request request = Request.of("GET").as("admin", bad.strip());
            assertThat(request.enters(guard)).as(bad).isFalse();
            assertThat(request.status).as(bad).isEqualTo(503);
        }
    }

    @Test
    void followsTheFile() throws IOException {
        write("first");
        assertThat(Request.of("GET").as("admin", "first").enters(guard)).isTrue();
        write("second");
        assertThat(Request.of("GET").as("admin", "first").enters(guard)).isFalse();
        assertThat(Request.of("GET").as("admin", "second").enters(guard)).isTrue();
        Files.delete(file);
        assertThat(Request.of("GET").as("admin", "second").enters(guard)).isFalse();
    }

    @Test
    void warnsOfAFileThatOthersMayRead() throws IOException {
        write("secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(guard.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(Request.of("GET").as("admin", "secret").enters(guard)).isTrue();
    }

    @Test
    void slowsDownWhoGuesses() throws IOException {
        write("secret");
        Request last = Request.of("GET");
        for (int i = 0; i < 5; i++) {
            last = Request.of("GET").as("admin", "guess" + i);
            assertThat(last.enters(guard)).isFalse();
        }
        assertThat(last.status).isEqualTo(429);
        assertThat(last.responseHeaders).containsKey("Retry-After");
        // Not even the right one is looked at, but other peers are not affected.
        assertThat(Request.of("GET").as("admin", "secret").enters(guard)).isFalse();
        assertThat(Request.of("GET").from("::1").as("admin", "secret").enters(guard))
                .isTrue();
        // Whoever is in stays in.
        assertThat(Request.of("GET").as("admin", "secret").enters(guard)).isTrue();
    }

    private void write(String line) throws IOException {
        // A new file each time, as a careful writer does it: no reader sees half a line.
        Path written = directory.resolve("new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, line);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
