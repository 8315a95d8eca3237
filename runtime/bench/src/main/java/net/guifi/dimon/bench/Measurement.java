// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.OptionalDouble;

/**
 * A figure, of which less is better.
 *
 * @param name what was measured
 * @param value how much it was
 * @param unit the unit of all values
 * @param peer who was measured beside it; empty when nobody was
 * @param peerValue how much it was there
 * @param goal the most it should be
 */
record Measurement(String name, double value, String unit, String peer, OptionalDouble peerValue, OptionalDouble goal) {
    static Measurement of(String name, double value, String unit) {
        return new Measurement(name, value, unit, "", OptionalDouble.empty(), OptionalDouble.empty());
    }

    Measurement beside(String other, double otherValue) {
        return new Measurement(name, value, unit, other, OptionalDouble.of(otherValue), goal);
    }

    Measurement atMost(double limit) {
        return new Measurement(name, value, unit, peer, peerValue, OptionalDouble.of(limit));
    }

    /** The value as a part of the peer's. */
    OptionalDouble ratio() {
        return peerValue.isPresent() && peerValue.getAsDouble() > 0
                ? OptionalDouble.of(value / peerValue.getAsDouble())
                : OptionalDouble.empty();
    }

    boolean isMet() {
        return goal.isEmpty() || value <= goal.getAsDouble();
    }
}
