// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The private key and the certificate that the HTTPS server shows, as they stand in the data directory: a PKCS #12 key
 * store {@code secrets/https.p12} (RFC 7292), and its password, the first line of {@code secrets/https-password}.
 */
public final class ServerKey {
    static final String KEY_STORE = "https.p12";
    static final String PASSWORD = "https-password";

    private static final long LARGEST = 1 << 20;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final KeyStore store;
    private final String password;
    private final X509Certificate certificate;

    private ServerKey(KeyStore store, String password, X509Certificate certificate) {
        this.store = store;
        this.password = password;
        this.certificate = certificate;
    }

    /**
     * Where the key store is.
     *
     * @param data the data directory
     * @return a file that need not be there
     */
    public static Path file(Path data) {
        return data.resolve("secrets").resolve(KEY_STORE);
    }

    static Path passwordFile(Path data) {
        return data.resolve("secrets").resolve(PASSWORD);
    }

    /**
     * Reads them.
     *
     * @param data the data directory
     * @return a key that fits its certificate
     * @throws IOException when there is none; the message names the file and what is wrong with it
     */
    public static ServerKey load(Path data) throws IOException {
        Path file = file(data);
        Path passwordFile = passwordFile(data);
        String password = password(passwordFile);
        if (Files.notExists(file)) {
            throw new IOException(file + " is missing");
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is no key store: it is larger than " + LARGEST + " octets");
        }
        try {
            return of(open(file, passwordFile, password), password, file);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore open(Path file, Path passwordFile, String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
            return store;
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException(
                        "the password in " + passwordFile + " does not open " + file + ", or that file is damaged", e);
            }
            throw new IOException(file + " is no PKCS #12 key store, or damaged", e);
        }
    }

    private static ServerKey of(KeyStore store, String password, Path file)
            throws GeneralSecurityException, IOException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1) {
            throw new IOException(file + " holds " + keys.size() + " private keys with a certificate, not one");
        }
        Key key = store.getKey(keys.get(0), password.toCharArray());
        if (key instanceof PrivateKey && store.getCertificate(keys.get(0)) instanceof X509Certificate certificate) {
            return new ServerKey(store, password, certificate);
        }
        throw new IOException(file + " holds no private key with an X.509 certificate");
    }

    static String password(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " is no password: it is larger than " + LARGEST + " octets");
            }
            return Files.readString(file)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IOException(file + " is empty"));
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is missing", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is no text in UTF-8", e);
        }
    }

    /**
     * Tells one state of the files from another, without reading them.
     *
     * @param data the data directory
     * @return a value that changes when the files do
     */
    public static Object stamp(Path data) {
        return List.of(stampOf(file(data)), stampOf(passwordFile(data)));
    }

    private static Object stampOf(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /**
     * The store with the key and the certificates.
     *
     * @return a store that is loaded
     */
    public KeyStore store() {
        return store;
    }

    /**
     * The password of the store and of the key.
     *
     * @return never to be shown
     */
    public String password() {
        return password;
    }

    /**
     * What a browser shows, to be compared with.
     *
     * @return SHA-256 of the certificate, upper-case hexadecimal octets separated by colons
     */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "A certificate that was read can be written, and every Java has SHA-256", e);
        }
    }

    /**
     * For what the certificate is good: its subject alternative names (RFC 5280, 4.2.1.6).
     *
     * @return host names, and addresses as Java writes them
     */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(name.get(1).toString());
                } else if (name.get(0).equals(IP_ADDRESS)) {
                    // Digits alone: nothing is looked up.
                    names.add(InetAddress.getByName(name.get(1).toString()).getHostAddress());
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            names.add("(not readable: " + e.getMessage() + ")");
        }
        return names;
    }

    /**
     * Whose it is.
     *
     * @return the subject, as in {@code CN=monitor}
     */
    public String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    /**
     * Who vouches for it.
     *
     * @return empty when nobody does but the key itself
     */
    public Optional<String> issuer() {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())
                ? Optional.empty()
                : Optional.of(certificate.getIssuerX500Principal().getName());
    }

    /**
     * From when on it is good.
     *
     * @return the first moment
     */
    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    /**
     * How long it is good.
     *
     * @return the last moment
     */
    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }
}
