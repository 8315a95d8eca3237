// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.snmp4j.asn1.BER;

/** Puts together what surrounds a PDU. */
final class Ber {
    private Ber() {}

    static byte[] integer(int value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(6);
        BER.encodeInteger(out, BER.INTEGER, value);
        return out.toByteArray();
    }

    static byte[] octets(byte[] value) throws IOException {
        return wrapped(BER.OCTETSTRING, value);
    }

    static byte[] sequence(byte[]... parts) throws IOException {
        return wrapped(BER.SEQUENCE, parts);
    }

    private static byte[] wrapped(int type, byte[]... parts) throws IOException {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        BER.encodeHeader(out, type, length);
        for (byte[] part : parts) {
            out.write(part);
        }
        return out.toByteArray();
    }
}
