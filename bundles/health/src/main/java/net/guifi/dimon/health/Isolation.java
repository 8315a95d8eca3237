// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Tells whether this monitor reaches next to nothing although the devices are not to blame: others reach them, or it
 * lost all of its own at once while others work. When those who watch the same say the same, the devices are down. When
 * there is nobody to be compared with, nothing is concluded but that all failed at once.
 */
final class Isolation {
    private static final int FEW = 3;
    private static final int SEVERAL = 5;

    private List<DeviceId> lost = List.of();
    private volatile Optional<Instant> isolatedSince = Optional.empty();
    private volatile Optional<Instant> togetherSince = Optional.empty();

    /** What the others say now. */
    interface Others {
        /** Whether there is any other monitor that counts. */
        boolean any();

        /** Whether one that counts reaches a device. */
        boolean reach(DeviceId device);

        /** Whether one of them watches it, isolated or not, and has asked it. */
        boolean watch(DeviceId device);
    }

    /** Since when this monitor is isolated; empty when it is not. */
    Optional<Instant> isolatedSince() {
        return isolatedSince;
    }

    /** Since when all of its devices fail, which failed together, without anybody who could say why. */
    Optional<Instant> togetherSince() {
        return togetherSince;
    }

    void look(OwnDevices own, Others others, Instant now) {
        if (isolatedSince.isPresent() || togetherSince.isPresent()) {
            if (isOver(own, others)) {
                isolatedSince = Optional.empty();
                togetherSince = Optional.empty();
                lost = List.of();
            }
        }
        if (isolatedSince.isEmpty()) {
            begin(own, others, now);
        }
    }

    private void begin(OwnDevices own, Others others, Instant now) {
        List<DeviceId> failing = new ArrayList<>();
        List<DeviceId> lostLately = new ArrayList<>();
        int lately = 0;
        int reaching = 0;
        for (OwnDevices.Own each : own.all()) {
            lately += each.reachedLately() ? 1 : 0;
            if (each.lostLately()) {
                lostLately.add(each.device());
            }
            if (each.fails()) {
                failing.add(each.device());
            }
            reaching += each.reaches() ? 1 : 0;
        }
        boolean together = isMost(lostLately.size(), lately);
        if (!others.any()) {
            if (together && togetherSince.isEmpty()) {
                togetherSince = Optional.of(now);
                lost = lostLately;
            }
            return;
        }
        Comparison ofLost = Comparison.of(lostLately, others);
        Comparison ofFailing = Comparison.of(failing, others);
        if (together && (ofLost.watched() == 0 || ofLost.isContradicted())) {
            isolated(lostLately, now);
        } else if (ofFailing.isContradicted() && isMost(ofFailing.reached(), ofFailing.reached() + reaching)) {
            isolated(failing, now);
        }
    }

    private void isolated(List<DeviceId> devices, Instant now) {
        lost = devices;
        isolatedSince = Optional.of(now);
        togetherSince = Optional.empty();
    }

    /** Whether half of what was lost answers again, besides what the others do not reach either; or they reach none. */
    private boolean isOver(OwnDevices own, Others others) {
        List<DeviceId> watched = lost.stream().filter(own::contains).toList();
        List<DeviceId> failing =
                watched.stream().filter(device -> !own.reaches(device)).toList();
        Comparison ofFailing = Comparison.of(failing, others);
        int answering = watched.size() - failing.size();
        int doubtful = failing.size() - (ofFailing.watched() - ofFailing.reached());
        return answering >= doubtful || ofFailing.isConfirmed();
    }

    private static boolean isMost(int part, int whole) {
        return whole < SEVERAL ? whole >= FEW && part == whole : part * 5L >= whole * 4L;
    }

    /**
     * What the others say of devices that this monitor does not reach.
     *
     * @param watched how many of them they watch
     * @param reached how many of these they reach
     */
    private record Comparison(int watched, int reached) {
        static Comparison of(Collection<DeviceId> devices, Others others) {
            int watched = 0;
            int reached = 0;
            for (DeviceId device : devices) {
                watched += others.watch(device) ? 1 : 0;
                reached += others.reach(device) ? 1 : 0;
            }
            return new Comparison(watched, reached);
        }

        boolean isContradicted() {
            return reached > 0 && reached * 2 >= watched;
        }

        boolean isConfirmed() {
            return watched > 0 && reached * 5L < watched;
        }
    }
}
