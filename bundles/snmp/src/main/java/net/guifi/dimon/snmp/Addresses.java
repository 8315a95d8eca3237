// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Compares addresses with their zones, which {@link Inet6Address} leaves out. */
final class Addresses {
    private Addresses() {}

    static boolean same(InetAddress one, InetAddress other) {
        return one.equals(other) && scope(one) == scope(other);
    }

    static int scope(InetAddress address) {
        return address instanceof Inet6Address ipv6 && ipv6.isLinkLocalAddress() ? ipv6.getScopeId() : 0;
    }
}
