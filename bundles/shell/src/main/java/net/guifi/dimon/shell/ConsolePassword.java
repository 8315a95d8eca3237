// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The file with the password of the console: the password itself when it was generated, else
 * <code>{pbkdf2-sha256}iterations$salt$hash</code>, salt and hash in Base64 (RFC 8018, PBKDF2 with HMAC-SHA-256).
 */
final class ConsolePassword {
    static final String HASHED = "{pbkdf2-sha256}";

    // Without 0 O 1 l I, which are taken for one another.
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int LENGTH = 22;
    // A small board needs about a quarter of a second for it, at each login.
    private static final int ITERATIONS = 100_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    private ConsolePassword(Path file) {
        this.file = file;
    }

    static ConsolePassword in(Path data) {
        return new ConsolePassword(data.resolve("secrets").resolve("console-password"));
    }

    Path file() {
        return file;
    }

    /** Generates a password when there is none, or an empty file. */
    void ensure() throws IOException {
        if (!Files.exists(file) || Files.readString(file).isBlank()) {
            generate();
        }
    }

    /** The password, when it was generated; empty when a person chose it. */
    Optional<String> generated() throws IOException {
        String content = Files.readString(file).strip();
        return content.startsWith(HASHED) ? Optional.empty() : Optional.of(content);
    }

    /** Generates a new password, and returns it. */
    String generate() throws IOException {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        write(password.toString());
        return password.toString();
    }

    /** Takes the password that a person chose, of which the hash alone is kept. */
    void choose(String password) throws IOException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        write(HASHED
                + ITERATIONS
                + '$'
                + base64.encodeToString(salt)
                + '$'
                + base64.encodeToString(hash(password, salt)));
    }

    private static byte[] hash(String password, byte[] salt) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA256, which every Java must have", e);
        } finally {
            key.clearPassword();
        }
    }

    private void write(String line) throws IOException {
        Path directory = file.getParent();
        PrivateDirectory.make(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        // Temporary files are made for their owner alone.
        Path whole = Files.createTempFile(directory, "password", ".new");
        try {
            // On the disk before it has its name: a power cut must not leave an empty password.
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(line + '\n'));
                channel.force(true);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
                parent.force(true);
            }
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
