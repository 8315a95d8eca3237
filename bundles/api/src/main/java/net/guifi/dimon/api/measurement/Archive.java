// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the samples of this monitor, in full resolution, within its retention; shares summaries of them with other
 * monitors, and reads those of others.
 */
@ProviderType
public interface Archive {
    /**
     * The series that are kept of a device.
     *
     * @param device the device
     * @return their names; empty when there is none
     */
    Set<SeriesKey> series(DeviceId device);

    /**
     * The samples of a series, those not yet on disk included.
     *
     * @param series the series
     * @param from the first time that counts
     * @param to the first time that no longer counts
     * @return the samples, by time; empty when there is none
     */
    List<Sample> samples(SeriesKey series, Instant from, Instant to);

    /**
     * Summaries of a series over intervals that are whole multiples of the resolution since the epoch. Those of a
     * counter are of its rate per second between one value and the next, in the interval of the latter; where counting
     * began anew there is no rate.
     *
     * @param series the series
     * @param from the first time that counts
     * @param to the first time that no longer counts
     * @param resolution length of an interval, at least 1 s
     * @return a point for each interval that has samples, by time
     * @throws IllegalArgumentException when the resolution is shorter, or the range has more than 100,000 intervals
     */
    List<Point> points(SeriesKey series, Instant from, Instant to, Duration resolution);

    /**
     * The other monitors, alive or not, whose newest shared summaries have a device.
     *
     * @param device the device
     * @return completed within seconds with their ids, in order; fails when too many ask
     */
    default CompletableFuture<List<String>> sharers(DeviceId device) {
        return CompletableFuture.completedFuture(List.of());
    }

    /**
     * What another monitor, alive or not, shared of a device. What is not on this monitor's disk is looked for where
     * the monitors share it; when that takes too long, who asks again later finds more.
     *
     * @param monitor the id of the monitor
     * @param device the device
     * @param from the first time that counts
     * @param to the first time that no longer counts
     * @param resolution length of an interval, at least 1 s; less than 5 min counts as 5 min
     * @return completed within seconds; fails when too many ask
     * @throws IllegalArgumentException when the resolution is shorter, or the range has more than 100,000 intervals
     */
    default CompletableFuture<SharedSummaries> shared(
            String monitor, DeviceId device, Instant from, Instant to, Duration resolution) {
        return CompletableFuture.completedFuture(new SharedSummaries(monitor, Map.of(), 0));
    }
}
