// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.probe;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.inventory.Device;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that measures the devices of the watch list and gives what it found to every
 * {@link SampleSink}. A probe reports outcomes and decides nothing: what they mean is for others.
 */
@ConsumerType
public interface Probe extends WatchListener {
    /**
     * The name of the probe.
     *
     * @return a word, such as {@code ping}
     */
    String name();

    /**
     * Measures one device now, besides its schedule, because a person asks. The outcomes go to no sink.
     *
     * @param device any device with an address
     * @return what was found, within seconds; completes exceptionally when this monitor cannot measure at all, with a
     *     message that tells why and how to mend it
     */
    CompletionStage<ProbeReport> probe(Device device);

    /**
     * Counts since the probe started, such as {@code sent}, {@code received}, {@code duplicate}, {@code late},
     * {@code dropped}.
     *
     * @return names and counts, in the order in which they are to be shown
     */
    Map<String, Long> counters();
}
