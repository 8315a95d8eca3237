// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolePasswordTest {
    @TempDir
    Path data;

    private Answer run(String... arguments) throws CommandException {
        return new PasswordCommand().run(new FakeServices(data), List.of(arguments));
    }

    private Path file() {
        return data.resolve("secrets").resolve("console-password");
    }

    @Test
    void isGeneratedWhenItIsMissingAndStays() throws Exception {
        ConsolePassword.in(data).ensure();
        String password = Files.readString(file()).strip();
        assertThat(password).matches("[A-HJ-NP-Za-km-z2-9]{20,}");
        ConsolePassword.in(data).ensure();
        assertThat(run().text()).isEqualTo(password + "\n");
        assertThat(run("--new").text()).isNotEqualTo(password + "\n").isEqualTo(Files.readString(file()));
    }

    @Test
    void anEmptyFileCountsAsMissing() throws Exception {
        Files.createDirectory(data.resolve("secrets"));
        Files.createFile(file());
        ConsolePassword.in(data).ensure();
        assertThat(Files.readString(file()).strip()).hasSizeGreaterThan(19);
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        Files.createDirectory(data.resolve("secrets"));
        Files.setPosixFilePermissions(data.resolve("secrets"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (List<String> arguments : List.of(List.<String>of(), List.of("--new"), List.of("--set", "gat i gos"))) {
            run(arguments.toArray(String[]::new));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                    .isEqualTo("rwx------");
        }
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void ofAChosenOneOnlyTheHashIsKept() throws Exception {
        String chosen = "una contrasenya d'or";
        assertThat(run("--set", chosen).exit()).isZero();
        String line = Files.readString(file()).strip();
        assertThat(line).doesNotContain(chosen).startsWith("{pbkdf2-sha256}100000$");

        String[] parts = line.substring("{pbkdf2-sha256}".length()).split("\\$");
        assertThat(parts).hasSize(3);
        byte[] hash = Base64.getDecoder().decode(parts[2]);
        assertThat(hash).isEqualTo(hash(chosen, parts)).isNotEqualTo(hash(chosen + "x", parts));

        assertThat(run().text()).contains("chosen by a person");
        ConsolePassword.in(data).ensure();
        assertThat(Files.readString(file()).strip()).isEqualTo(line);
    }

    private static byte[] hash(String password, String[] parts) throws Exception {
        byte[] salt = Base64.getDecoder().decode(parts[1]);
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(parts[0]), 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(key)
                .getEncoded();
    }
}
