// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time, in milliseconds, and what is to happen in it. */
final class Timeline {
    private record Event(long at, long order, Runnable happening) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long now;
    private long order;

    long now() {
        return now;
    }

    void after(long millis, Runnable happening) {
        events.add(new Event(now + Math.max(0, millis), order++, happening));
    }

    /** Lets time pass until a moment, and everything happen that is due. */
    void runUntil(long end) {
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event event = events.poll();
            now = event.at();
            event.happening().run();
        }
        now = end;
    }

    void pass(long millis) {
        runUntil(now + millis);
    }
}
