// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import net.guifi.dimon.api.measurement.Outcome;

/** An address that is asked again and again. Its mutable fields belong to the engine and its lock. */
final class Target {
    /** Is told each outcome, in the order of sending, under the engine's lock. */
    interface Listener {
        /** Wall time of sending and round-trip time in nanoseconds; the latter is 0 unless the outcome is OK. */
        void outcome(long at, Outcome outcome, long rtt);
    }

    final InetAddress address;
    final Family family;
    final long high;
    final long low;
    final int scope;
    final Listener listener;

    int slot = Flights.NONE;
    long period;
    long phase;
    /** How many more requests it gets, or {@link Flights#NONE} when there is no end. */
    int remaining = Flights.NONE;
    /** Which of the last 64 requests were answered: bit 0 is the last one. */
    long answered;

    int firstFlight = Flights.NONE;
    int lastFlight = Flights.NONE;

    Target(InetAddress address, long period, long phase, Listener listener) {
        this.address = address;
        this.listener = listener;
        this.period = period;
        this.phase = phase;
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (address instanceof Inet6Address ipv6) {
            family = Family.IPV6;
            high = bytes.getLong();
            low = bytes.getLong();
            scope = ipv6.getScopeId();
        } else {
            family = Family.IPV4;
            high = 0;
            low = Integer.toUnsignedLong(bytes.getInt());
            scope = 0;
        }
    }

    /** Whether this is the same address in the same zone. */
    boolean isFor(InetAddress other) {
        return address.equals(other) && (!(other instanceof Inet6Address ipv6) || ipv6.getScopeId() == scope);
    }

    boolean hasAddress(long otherHigh, long otherLow) {
        return high == otherHigh && low == otherLow;
    }
}
