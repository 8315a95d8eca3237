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
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * An Ed25519 key pair (RFC 8032): that of a monitor, or of a network. It is kept in a file that only its owner can
 * read, of two lines in Base64: the private key (PKCS #8) and the public key (X.509).
 */
final class SigningKey {
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey secret;
    private final VerifyingKey verifying;
    private final String id;

    private SigningKey(PrivateKey secret, VerifyingKey verifying) {
        this.secret = secret;
        this.verifying = verifying;
        this.id = verifying.id();
    }

    /** Makes a key pair that is in no file. */
    static SigningKey create() {
        KeyPair pair = newPair();
        return new SigningKey(
                pair.getPrivate(), VerifyingKey.ofX509(pair.getPublic().getEncoded()));
    }

    /**
     * Reads the key pair, or makes it where there is none.
     *
     * @throws IOException when the file cannot be read or written, or holds something else; the message names it
     */
    static SigningKey loadOrCreate(Path file) throws IOException {
        if (Files.notExists(file)) {
            write(file, newPair());
        }
        return load(file);
    }

    /**
     * Reads the key pair.
     *
     * @throws IOException when the file cannot be read, or holds something else; the message names it
     */
    static SigningKey load(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new IOException(file + " is no signing key: two lines are expected");
        }
        try {
            byte[] secret = Base64.getDecoder().decode(lines.get(0));
            VerifyingKey verifying = VerifyingKey.ofX509(Base64.getDecoder().decode(lines.get(1)));
            SigningKey key = new SigningKey(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret)), verifying);
            if (!verifying.verifies(Octets.NONE, key.sign(Octets.NONE))) {
                throw new IOException(file + " is no signing key: its two halves do not belong together");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " is no signing key: " + e.getMessage(), e);
        }
    }

    VerifyingKey verifying() {
        return verifying;
    }

    String id() {
        return id;
    }

    Octets sign(Octets message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(message.array());
            return Octets.wrap(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot sign with Ed25519", e);
        }
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no Ed25519", e);
        }
    }

    private static void write(Path file, KeyPair pair) throws IOException {
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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
