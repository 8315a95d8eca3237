// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Octets that do not change: a value, a hash, a key, a signature. */
final class Octets {
    static final Octets NONE = new Octets(new byte[0]);

    private final byte[] value;

    private Octets(byte[] value) {
        this.value = value;
    }

    static Octets of(byte... value) {
        return new Octets(value.clone());
    }

    /** Takes an array that nobody else will change. */
    static Octets wrap(byte[] value) {
        return new Octets(value);
    }

    byte[] toArray() {
        return value.clone();
    }

    /** The array itself, for those who only read it. */
    byte[] array() {
        return value;
    }

    int length() {
        return value.length;
    }

    /** The first octets of its SHA-256 (FIPS 180-4). */
    Octets hash(int octets) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value);
            return new Octets(Arrays.copyOf(digest, octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(value, octets.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** Hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }
}
