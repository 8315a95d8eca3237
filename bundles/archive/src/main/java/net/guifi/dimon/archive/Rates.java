// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import net.guifi.dimon.api.measurement.Outcome;

/** What a counter did from one value to the next. */
final class Rates {
    /** The longest time between two values of which a rate is still told. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private Rates() {}

    /**
     * The rates per second, each at the time of the latter value and counting by the milliseconds since the former,
     * and the losses.
     *
     * @param values of a counter, in the order in which they came: where the clock was set back, the order of their
     *     times would make neighbours of values that are none
     * @param from first millisecond that counts; a rate there needs the value before
     */
    static Columns of(Columns values, long from) {
        Columns rates = new Columns(from, values.to());
        int former = -1;
        for (int i = 0; i < values.size(); i++) {
            if (values.outcome(i) != Outcome.OK) {
                rates.add(values.millis(i), values.outcome(i), 0);
                continue;
            }
            if (former >= 0) {
                long millis = values.millis(i) - values.millis(former);
                boolean grew = Long.compareUnsigned(values.value(i), values.value(former)) >= 0;
                if (grew && millis > 0 && millis <= LONGEST.toMillis()) {
                    long rate = perSecond(values.value(i) - values.value(former), millis);
                    rates.add(values.millis(i), Outcome.OK, rate, millis);
                }
            }
            former = i;
        }
        return rates.sort();
    }

    private static long perSecond(long unsigned, long millis) {
        double difference = unsigned >= 0 ? unsigned : (unsigned >>> 1) * 2.0;
        return Math.round(difference * 1000 / millis);
    }
}
