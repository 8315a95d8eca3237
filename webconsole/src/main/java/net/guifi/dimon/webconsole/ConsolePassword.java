// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The password of the console as its file has it: one line, in one of two forms.
 *
 * <ul>
 *   <li>The password as it is. Used for the generated one, which is shown at each start.
 *   <li>{@code {pbkdf2-sha256}<iterations>$<salt>$<hash>}: PBKDF2 with HMAC-SHA-256 (RFC 8018) of the password in
 *       UTF-8; iterations in decimal, 1,000 to 10,000,000; salt of at least 8 octets and hash of 16 to 64 octets in
 *       Base64 (RFC 4648) with padding. A password that begins with <code>{</code> must be stored in this form.
 * </ul>
 */
final class ConsolePassword {
    private static final String HASHED = "{pbkdf2-sha256}";
    private static final Pattern FORM = Pattern.compile("([0-9]{4,8})\\$([A-Za-z0-9+/]+=*)\\$([A-Za-z0-9+/]+=*)");
    private static final int KEY_LENGTH = 32;

    private final String plain;
    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;
    // Lets a password that was right once be known again without hashing it anew; worth nothing outside this process.
    private final byte[] memoryKey = new byte[KEY_LENGTH];
    private volatile byte[] remembered = {};

    private ConsolePassword(String plain, int iterations, byte[] salt, byte[] hash) {
        this.plain = plain;
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
        new SecureRandom().nextBytes(memoryKey);
    }

    /**
     * Reads the line of the file.
     *
     * @throws IllegalArgumentException when it has neither form; the message does not quote it
     */
    static ConsolePassword parse(String line) {
        if (line.isEmpty() || line.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("one line with the password is expected");
        }
        if (!line.startsWith("{")) {
            return new ConsolePassword(line, 0, new byte[0], new byte[0]);
        }
        Matcher matcher = FORM.matcher(line.startsWith(HASHED) ? line.substring(HASHED.length()) : "");
        if (!matcher.matches()) {
            throw new IllegalArgumentException(HASHED + "iterations$salt$hash is expected after {");
        }
        int iterations = Integer.parseInt(matcher.group(1));
        byte[] salt = Base64.getDecoder().decode(matcher.group(2));
        byte[] hash = Base64.getDecoder().decode(matcher.group(3));
        if (iterations < 1_000 || iterations > 10_000_000 || salt.length < 8 || hash.length < 16 || hash.length > 64) {
            throw new IllegalArgumentException("1000 to 10000000 iterations, a salt of 8 octets or more and a hash of"
                    + " 16 to 64 octets are expected after " + HASHED);
        }
        return new ConsolePassword(null, iterations, salt, hash);
    }

    /** Whether these credentials were found right before. */
    boolean isRemembered(Credentials credentials) {
        return MessageDigest.isEqual(remembered, seal(credentials.password())) & credentials.isUserRight();
    }

    /** Whether these credentials are right. Takes as long for wrong ones. One at a time: hashing is dear. */
    synchronized boolean matches(Credentials credentials) {
        boolean right = plain == null
                ? MessageDigest.isEqual(hash, pbkdf2(credentials.password()))
                : MessageDigest.isEqual(seal(plain), seal(credentials.password()));
        boolean allowed = right & credentials.isUserRight();
        if (allowed) {
            remembered = seal(credentials.password());
        }
        return allowed;
    }

    private byte[] pbkdf2(String password) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.length * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has PBKDF2 with HMAC-SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Of equal length for all passwords, so that comparing takes equally long. */
    private byte[] seal(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(memoryKey, mac.getAlgorithm()));
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
        }
    }
}
