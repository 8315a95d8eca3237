// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The networks within which this monitor connects to what it found. */
record Networks(List<Block> blocks) {
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    /** Java asks the name service for four numbers of which one is too large. */
    private static final Pattern LITERAL =
            Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    Networks {
        blocks = List.copyOf(blocks);
    }

    /** Addresses that begin with the same bits. */
    record Block(byte[] prefix, int bits) {
        /**
         * Reads CIDR notation.
         *
         * @throws IllegalArgumentException names what is wrong
         */
        static Block parse(String text) {
            String[] parts = text.strip().split("/", 2);
            try {
                byte[] address = literal(parts[0]).getAddress();
                int bits = parts.length == 1 ? address.length * 8 : Integer.parseInt(parts[1]);
                if (bits >= 0 && bits <= address.length * 8) {
                    return new Block(address, bits);
                }
            } catch (IllegalArgumentException e) {
                // Told below, with the same words for each mistake.
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no network in CIDR notation, such as 10.0.0.0/8 or fc00::/7");
        }

        boolean contains(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(prefix, 0, whole, other, 0, whole)
                    && (rest == 0 || ((prefix[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Block block && bits == block.bits && Arrays.equals(prefix, block.prefix);
        }

        @Override
        public int hashCode() {
            return 31 * bits + Arrays.hashCode(prefix);
        }
    }

    boolean contain(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /**
     * The address that a text stands for, which is never looked up.
     *
     * @throws IllegalArgumentException when it is no address
     */
    static InetAddress literal(String text) {
        String address = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!LITERAL.matcher(address).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no address");
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no address", e);
        }
    }
}
