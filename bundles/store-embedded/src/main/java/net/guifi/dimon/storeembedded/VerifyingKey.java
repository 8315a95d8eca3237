// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The public half of an Ed25519 key.
 *
 * @param raw its {@value #LENGTH} octets (RFC 8032)
 */
record VerifyingKey(Octets raw) {
    static final int LENGTH = 32;
    static final int SIGNATURE_LENGTH = 64;
    private static final int ID_OCTETS = 16;
    // What stands before the key in SubjectPublicKeyInfo (RFC 8410).
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** @throws IllegalArgumentException when it has another shape */
    static VerifyingKey ofX509(byte[] encoded) {
        if (encoded.length != X509_PREFIX.length + LENGTH
                || !Arrays.equals(X509_PREFIX, Arrays.copyOf(encoded, X509_PREFIX.length))) {
            throw new IllegalArgumentException("the public key is not of Ed25519");
        }
        return new VerifyingKey(Octets.wrap(Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length)));
    }

    private Octets x509() {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + LENGTH);
        System.arraycopy(raw.array(), 0, encoded, X509_PREFIX.length, LENGTH);
        return Octets.wrap(encoded);
    }

    /** The first 16 octets of the SHA-256 of the key in X.509, as hexadecimal digits. */
    String id() {
        return x509().hash(ID_OCTETS).toString();
    }

    boolean verifies(Octets message, Octets signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509().array())));
            signature.update(message.array());
            return signature.verify(signed.array());
        } catch (GeneralSecurityException e) {
            // Thrown for keys and signatures that are no points of the curve too.
            return false;
        }
    }
}
