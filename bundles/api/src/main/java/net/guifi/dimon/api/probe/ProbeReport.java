// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.probe;

import java.util.List;
import net.guifi.dimon.api.measurement.Sample;

/**
 * What one probe found when asked about one device.
 *
 * @param probe name of the probe
 * @param samples the outcomes, in order
 * @param summary one line for a person
 */
public record ProbeReport(String probe, List<Sample> samples, String summary) {
    /** Takes an immutable copy of the list. */
    public ProbeReport {
        samples = List.copyOf(samples);
    }
}
