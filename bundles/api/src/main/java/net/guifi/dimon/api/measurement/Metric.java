// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

/**
 * What is measured.
 *
 * @param name a word, lower case, such as {@code rtt}
 * @param unit the unit of the values
 * @param kind what the values are
 */
public record Metric(String name, Unit unit, Kind kind) {
    /** Round-trip time of an ICMP echo (RFC 792, RFC 4443), with losses as outcomes without a value. */
    public static final Metric RTT = new Metric("rtt", Unit.NANOSECONDS, Kind.GAUGE);

    /** Units of values. */
    public enum Unit {
        /** A number of things. */
        COUNT,
        /** Time, in nanoseconds. */
        NANOSECONDS,
        /** Octets. */
        OCTETS
    }

    /** What values are. */
    public enum Kind {
        /** Each value stands for itself. */
        GAUGE,
        /** Values grow, as unsigned 64-bit numbers; the difference of two is what counts. */
        COUNTER
    }
}
