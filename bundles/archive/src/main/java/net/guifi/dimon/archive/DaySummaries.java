// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Makes one summary a device of the slots of a day. The median is that of the medians, each as often as it had answers;
 * the traffic is what passed on the whole day, as octets a second of the day.
 */
final class DaySummaries {
    private final Optional<DeviceId> after;
    private final int most;
    private final NavigableMap<DeviceId, Day> days = new TreeMap<>();
    private boolean overflowed;

    /**
     * Takes in only some of the devices, for the sake of memory.
     *
     * @param after none up to this one
     * @param most so many, the first by id
     */
    DaySummaries(Optional<DeviceId> after, int most) {
        this.after = after;
        this.most = most;
    }

    void add(Chunk slot) {
        for (DeviceSummaries device : slot.devices()) {
            if (after.isPresent() && after.get().compareTo(device.device()) >= 0) {
                continue;
            }
            Day day = days.get(device.device());
            if (day == null) {
                day = new Day();
                days.put(device.device(), day);
                if (days.size() > most) {
                    days.pollLastEntry();
                    overflowed = true;
                }
            }
            day.add(device);
        }
    }

    /** The last device taken in, where there were more. */
    Optional<DeviceId> next() {
        return overflowed ? Optional.of(days.lastKey()) : Optional.empty();
    }

    List<DeviceSummaries> done() {
        List<DeviceSummaries> summaries = new ArrayList<>();
        days.forEach((device, day) -> summaries.add(day.done(device)));
        return summaries;
    }

    /** What came of one device. */
    private static final class Day {
        private static final double SECONDS = ChunkName.Span.DAY.length().toSeconds();
        private static final double INTERVAL = ChunkName.Span.SLOT.interval().toSeconds();

        // Code and weight of each median: sorted as numbers they are sorted by code.
        private long[] medians = new long[16];
        private int size;
        private int count;
        private int lost;
        private int min = Integer.MAX_VALUE;
        private int max;
        private double in;
        private double out;
        private String uplink = "";

        void add(DeviceSummaries device) {
            if (!device.uplink().isEmpty()) {
                uplink = device.uplink();
            }
            for (Summary summary : device.intervals()) {
                count += summary.count();
                lost += summary.lost();
                if (summary.isAnswered()) {
                    if (size == medians.length) {
                        medians = Arrays.copyOf(medians, size * 2);
                    }
                    medians[size++] = (long) summary.median() << Integer.SIZE | summary.count() - summary.lost();
                    min = Math.min(min, summary.min());
                    max = Math.max(max, summary.max());
                }
                if (summary.hasTraffic()) {
                    in += LogScale.value(summary.in()) * INTERVAL;
                    out += LogScale.value(summary.out()) * INTERVAL;
                }
            }
        }

        DeviceSummaries done(DeviceId device) {
            boolean answered = lost < count;
            return new DeviceSummaries(
                    device,
                    uplink,
                    List.of(new Summary(
                            count,
                            lost,
                            answered ? min : 0,
                            answered ? median() : 0,
                            max,
                            uplink.isEmpty() ? Summary.NONE : LogScale.code(Math.round(in / SECONDS)),
                            uplink.isEmpty() ? Summary.NONE : LogScale.code(Math.round(out / SECONDS)))));
        }

        private int median() {
            Arrays.sort(medians, 0, size);
            long half = (count - lost + 1L) / 2;
            int i = 0;
            for (long seen = (int) medians[0]; seen < half; seen += (int) medians[i]) {
                i++;
            }
            return (int) (medians[i] >>> Integer.SIZE);
        }
    }
}
