// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.util.Arrays;
import org.snmp4j.asn1.BER;

/** Reads what surrounds a PDU out of a datagram, never beyond its end. */
final class BerReader {
    private static final int LONG_LENGTH = 0x80;

    private final byte[] data;
    private final int end;
    private int position;

    BerReader(byte[] data, int start, int end) {
        this.data = data;
        this.position = start;
        this.end = end;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    private int next() throws IOException {
        if (position >= end) {
            throw new IOException("it ends too early");
        }
        return data[position++] & 0xFF;
    }

    /** The content of what comes next, which is passed over. */
    BerReader enter(int type) throws IOException {
        int found = next();
        if (found != (type & 0xFF)) {
            throw new IOException("type " + found + " where " + (type & 0xFF) + " belongs");
        }
        int length = next();
        if (length >= LONG_LENGTH) {
            int octets = length - LONG_LENGTH;
            if (octets == 0 || octets > 3) {
                throw new IOException("a length of " + octets + " octets");
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | next();
            }
        }
        if (length > end - position) {
            throw new IOException("it is cut off");
        }
        BerReader content = new BerReader(data, position, position + length);
        position += length;
        return content;
    }

    int integer() throws IOException {
        BerReader content = enter(BER.INTEGER);
        int length = content.end - content.position;
        if (length < 1 || length > 4) {
            throw new IOException("a number of " + length + " octets");
        }
        int value = data[content.position];
        for (int i = 1; i < length; i++) {
            value = value << 8 | data[content.position + i] & 0xFF;
        }
        return value;
    }

    byte[] octets() throws IOException {
        BerReader content = enter(BER.OCTETSTRING);
        return Arrays.copyOfRange(data, content.position, content.end);
    }
}
