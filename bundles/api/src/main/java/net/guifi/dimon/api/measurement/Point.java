// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

import java.time.Instant;

/**
 * A summary of the samples of one interval. Samples that were {@link Outcome#NOT_SENT} do not count; an interval
 * without any other has no point.
 *
 * @param at start of the interval
 * @param count how many samples it has
 * @param lost how many of them were losses
 * @param min the least value, in the metric's unit, of a counter its rate in the unit per second; 0 like the other three where all were lost
 * @param median the median value
 * @param max the greatest value
 * @param mean the mean value
 */
public record Point(Instant at, int count, int lost, long min, long median, long max, double mean) {}
