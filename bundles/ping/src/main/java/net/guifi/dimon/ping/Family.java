// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.util.List;

/** The two internet protocols, with what differs in their ICMP (RFC 792, RFC 4443). */
enum Family {
    IPV4("IPv4", 8, 0, 3, 11),
    IPV6("IPv6", 128, 129, 1, 3);

    /** {@link #values} copies them each time, and pinging asks for them all the time. */
    static final List<Family> ALL = List.of(values());

    final String title;
    final byte echoRequest;
    final byte echoReply;
    private final int destinationUnreachable;
    private final int timeExceeded;

    Family(String title, int echoRequest, int echoReply, int destinationUnreachable, int timeExceeded) {
        this.title = title;
        this.echoRequest = (byte) echoRequest;
        this.echoReply = (byte) echoReply;
        this.destinationUnreachable = destinationUnreachable;
        this.timeExceeded = timeExceeded;
    }

    /** Whether an ICMP error of this type and code says that the device cannot be reached. */
    boolean saysUnreachable(int type, int code) {
        boolean fragmentationNeeded = this == IPV4 && type == destinationUnreachable && code == 4;
        return !fragmentationNeeded && (type == destinationUnreachable || type == timeExceeded);
    }
}
