// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;

/**
 * Writes and reads the samples of one series, as the differences from what the former samples let expect. Writer and
 * reader go through the same states. All arithmetic wraps, so that any times and any values can be coded.
 */
final class Prediction {
    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final int OUTCOME_BITS = 3;
    private static final int INERTIA = 4;

    private final boolean counter;
    private final Rice times = new Rice(2);
    private final Rice values = new Rice(1);
    private long millis;
    private long interval;
    private Outcome outcome = Outcome.OK;
    private long value;
    private long expected;
    private long slope;
    private boolean timed;
    private int learned;

    Prediction(Metric.Kind kind) {
        counter = kind == Metric.Kind.COUNTER;
    }

    void write(BitWriter out, long atMillis, Outcome result, long measured) {
        times.write(out, atMillis - millis - interval);
        if (result == outcome) {
            out.write(0, 1);
        } else {
            out.write(1, 1);
            out.write(result.ordinal(), OUTCOME_BITS);
        }
        if (result == Outcome.OK) {
            values.write(out, measured - expected);
        }
        advance(atMillis, result, measured);
    }

    void read(BitReader in) {
        long atMillis = millis + interval + times.read(in);
        Outcome result = in.read(1) == 0 ? outcome : OUTCOMES[(int) in.read(OUTCOME_BITS)];
        advance(atMillis, result, result == Outcome.OK ? expected + values.read(in) : 0);
    }

    /** Time of the sample that was read or written last. */
    long millis() {
        return millis;
    }

    Outcome outcome() {
        return outcome;
    }

    long value() {
        return value;
    }

    private void advance(long atMillis, Outcome result, long measured) {
        if (timed) {
            interval = atMillis - millis;
        }
        timed = true;
        millis = atMillis;
        outcome = result;
        if (result != Outcome.OK) {
            value = 0;
            return;
        }
        long error = measured - expected;
        value = measured;
        if (learned == 0) {
            expected = measured;
        } else if (counter) {
            slope += learned == 1 ? error : error / INERTIA;
            expected = measured + slope;
        } else {
            expected += error / INERTIA;
        }
        learned = Math.min(learned + 1, 2);
    }
}
