// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.snmp4j.PDU;

/** How one device is asked: where, by which version, with what credentials. */
final class Session {
    final InetSocketAddress address;
    final Credentials.Way way;
    /** For v3 only. */
    final Usm usm;

    final Standing standing;
    private final byte[] community;

    Session(InetAddress address, Credentials.Way way, Credentials credentials, UserKeys keys, Standing standing) {
        this.address = new InetSocketAddress(address, way.port());
        this.way = way;
        this.standing = standing;
        community = credentials.community().getBytes(StandardCharsets.UTF_8);
        usm = way.version() == Version.V3 ? new Usm(keys) : null;
    }

    byte[] seal(PDU pdu, int id, long now) throws IOException {
        return usm != null
                ? usm.seal(pdu, id, now)
                : Ber.sequence(Ber.integer(way.version().number), Ber.octets(community), Message.bytes(pdu, id));
    }

    /** For a person. */
    @Override
    public String toString() {
        return way + " of " + address.getAddress().getHostAddress();
    }
}
