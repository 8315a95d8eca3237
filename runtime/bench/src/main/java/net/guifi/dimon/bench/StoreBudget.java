// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.List;
import net.guifi.dimon.archive.SummaryCost;

/** What monitors write to the store that they share, against its budget. */
final class StoreBudget implements Benchmark {
    private static final int DEVICES = 1_000;

    @Override
    public String name() {
        return "store";
    }

    @Override
    public String description() {
        return "what the shared store has to take a day";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public List<Measurement> run(Workplace place) {
        SummaryCost cost = SummaryCost.of(DEVICES);
        return List.of(
                Measurement.of("summaries of a device a day", cost.values() / (double) DEVICES, "octets"),
                Measurement.of("summary of its day", cost.ofDay() / (double) DEVICES, "octets"),
                Measurement.of("log for the summaries of 1,000 devices", cost.logged() / 1e6, "MB a day")
                        .atMost(2));
    }
}
