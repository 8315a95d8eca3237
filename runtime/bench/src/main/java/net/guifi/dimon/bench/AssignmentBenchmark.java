// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.assign.VirtualCoordinator;
import net.guifi.dimon.bench.Scenario.Event;
import net.guifi.dimon.bench.Scenario.Figures;
import net.guifi.dimon.bench.Scenario.Size;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;

/** Who watches what: the real policies, coordination and replica on virtual time, beside two obvious ways. */
final class AssignmentBenchmark implements Benchmark {
    /** How many random runs there are to be. */
    static final String RUNS = "runs";
    /** Of the first random run; nothing else is measured then. */
    static final String SEED = "seed";
    /** The networks that are simulated, by their monitors; nothing else is measured then. */
    static final String SIZES = "sizes";

    private static final int ALL_RUNS = 1_000;
    private static final int DEVICES = 43_000;
    private static final int MANY_MONITORS = 1_000;
    private static final int MANY_DEVICES = 1_000_000;
    private static final int MOST_TRIES = 40;
    private static final int MANY_TRIES = 3;
    private static final int TIMED = 15;
    private static final double MOST_MILLIS = 100;
    private static final double MOST_LOAD = 1.05;
    private static final double MOST_MOVES = 1.1;
    private static final double MOST_MOVES_MIXED = 1.5;

    private static final List<Size> ALL_SIZES = List.of(
            new Size(8, DEVICES, true, 1_000, true),
            new Size(20, DEVICES, true, 1_000, true),
            new Size(50, DEVICES, true, 5_000, false),
            new Size(200, DEVICES, false, 10_000, false));

    @Override
    public String name() {
        return "assign";
    }

    @Override
    public String description() {
        return "who watches what, with up to 1,000 monitors: simulated; -Dsizes=8,20 simulates only these networks,"
                + " -Druns=N -Dseed=S repeats random runs";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public List<Measurement> run(Workplace place) throws IOException, InterruptedException, MeasuringException {
        String asked = System.getProperty(SIZES);
        Long seed = Long.getLong(SEED);
        boolean all = asked == null && seed == null;
        List<Size> sizes = asked != null ? sizes(asked) : all ? ALL_SIZES : List.of();
        int count = asked != null ? 0 : Integer.getInteger(RUNS, all ? ALL_RUNS : 1);
        List<Measurement> measurements = new ArrayList<>();
        if (all) {
            measurements.addAll(policies(place.progress()));
        }
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<Size, Map<Approach, Future<Scenario.Result>>> scenarios = scenarios(workers, sizes, place);
            RandomRuns runs = new RandomRuns(
                    workers, seed == null ? 1 : seed, count, place.temporary().resolve("runs"));
            for (Map.Entry<Size, Map<Approach, Future<Scenario.Result>>> each : scenarios.entrySet()) {
                measurements.addAll(measurements(name(each.getKey()), results(each.getValue())));
            }
            if (count > 0) {
                place.progress().printf("%,d random runs%n", count);
                measurements.add(Measurement.of(
                                "%,d random runs: with a violation".formatted(count),
                                runs.violated(place.progress()),
                                "runs")
                        .atMost(0));
            }
        } finally {
            workers.shutdownNow();
        }
        return measurements;
    }

    /** The sizes with so many monitors. */
    static List<Size> sizes(String asked) throws MeasuringException {
        Map<String, Size> known =
                ALL_SIZES.stream().collect(Collectors.toMap(size -> String.valueOf(size.monitors()), size -> size));
        List<Size> sizes = new ArrayList<>();
        for (String each : asked.split(",", -1)) {
            Size size = known.get(each.strip());
            if (size == null) {
                throw new MeasuringException("-D%s=%s: \"%s\" is no size, give some of %s with commas between them"
                        .formatted(
                                SIZES,
                                asked,
                                each,
                                ALL_SIZES.stream()
                                        .map(one -> String.valueOf(one.monitors()))
                                        .collect(Collectors.joining(", "))));
            }
            sizes.add(size);
        }
        return sizes.stream().distinct().toList();
    }

    // Policies by themselves.

    private static List<Measurement> policies(PrintStream progress) {
        progress.println("Policies by themselves: ms a plan; fullest over its share; moves over the least,"
                + " leaving mean and worst, joining mean and worst");
        List<Measurement> measurements = new ArrayList<>();
        List<Demand> demands = PolicyFigures.demands(MadeUpDevices.inventory(DEVICES));
        for (Size size : ALL_SIZES) {
            measurements.addAll(balanced(size.monitors(), demands, Math.min(size.monitors(), MOST_TRIES), progress));
        }
        measurements.addAll(balanced(
                MANY_MONITORS, PolicyFigures.demands(MadeUpDevices.inventory(MANY_DEVICES)), MANY_TRIES, progress));
        return measurements;
    }

    private static List<Measurement> balanced(int count, List<Demand> demands, int tries, PrintStream progress) {
        List<Measurement> measurements = new ArrayList<>();
        boolean most = count == ALL_SIZES.get(ALL_SIZES.size() - 1).monitors();
        for (boolean mixed : new boolean[] {false, true}) {
            String network =
                    "%,d monitors%s, %,d devices: ".formatted(count, mixed ? " of mixed capacity" : "", demands.size());
            List<Monitor> monitors = PolicyFigures.monitors(count, demands.size(), mixed);
            Map<String, PolicyFigures> figures = new TreeMap<>();
            for (AssignmentPolicy policy : List.of(VirtualCoordinator.balanced(), PolicyFigures.staticHashing())) {
                boolean main = policy.name().equals("balanced");
                PolicyFigures each = PolicyFigures.of(
                        policy,
                        monitors,
                        demands,
                        main ? tries : Math.min(tries, MANY_TRIES),
                        main ? Math.min(TIMED, tries) : 1);
                figures.put(policy.name(), each);
                progress.printf(
                        Locale.ROOT,
                        "  %s%-12s %8.1f ms %6.3f   %5.2f %5.2f   %5.2f %5.2f%n",
                        network,
                        policy.name(),
                        each.millis(),
                        each.fullest(),
                        each.leaveMean(),
                        each.leaveMost(),
                        each.joinMean(),
                        each.joinMost());
            }
            PolicyFigures balanced = figures.get("balanced");
            PolicyFigures hashed = figures.get("static");
            double limit = mixed ? MOST_MOVES_MIXED : MOST_MOVES;
            Measurement time = Measurement.of(network + "a change is worked out in", balanced.millis(), "ms");
            measurements.add(most ? time.atMost(MOST_MILLIS) : time);
            measurements.add(Measurement.of(network + "fullest over fair share", balanced.fullest(), "times")
                    .beside("static hashing", hashed.fullest())
                    .atMost(MOST_LOAD));
            measurements.add(
                    Measurement.of(network + "moves over least, the worst that leaves", balanced.leaveMost(), "times")
                            .beside("static hashing", hashed.leaveMost())
                            .atMost(limit));
            measurements.add(
                    Measurement.of(network + "moves over least, the worst that joins", balanced.joinMost(), "times")
                            .beside("static hashing", hashed.joinMost())
                            .atMost(limit));
        }
        return measurements;
    }

    // Simulated networks.

    /** Hands the networks to workers, the largest first. */
    private static Map<Size, Map<Approach, Future<Scenario.Result>>> scenarios(
            ExecutorService workers, List<Size> sizes, Workplace place) {
        if (!sizes.isEmpty()) {
            place.progress()
                    .println("Networks, simulated beside each other and beside the random runs; greedy with up to 20"
                            + " monitors, since with more it hardly comes to an end");
        }
        NavigableMap<Size, Map<Approach, Future<Scenario.Result>>> running =
                new TreeMap<>(Comparator.comparingInt(Size::monitors));
        sizes.forEach(size -> running.put(size, new EnumMap<>(Approach.class)));
        for (Approach approach : Approach.values()) {
            running.descendingMap().forEach((size, results) -> {
                if (size.has(approach)) {
                    results.put(approach, workers.submit(() -> scenario(size, approach, place)));
                }
            });
        }
        return running;
    }

    private static Map<Approach, Scenario.Result> results(Map<Approach, Future<Scenario.Result>> running)
            throws InterruptedException, MeasuringException {
        Map<Approach, Scenario.Result> results = new EnumMap<>(Approach.class);
        try {
            for (Map.Entry<Approach, Future<Scenario.Result>> each : running.entrySet()) {
                results.put(each.getKey(), each.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new MeasuringException("A simulation failed: " + e.getCause());
        }
        return results;
    }

    private static String name(Size size) {
        return "%,d monitors, %,d devices%s: "
                .formatted(size.monitors(), size.devices(), size.signed() ? "" : ", without signatures");
    }

    private static Scenario.Result scenario(Size size, Approach approach, Workplace place) throws IOException {
        long began = System.nanoTime();
        Path folder = place.temporary().resolve(size.monitors() + approach.name());
        Scenario.Result result = Scenario.run(approach, size, true, folder);
        place.progress().print(text(name(size) + approach, result, (System.nanoTime() - began) / 1e9));
        return result;
    }

    private static List<Measurement> measurements(String network, Map<Approach, Scenario.Result> results) {
        List<Measurement> measurements = new ArrayList<>();
        Scenario.Result real = results.get(Approach.COORDINATED);
        for (Approach peer : results.keySet()) {
            if (peer == Approach.COORDINATED) {
                continue;
            }
            measurements.add(Measurement.of(network + "device-seconds below because of balancing", letGo(real), "s")
                    .beside(peer.toString(), letGo(results.get(peer)))
                    .atMost(0));
            measurements.add(below(network, Event.CRASH, real, peer, results));
        }
        measurements.add(below(network, Event.LEAVE, real, Approach.STATIC, results));
        measurements.add(Measurement.of(
                        network + "all covered again after one died",
                        real.events().get(Event.CRASH).covered(),
                        "s")
                .beside(
                        Approach.STATIC.toString(),
                        results.get(Approach.STATIC).events().get(Event.CRASH).covered()));
        for (Event event : Event.values()) {
            measurements.add(Measurement.of(
                            network + event + ", all quiet after",
                            real.events().get(event).converged(),
                            "s")
                    .beside(
                            Approach.STATIC.toString(),
                            results.get(Approach.STATIC).events().get(event).converged()));
        }
        measurements.add(Measurement.of(
                network + "processor time of one monitor for a newcomer",
                real.events().get(Event.JOIN).millis(),
                "ms"));
        return measurements;
    }

    private static Measurement below(
            String network, Event event, Scenario.Result real, Approach peer, Map<Approach, Scenario.Result> results) {
        return Measurement.of(
                        network + "device-seconds below, " + event,
                        real.events().get(event).below(),
                        "s")
                .beside(peer.toString(), results.get(peer).events().get(event).below());
    }

    private static double letGo(Scenario.Result result) {
        return result.events().values().stream().mapToDouble(Figures::letGo).sum();
    }

    private static String text(String what, Scenario.Result result, double seconds) {
        StringBuilder text = new StringBuilder();
        try (Formatter out = new Formatter(text, Locale.ROOT)) {
            out.format(
                    "%s: fullest %.3f, let go %d, simulated in %.0f s%n",
                    what, result.fullest(), result.violations(), seconds);
            out.format(
                    "  %-28s %9s %9s %12s %12s %12s %8s %8s%n",
                    "", "covered", "quiet", "below", "nobody", "let go", "moves", "ms");
            result.events()
                    .forEach((event, each) -> out.format(
                            "  %-28s %7.0f s %7.0f s%s %10.0f s %10.0f s %10.0f s %8.2f %8.1f%n",
                            event,
                            each.covered(),
                            each.converged(),
                            each.still() ? " " : "!",
                            each.below(),
                            each.unwatched(),
                            each.letGo(),
                            each.moves(),
                            each.millis()));
        }
        return text.toString();
    }
}
