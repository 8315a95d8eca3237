// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;

/** A sample as the archive keeps it: times to the millisecond, a value only where there is one. */
record Row(Block block, long millis, Outcome outcome, long value) {
    static Row of(Block block, Sample sample) {
        return new Row(
                block,
                Columns.millis(sample.at()),
                sample.outcome(),
                sample.outcome() == Outcome.OK ? sample.value() : 0);
    }
}
