// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Reads literal addresses. A host name is refused, never resolved. */
final class Addresses {
    // What begins with a digit or a colon and has a colon is never looked up by InetAddress.getByName. A zone (RFC
    // 4007),
    // such as %eth0, is needed to reach a link-local neighbour.
    private static final Pattern IPV6 =
            Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}(%[A-Za-z0-9._-]{1,15})?");

    private Addresses() {}

    /**
     * Reads an IPv4 or IPv6 address that one device may have.
     *
     * @throws IllegalArgumentException when the text is something else; the message quotes it
     */
    static InetAddress parse(String text) {
        InetAddress address = text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isBroadcast(address)) {
            throw new IllegalArgumentException("\"" + text + "\" is not the address of one device");
        }
        return address;
    }

    private static InetAddress ipv4(String text) {
        byte[] bytes = new byte[4];
        int part = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0 || part == 4) {
                    throw invalid(text);
                }
                bytes[part++] = (byte) value;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && (digits == 0 || value > 0)) {
                value = value * 10 + c - '0';
                digits++;
                if (value > 255) {
                    throw invalid(text);
                }
            } else {
                throw invalid(text);
            }
        }
        if (part != 4) {
            throw invalid(text);
        }
        return address(text, bytes);
    }

    private static InetAddress ipv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            throw invalid(text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(invalid(text).getMessage(), e);
        }
    }

    private static InetAddress address(String text, byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(invalid(text).getMessage(), e);
        }
    }

    private static boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address && address.hashCode() == -1;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no IPv4 or IPv6 address");
    }
}
