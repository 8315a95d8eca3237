// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An interface of a device as SNMP shows it: what it is, and how much it carried since the device started. */
final class ManagedPort {
    /** An end of a link: its traffic, and whether this is the far end. */
    record End(LinkTraffic traffic, boolean far) {}

    /**
     * What stays the same.
     *
     * @param type ifType of IF-MIB
     * @param speed bits per second
     * @param mac six octets, none for a loopback interface
     * @param follows whether it is down while its links are
     */
    record Kind(int index, String name, String alias, int type, long speed, Optional<String> mac, boolean follows) {}

    private final Kind kind;
    private final List<End> ends;
    private final boolean connected;
    private long receivedBefore;
    private long sentBefore;

    /**
     * Makes it.
     *
     * @param connected whether something is plugged in
     */
    ManagedPort(Kind kind, boolean connected, List<End> ends) {
        this.kind = kind;
        this.connected = connected;
        this.ends = List.copyOf(ends);
    }

    Kind kind() {
        return kind;
    }

    boolean isUp() {
        return connected
                && (!kind.follows()
                        || ends.stream().anyMatch(end -> end.traffic().carries()));
    }

    long received(Instant now) {
        return receivedBefore + carried(true, now);
    }

    long sent(Instant now) {
        return sentBefore + carried(false, now);
    }

    private long carried(boolean in, Instant now) {
        long sum = 0;
        for (End end : ends) {
            sum += end.traffic().octets(end.far() == in, now);
        }
        return sum;
    }

    /** Octets per second over a day. */
    double mean(boolean in) {
        return ends.stream()
                .mapToDouble(end -> end.traffic().mean(end.far() == in))
                .sum();
    }

    /** Makes the counters show these values now; they go on from there. */
    void count(long received, long sent, Instant now) {
        receivedBefore = received - carried(true, now);
        sentBefore = sent - carried(false, now);
    }
}
