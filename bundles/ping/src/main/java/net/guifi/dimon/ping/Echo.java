// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.nio.ByteBuffer;

/**
 * The echo message (RFC 792, RFC 4443): type, code, checksum, identifier, sequence; then, of ours, a nonce of the
 * engine, and slot and count of the request. All in network byte order.
 */
final class Echo {
    static final int HEADER = 8;
    /** The least that a request of ours carries besides the header. */
    static final int IDENTITY = 16;

    private Echo() {}

    static void write(ByteBuffer to, int at, byte type, int identifier, short sequence, long nonce, long id) {
        to.put(at, type);
        to.put(at + 1, (byte) 0);
        to.putShort(at + 2, (short) 0);
        to.putShort(at + 4, (short) identifier);
        to.putShort(at + 6, sequence);
        to.putLong(at + 8, nonce);
        to.putLong(at + 16, id);
    }

    static int identifier(ByteBuffer message, int at) {
        return message.getShort(at + 4) & 0xFFFF;
    }

    static int sequence(ByteBuffer message, int at) {
        return message.getShort(at + 6) & 0xFFFF;
    }

    static long nonce(ByteBuffer message, int at) {
        return message.getLong(at + 8);
    }

    static long id(ByteBuffer message, int at) {
        return message.getLong(at + 16);
    }

    /** The internet checksum (RFC 1071) of a request whose payload is zeros after the identity. */
    static short checksum(ByteBuffer message, int at) {
        int sum = 0;
        for (int i = 0; i < HEADER + IDENTITY; i += 2) {
            sum += message.getShort(at + i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum += sum >>> 16;
        return (short) ~sum;
    }
}
