// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Link;

/**
 * The traffic of a link in both directions: what one end sends, the other receives. It stands still while a device at
 * either end is down.
 */
final class LinkTraffic {
    private static final double CLIENT = 250_000;
    private static final double BACKBONE = 2_500_000;
    private static final double CABLE = 400_000;
    private static final double UPLOAD_SHARE = 0.2;

    private final Flow down;
    private final Flow up;
    private final Set<Integer> dead = new HashSet<>();
    private Instant since;
    private long carriedDown;
    private long carriedUp;

    LinkTraffic(Link link, Instant origin) {
        Random random = new Random(link.id());
        double mean = (0.4 + 1.2 * random.nextDouble())
                * switch (link.type()) {
                    case "ap/client" -> CLIENT;
                    case "wds" -> BACKBONE;
                    default -> CABLE;
                };
        this.down = new Flow(random.nextLong(), mean, origin);
        this.up = new Flow(random.nextLong(), mean * UPLOAD_SHARE, origin);
        this.since = origin;
    }

    /** Octets carried until now: to the end whose device has the higher id, which is the farther one, or from it. */
    long octets(boolean toFarEnd, Instant now) {
        Flow flow = toFarEnd ? down : up;
        return (toFarEnd ? carriedDown : carriedUp) + (carries() ? flow.octets(since, now) : 0);
    }

    /** Octets per second over a day. */
    double mean(boolean toFarEnd) {
        return (toFarEnd ? down : up).mean();
    }

    boolean carries() {
        return dead.isEmpty();
    }

    void interrupt(Device end, Instant now) {
        if (carries()) {
            carriedDown = octets(true, now);
            carriedUp = octets(false, now);
        }
        dead.add(end.id());
    }

    void resume(Device end, Instant now) {
        if (dead.remove(end.id()) && carries()) {
            since = now;
        }
    }
}
