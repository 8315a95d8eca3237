// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How heavy the appliance is: starting, importing a large network, pinging a small one. */
final class Footprint implements Benchmark {
    private static final int TARGETS = 1_000;
    private static final int LARGE = 60_000;
    private static final int REPETITIONS = 3;
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration MEASURED = Duration.ofSeconds(60);
    private static final Duration UP_LIMIT = Duration.ofSeconds(90);
    private static final String PEER = "Prometheus + blackbox_exporter";

    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public String description() {
        return "start, import of 60,000 devices, CPU and memory while 1,000 targets are pinged; beside " + PEER;
    }

    @Override
    public List<String> needs() {
        return PrometheusPair.NEEDS;
    }

    @Override
    public List<Measurement> run(Workplace place) throws IOException, InterruptedException, MeasuringException {
        Path cnml = Network.write(place.temporary().resolve("targets.cnml"), TARGETS);
        List<Measurement> measurements = new ArrayList<>();
        measurements.addAll(starts(place, cnml));
        measurements.addAll(imports(place));
        place.progress().println("Pinging " + TARGETS + " targets for two minutes …");
        Load ours = pinging(place, cnml);
        place.progress().println("The same with " + PEER + " …");
        Load theirs = pingingOfPeer(place);
        measurements.add(Measurement.of("CPU while pinging", ours.cpuPercent(), "% of a core")
                .beside(PEER, theirs.cpuPercent())
                .atMost(1.5));
        measurements.add(Measurement.of("resident while pinging", ours.residentMegabytes(), "MB")
                .beside(PEER, theirs.residentMegabytes())
                .atMost(110));
        return measurements;
    }

    private static List<Measurement> starts(Workplace place, Path cnml)
            throws IOException, InterruptedException, MeasuringException {
        place.progress().println("Starting for the first time, and " + REPETITIONS + " times again …");
        double first = start(place, cnml);
        double[] again = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            again[i] = start(place, cnml);
        }
        return List.of(
                Measurement.of("first start", first, "s"),
                Measurement.of("second start", Median.of(again), "s").atMost(10));
    }

    private static double start(Workplace place, Path cnml)
            throws IOException, InterruptedException, MeasuringException {
        try (Appliance appliance = Appliance.start(place, "started", cnml)) {
            return appliance.secondsToStart();
        }
    }

    private static List<Measurement> imports(Workplace place)
            throws IOException, InterruptedException, MeasuringException {
        double[] seconds = new double[REPETITIONS];
        double[] megabytes = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            place.progress().println("Importing " + LARGE + " devices, " + (i + 1) + " of " + REPETITIONS + " …");
            Path cnml = Network.write(place.temporary().resolve("growing.cnml"), 1);
            Path grown = Network.write(place.temporary().resolve("grown.cnml"), LARGE);
            try (Appliance appliance = Appliance.start(place, "importing" + i, cnml)) {
                seconds[i] = appliance.secondsToImport(grown, cnml);
                if (appliance.monitored() != LARGE) {
                    throw new MeasuringException(
                            "Of " + LARGE + " devices " + appliance.monitored() + " are there after the import");
                }
                megabytes[i] = appliance.heap() / 1e6;
            }
        }
        return List.of(
                Measurement.of("import of 60,000 devices", Median.of(seconds), "s")
                        .atMost(5),
                Measurement.of("heap with 60,000 devices", Median.of(megabytes), "MB"));
    }

    private static Load pinging(Workplace place, Path cnml)
            throws IOException, InterruptedException, MeasuringException {
        try (Appliance appliance = Appliance.start(place, "pinging", cnml)) {
            appliance.child().let(WARM_UP);
            appliance.child().until(TARGETS + " devices are up", UP_LIMIT, () -> appliance.up() == TARGETS);
            long before = appliance.pings("received");
            Load load = Load.over(MEASURED, appliance.child(), appliance.child()::processes);
            long received = appliance.pings("received") - before;
            long expected = TARGETS * MEASURED.dividedBy(PERIOD);
            if (received < expected * 99 / 100 || appliance.up() != TARGETS) {
                throw new MeasuringException("Of " + expected + " pings " + received + " were answered, and "
                        + appliance.up() + " devices are up: the figures do not count");
            }
            return load;
        }
    }

    private static Load pingingOfPeer(Workplace place) throws IOException, InterruptedException, MeasuringException {
        try (PrometheusPair pair = PrometheusPair.start(place.temporary().resolve("peer"), TARGETS)) {
            pair.prometheus().let(WARM_UP);
            pair.prometheus().until(TARGETS + " targets are up", UP_LIMIT, () -> pair.up() == TARGETS);
            Load load = Load.over(MEASURED, pair.prometheus(), pair::processes);
            if (pair.up() != TARGETS) {
                throw new MeasuringException(pair.up() + " targets of " + TARGETS + " answer " + PEER);
            }
            return load;
        }
    }
}
