// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.util.List;

/** Something that can be measured: {@code ./dimon bench NAME}. */
interface Benchmark {
    String name();

    /** What it measures, in one line. */
    String description();

    /** What must be installed for it, each as {@code command:package} of Debian. */
    List<String> needs();

    /**
     * Measures; takes minutes.
     *
     * @throws MeasuringException when a figure would not mean what it says, such as when a target did not answer
     */
    List<Measurement> run(Workplace place) throws IOException, InterruptedException, MeasuringException;
}
