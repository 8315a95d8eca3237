// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Who this monitor is: an Ed25519 key pair (RFC 8032), made at the first start and kept in a file that only its owner
 * can read. The file has two lines in Base64: the private key (PKCS #8) and the public key (X.509).
 *
 * @param monitorId the first 16 octets of the SHA-256 of the public key, as hexadecimal digits
 */
record Identity(String monitorId) {
    private static final int ID_OCTETS = 16;

    /**
     * Reads the key pair, or makes it where there is none.
     *
     * @throws IOException when the file cannot be read or written, or holds something else; the message names it
     */
    static Identity loadOrCreate(Path file) throws IOException {
        if (Files.notExists(file)) {
            create(file);
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new IOException(file + " is no key of a monitor: two lines are expected");
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(lines.get(1));
            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
            return new Identity(HexFormat.of().formatHex(digest, 0, ID_OCTETS));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " is no key of a monitor: " + e.getMessage(), e);
        }
    }

    private static void create(Path file) throws IOException {
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("This Java has no Ed25519", e);
        }
        Base64.Encoder base64 = Base64.getEncoder();
        String text = base64.encodeToString(pair.getPrivate().getEncoded())
                + "\n"
                + base64.encodeToString(pair.getPublic().getEncoded())
                + "\n";
        Path made = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // On the disk before it has its name: a power cut must not leave half a key.
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.US_ASCII.encode(text));
            channel.force(true);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
