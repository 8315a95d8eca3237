// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.certificate;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a key (EC, P-256) and a certificate for it that it signs itself, with the keytool that every Java has. */
public final class KeyMaker {
    private static final int VALID_DAYS = 3653;
    private static final int PASSWORD_OCTETS = 24;
    private static final int SHORTEST_PASSWORD = 6;
    private static final long LIMIT_SECONDS = 120;
    /** A board without a clock may believe in 1970: a certificate that ends in 1980 would be good for nobody. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private KeyMaker() {}

    /**
     * Makes them for the names and addresses that this host has now; what was there is replaced.
     *
     * @param data the data directory
     * @throws IOException when that is not possible; what was there then is there still
     */
    public static void make(Path data) throws IOException {
        Path secrets = data.resolve("secrets");
        Files.createDirectories(
                secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path password = ServerKey.passwordFile(data);
        if (!isUsable(password)) {
            byte[] random = new byte[PASSWORD_OCTETS];
            new SecureRandom().nextBytes(random);
            write(password, Base64.getUrlEncoder().encodeToString(random) + '\n');
        }
        // For its owner alone.
        Path directory = Files.createTempDirectory(secrets, "https");
        Path store = directory.resolve(ServerKey.KEY_STORE);
        Path output = directory.resolve("out");
        try {
            run(command(store, password), output);
            Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
            replace(store, ServerKey.file(data));
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(output);
            Files.delete(directory);
        }
    }

    private static boolean isUsable(Path password) {
        try {
            return ServerKey.password(password).length() >= SHORTEST_PASSWORD;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> command(Path store, Path password) {
        Instant now = Instant.now();
        // The clock of who looks may be behind.
        Instant start = (now.isBefore(EARLIEST) ? EARLIEST : now).minus(1, ChronoUnit.DAYS);
        String names = Stream.concat(
                        HostNames.names().stream().map(name -> "dns:" + name),
                        Stream.concat(Stream.of("127.0.0.1", "::1"), HostNames.addresses().stream())
                                .map(address -> "ip:" + address))
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-Xmx32m",
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-J-Duser.timezone=UTC",
                "-genkeypair"));
        command.addAll(List.of("-alias", "dimon", "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-sigalg", "SHA256withECDSA", "-dname", "CN=" + HostNames.name()));
        command.addAll(List.of("-startdate", START.format(start), "-validity", Integer.toString(VALID_DAYS)));
        command.addAll(
                List.of("-ext", "SAN=" + names, "-ext", "EKU=serverAuth", "-ext", "KU:critical=digitalSignature"));
        // In a file: everybody sees a command line.
        command.addAll(
                List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass:file", password.toString()));
        return command;
    }

    private static void run(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process keytool = builder.start();
        try {
            if (!keytool.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("keytool has not ended after " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        } finally {
            keytool.destroyForcibly();
        }
        if (keytool.exitValue() != 0) {
            throw new IOException(
                    "keytool failed: " + new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip());
        }
    }

    private static void write(Path file, String text) throws IOException {
        // For its owner alone.
        Path whole = Files.createTempFile(file.getParent(), "https", ".new");
        try {
            Files.writeString(whole, text);
            replace(whole, file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** On the disk before it has its name: a power cut must not leave half a file. */
    private static void replace(Path whole, Path file) throws IOException {
        sync(whole);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent());
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
