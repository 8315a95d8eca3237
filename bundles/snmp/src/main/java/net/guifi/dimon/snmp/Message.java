// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.Integer32;

/**
 * A message that came in, as far as it can be read without a key.
 *
 * @param version number of the version
 * @param id request id, or msgID of v3
 * @param pdu the PDU of v1 and v2c
 * @param secured what v3 has instead
 */
record Message(int version, int id, PDU pdu, Secured secured) {
    /**
     * The parts of a v3 message (RFC 3412, RFC 3414).
     *
     * @param datagram all of it
     * @param length octets of it
     * @param flags 1 for authenticated, 2 for encrypted
     * @param engine msgAuthoritativeEngineID
     * @param boots msgAuthoritativeEngineBoots
     * @param time msgAuthoritativeEngineTime, seconds
     * @param user msgUserName
     * @param digest where the authentication parameters stand
     * @param salt privacy parameters
     * @param content where the scoped PDU stands, encrypted or not
     */
    record Secured(
            byte[] datagram,
            int length,
            int flags,
            byte[] engine,
            int boots,
            int time,
            byte[] user,
            BerReader digest,
            byte[] salt,
            BerReader content) {}

    /** Reads a datagram. */
    static Message read(byte[] data, int length) throws IOException {
        BerReader message = new BerReader(data, 0, length).enter(BER.SEQUENCE);
        int version = message.integer();
        if (version == Version.V3.number) {
            return readSecured(data, length, message);
        }
        message.octets();
        PDU pdu = pdu(data, message.position(), message.end());
        return new Message(version, pdu.getRequestID().getValue(), pdu, null);
    }

    private static Message readSecured(byte[] data, int length, BerReader message) throws IOException {
        BerReader global = message.enter(BER.SEQUENCE);
        int id = global.integer();
        global.integer();
        byte[] flags = global.octets();
        int model = global.integer();
        if (flags.length != 1 || model != Usm.MODEL) {
            throw new IOException("security model " + model);
        }
        BerReader security = message.enter(BER.OCTETSTRING).enter(BER.SEQUENCE);
        byte[] engine = security.octets();
        int boots = security.integer();
        int time = security.integer();
        byte[] user = security.octets();
        BerReader digest = security.enter(BER.OCTETSTRING);
        byte[] salt = security.octets();
        return new Message(
                Version.V3.number,
                id,
                null,
                new Secured(data, length, flags[0], engine, boots, time, user, digest, salt, message));
    }

    /** Reads a PDU. */
    static PDU pdu(byte[] data, int start, int end) throws IOException {
        PDU pdu = new PDU();
        try {
            pdu.decodeBER(new BERInputStream(ByteBuffer.wrap(data, start, end - start)));
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
        return pdu;
    }

    /** Writes a PDU. */
    static byte[] bytes(PDU pdu, int id) throws IOException {
        pdu.setRequestID(new Integer32(id));
        ByteArrayOutputStream out = new ByteArrayOutputStream(pdu.getBERLength());
        pdu.encodeBER(out);
        return out.toByteArray();
    }
}
