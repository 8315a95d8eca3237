// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

import java.util.List;
import java.util.Map;

/**
 * What another monitor shared of a device: summaries of 5 min, further back of whole days, with values to 1 %.
 *
 * @param monitor whose they are
 * @param series points by series: {@link Metric#RTT}, and {@link Metric#IN_OCTETS} and {@link Metric#OUT_OCTETS} as rates
 *     per second of one interface. Where several summaries make one point, its median is that of their medians, and its
 *     mean the mean of them
 * @param missing how many of the pieces asked for, of 15 min or of a day, cannot be had now
 */
public record SharedSummaries(String monitor, Map<SeriesKey, List<Point>> series, int missing) {
    /** Takes an immutable copy of the map. */
    public SharedSummaries {
        series = Map.copyOf(series);
    }
}
