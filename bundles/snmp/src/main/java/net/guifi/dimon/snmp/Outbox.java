// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.probe.SampleSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples of the poller's thread on their way to the sinks; while there is no sink, the oldest are dropped. */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final int capacity;
    private final Tally tally;
    private final RateLimitedLog failures;
    private final ArrayDeque<Sample> queue = new ArrayDeque<>();

    Outbox(int capacity, Tally tally, Time time) {
        this.capacity = capacity;
        this.tally = tally;
        failures = new RateLimitedLog(time, LOG::warn);
    }

    void add(Sample sample) {
        if (queue.size() == capacity) {
            queue.remove();
            tally.add(Counter.DROPPED);
        }
        queue.add(sample);
    }

    /** Hands over all that waits, if there is anybody to take it. */
    void deliver(Collection<SampleSink> sinks) {
        if (queue.isEmpty() || sinks.isEmpty()) {
            return;
        }
        List<Sample> samples = List.copyOf(queue);
        queue.clear();
        for (SampleSink sink : sinks) {
            try {
                sink.accept(samples);
            } catch (RuntimeException | LinkageError e) {
                // A foreign bundle, perhaps with a class that went away with an update: its own affair.
                failures.log("The sink " + sink.getClass().getName() + " failed to take " + samples.size()
                        + " samples: " + e);
            }
        }
    }
}
