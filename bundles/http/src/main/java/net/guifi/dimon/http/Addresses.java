// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses as people write them. */
final class Addresses {
    private Addresses() {}

    /** The canonical text: IPv6 as RFC 5952 has it. */
    static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        String full = address.getHostAddress();
        int scope = full.indexOf('%');
        String[] groups = (scope < 0 ? full : full.substring(0, scope)).split(":");
        int start = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int zeros = 0;
            while (i + zeros < groups.length && groups[i + zeros].equals("0")) {
                zeros++;
            }
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(groups[i]);
            }
        }
        return scope < 0 ? text.toString() : text + full.substring(scope);
    }
}
