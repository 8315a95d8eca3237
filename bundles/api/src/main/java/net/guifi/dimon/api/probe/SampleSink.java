// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.probe;

import java.util.List;
import net.guifi.dimon.api.measurement.Sample;
import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that takes what the probes find. */
@ConsumerType
public interface SampleSink {
    /**
     * Takes samples. Must return at once: a sink that cannot keep up queues within a bound and counts what it drops.
     * Called from any thread; the samples of one series come in the order of their times.
     *
     * @param samples outcomes; the list is immutable
     */
    void accept(List<Sample> samples);
}
