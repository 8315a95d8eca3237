// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.probing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.probe.SampleSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples on their way to the sinks, bounded: while there is no sink, the oldest are dropped. */
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MOST_AT_ONCE = 4096;

    private final int capacity;
    private final RateLimitedLog failures;
    private final ArrayDeque<Sample> queue = new ArrayDeque<>();
    private long dropped;

    /**
     * Begins empty.
     *
     * @param capacity most samples that wait
     * @param time limits how often a failing sink is logged
     */
    public Outbox(int capacity, Time time) {
        this.capacity = capacity;
        failures = new RateLimitedLog(time, LOG::warn);
    }

    /**
     * Adds a sample, if need be in the place of the oldest.
     *
     * @param sample the sample
     */
    public synchronized void add(Sample sample) {
        if (queue.size() == capacity) {
            queue.remove();
            dropped++;
        }
        queue.add(sample);
    }

    /**
     * How many samples were dropped.
     *
     * @return their number since the beginning
     */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * How many samples wait.
     *
     * @return their number
     */
    public synchronized int size() {
        return queue.size();
    }

    private synchronized List<Sample> take() {
        List<Sample> taken = new ArrayList<>(Math.min(queue.size(), MOST_AT_ONCE));
        while (!queue.isEmpty() && taken.size() < MOST_AT_ONCE) {
            taken.add(queue.remove());
        }
        return Collections.unmodifiableList(taken);
    }

    /**
     * Hands over all that waits, if there is anybody to take it; one thread at a time calls this.
     *
     * @param sinks those that are there
     */
    public void deliver(Collection<SampleSink> sinks) {
        if (sinks.isEmpty()) {
            return;
        }
        List<Sample> samples = take();
        while (!samples.isEmpty()) {
            for (SampleSink sink : sinks) {
                deliver(samples, sink);
            }
            samples = take();
        }
    }

    // A sink is a foreign bundle: what it throws, even for a class that went away with an update, is its own affair.
    private void deliver(List<Sample> samples, SampleSink sink) {
        try {
            sink.accept(samples);
        } catch (RuntimeException | LinkageError e) {
            failures.log(
                    "The sink " + sink.getClass().getName() + " failed to take " + samples.size() + " samples: " + e);
        }
    }
}
