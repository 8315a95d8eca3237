// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which of those who say that something is missing are answered: each soon at first, ever more rarely while it goes on
 * saying so, since then writing again does not help; and all of them together so often a day.
 */
final class Complaints {
    private static final double ANSWERS_A_DAY = 96;
    private static final double BURST = 4;
    private static final Duration MOST = Duration.ofHours(6);

    private record Answered(long due, Duration pause) {}

    private final Duration least;
    private final Pace pace;
    private final Map<String, Answered> answered = new HashMap<>();
    private long answeredAt;

    Complaints(Duration least, long now) {
        this.least = least;
        this.pace = new Pace(ANSWERS_A_DAY, BURST, now);
        this.answeredAt = now - least.toNanos();
    }

    /** Whether a complaint has to be answered now. What is written then is for all who wait for it. */
    boolean take(String from, long now) {
        Answered before = answered.get(from);
        boolean soon = now - answeredAt < least.toNanos();
        if (soon || before != null && now - before.due() < 0 || !pace.allows(now)) {
            return false;
        }
        pace.spend(1);
        answeredAt = now;
        // Long content again: what is missing now is something else.
        boolean lasting = before != null
                && now - before.due() < before.pause().plus(least).toNanos();
        Duration pause = lasting ? before.pause().multipliedBy(2) : least;
        Duration bounded = pause.compareTo(MOST) < 0 ? pause : MOST;
        answered.put(from, new Answered(now + bounded.toNanos(), bounded));
        return true;
    }
}
