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

    /** Octets received by an interface: ifHCInOctets or ifInOctets (RFC 2863), widened to 64 bits. */
    public static final Metric IN_OCTETS = new Metric("in-octets", Unit.OCTETS, Kind.COUNTER);

    /** Octets sent by an interface: ifHCOutOctets or ifOutOctets (RFC 2863), widened to 64 bits. */
    public static final Metric OUT_OCTETS = new Metric("out-octets", Unit.OCTETS, Kind.COUNTER);

    /** Number of the ifOperStatus of an interface (RFC 2863): 1 for up, 2 for down. */
    public static final Metric OPER_STATUS = new Metric("oper-status", Unit.COUNT, Kind.GAUGE);

    /** Time since the management part of a device started: sysUpTime (RFC 3418). */
    public static final Metric UPTIME = new Metric("uptime", Unit.NANOSECONDS, Kind.GAUGE);

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
        /**
         * Values grow, as unsigned 64-bit numbers; the difference of two is what counts. A value less than the one
         * before means that counting began anew: between the two nothing is known. Nor is anything between two values
         * of one time: where counting begins anew above the value before, a zero of the same time stands in between.
         */
        COUNTER
    }
}
