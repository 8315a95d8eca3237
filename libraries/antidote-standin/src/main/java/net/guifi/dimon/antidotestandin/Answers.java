// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.time.Duration;

/**
 * How a data centre answers. Whatever comes of the answer, the request is done.
 *
 * @param kind in which way
 * @param pause how long it waits before it answers
 */
public record Answers(Kind kind, Duration pause) {
    /** The ways. */
    public enum Kind {
        /** As it should. */
        WELL,
        /** It takes requests and never answers, nor closes. */
        NEVER,
        /** It closes the connection in the middle of the answer. */
        CUT_OFF,
        /** A frame of the right length, full of other octets. */
        GARBAGE,
        /** The head of a frame of 100 MB, and octets without end. */
        OVERSIZE
    }

    /** As it should, at once. */
    public static final Answers WELL = of(Kind.WELL);

    /**
     * Makes one without a pause.
     *
     * @param kind in which way
     * @return the answers
     */
    public static Answers of(Kind kind) {
        return new Answers(kind, Duration.ZERO);
    }

    /**
     * Right answers that take their time.
     *
     * @param pause how long
     * @return the answers
     */
    public static Answers slow(Duration pause) {
        return new Answers(Kind.WELL, pause);
    }
}
