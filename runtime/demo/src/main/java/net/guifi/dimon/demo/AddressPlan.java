// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.util.Optional;

/**
 * Which addresses the devices have: a /24 for each of the four zones, and where there is IPv6, a /64 for all.
 *
 * @param ipv4 the first three zones' addresses start with these two numbers
 * @param firstZone third number of the first zone's addresses
 * @param ipv6 prefix of the IPv6 addresses, ending in {@code ::}; empty for a network without IPv6
 */
record AddressPlan(String ipv4, int firstZone, Optional<String> ipv6) {
    static final int ZONES = 4;
    static final int BLOCKS = 64;

    /**
     * One of the blocks that demos on one host share out: a /21 of 198.18.0.0/15 (RFC 2544, for tests only, so no
     * network has it), of which the devices take the second half, and two /64 of a unique local prefix.
     */
    static AddressPlan block(int number, boolean withIpv6) {
        return new AddressPlan(
                "198." + (18 + number / 32),
                number % 32 * 8 + ZONES,
                withIpv6 ? Optional.of(ipv6Prefix(2 * number + 1)) : Optional.empty());
    }

    /** Addresses of the loopback network, all of which answer for themselves. */
    static AddressPlan loopback() {
        return new AddressPlan("127.64", 0, Optional.empty());
    }

    /** The addresses of all devices, in CIDR notation. */
    String ipv4Prefix() {
        return ipv4 + '.' + firstZone + ".0/22";
    }

    /** A network for the link to the devices, in the half of the block that they do not take. */
    String ipv4Link(int host) {
        return ipv4 + '.' + (firstZone - ZONES) + '.' + host;
    }

    /** The whole block, in CIDR notation. */
    String ipv4Block() {
        return ipv4Link(0) + "/21";
    }

    /** A network for the link to the devices, beside theirs. */
    static String ipv6Link(int number, int host) {
        return ipv6Prefix(2 * number) + host;
    }

    private static String ipv6Prefix(int number) {
        return "fd9a:6469:6d6f:" + Integer.toHexString(number) + "::";
    }

    String ipv4Address(int zone, int host) {
        if (zone >= ZONES || host < 1 || host > 254) {
            throw new IllegalArgumentException("No address for host " + host + " of zone " + zone);
        }
        return ipv4 + '.' + (firstZone + zone) + '.' + host;
    }
}
