// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Instant;
import net.guifi.dimon.api.measurement.Outcome;
import org.snmp4j.PDU;

/**
 * How a question ended.
 *
 * @param outcome whether there is an answer
 * @param at when the question went out for the last time
 * @param nanos the same, monotonic
 * @param pdu the answer, where there is one
 * @param problem why there is none, for a person
 * @param silent whether nothing at all came
 */
record Answer(Outcome outcome, Instant at, long nanos, PDU pdu, String problem, boolean silent) {
    /** Itself, when there is an answer. */
    Answer orFail() {
        if (outcome != Outcome.OK) {
            throw new Failure(outcome, problem, silent);
        }
        return this;
    }
}
