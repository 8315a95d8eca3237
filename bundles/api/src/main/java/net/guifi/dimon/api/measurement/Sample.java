// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

import java.time.Instant;

/**
 * The outcome of one measurement.
 *
 * @param series what was measured
 * @param at when the question went out
 * @param outcome how it ended
 * @param value the value, in the metric's unit, unsigned for a counter; 0 unless the outcome is {@link Outcome#OK}
 */
public record Sample(SeriesKey series, Instant at, Outcome outcome, long value) {}
