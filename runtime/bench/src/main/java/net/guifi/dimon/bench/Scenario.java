// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;

/** A network in two data centres: a monitor joins, one leaves, one dies and comes back, the centres are cut apart and healed. */
final class Scenario {
    /** What happens, one after another. */
    enum Event {
        JOIN("a monitor joins"),
        LEAVE("one leaves"),
        CRASH("one dies"),
        RETURN("it comes back"),
        CUT("the centres are cut apart"),
        HEAL("they are healed");

        private final String words;

        Event(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * What came of an event.
     *
     * @param covered seconds until each device had its minimum again
     * @param converged seconds until no list changed any more
     * @param still whether the lists stood still for the last tenth of the time that was looked at
     * @param below device-seconds below the minimum
     * @param unwatched device-seconds without a watcher
     * @param letGo device-seconds below the minimum because a monitor let go what was needed
     * @param moves how many devices a monitor began to watch, over the least that had to
     * @param millis processor time that one monitor spent on it
     */
    record Figures(
            double covered,
            double converged,
            boolean still,
            double below,
            double unwatched,
            double letGo,
            double moves,
            double millis) {}

    /**
     * A size of network.
     *
     * @param signed whether with the real replica, its disk and signatures
     * @param stepMillis how often each monitor looks without a cause
     * @param greedy whether the greedy baseline comes to an end within minutes
     */
    record Size(int monitors, int devices, boolean signed, long stepMillis, boolean greedy) {
        boolean has(Approach approach) {
            return greedy || approach != Approach.GREEDY;
        }

        /** How long a monitor may be silent, in milliseconds. */
        long patience() {
            return 180_000L * Math.max(20, monitors) / 20;
        }

        long round() {
            return Math.max(5_000, 100L * monitors);
        }
    }

    /**
     * What came of all of it.
     *
     * @param fullest the most that a monitor watched, over its fair share, once all was quiet at first
     * @param events what came of which
     * @param violations how often a device was let go that was needed
     */
    record Result(double fullest, Map<Event, Figures> events, int violations) {}

    private static final int REDUNDANCY = 2;
    private static final int ROOM = 3;
    private static final long PACE = 660_000;
    private static final int ROUNDS = 10;

    private final Size size;
    private final SimulatedNetwork network;

    private Scenario(Size size, SimulatedNetwork network) {
        this.size = size;
        this.network = network;
    }

    static Result run(Approach approach, Size size, boolean skewed, Path folder) throws IOException {
        boolean signed = size.signed() && approach == Approach.COORDINATED;
        try (SimulatedNetwork network = new SimulatedNetwork(new SimulatedNetwork.Setup(
                approach, signed, 2, skewed, size.stepMillis(), 1, Files.createDirectories(folder)))) {
            return new Scenario(size, network).run();
        }
    }

    private Result run() {
        network.inventory(MadeUpDevices.inventory(size.devices()), 0);
        for (int i = 0; i < size.monitors(); i++) {
            add();
        }
        network.monitors().forEach(SimulatedMonitor::start);
        network.admit(network.monitors());
        network.timeline().pass(quiet());
        double fullest = fullest();
        Map<Event, Figures> events = new LinkedHashMap<>();
        SimulatedMonitor newcomer = add();
        events.put(
                Event.JOIN,
                measure(
                        () -> {
                            newcomer.start();
                            network.admit(List.of(newcomer));
                        },
                        () -> newcomer.watched().cardinality()));
        SimulatedMonitor leaver = network.monitors().get(1);
        int left = leaver.watched().cardinality();
        events.put(Event.LEAVE, measure(leaver::leave, () -> left));
        SimulatedMonitor victim = network.monitors().get(2);
        int lost = victim.watched().cardinality();
        events.put(Event.CRASH, measure(victim::crash, () -> lost));
        events.put(Event.RETURN, measure(victim::start, () -> victim.watched().cardinality()));
        events.put(
                Event.CUT,
                measure(
                        () -> {
                            network.apart = true;
                            network.centres().cut();
                        },
                        // Each half takes what only the other one watched.
                        () -> size.devices() * REDUNDANCY));
        events.put(
                Event.HEAL,
                measure(
                        () -> {
                            network.apart = false;
                            network.centres().heal();
                        },
                        () -> 0));
        return new Result(fullest, events, network.coverage().violations().size());
    }

    private SimulatedMonitor add() {
        int share = (REDUNDANCY * size.devices() - 1) / size.monitors() + 1;
        return network.add(
                ROOM * share,
                Optional.empty(),
                Optional.empty(),
                network.monitors().size() % 2);
    }

    private long quiet() {
        return size.patience() + ROUNDS * size.round() + PACE;
    }

    private double fullest() {
        double share = Math.ceil((double) REDUNDANCY * size.devices() / size.monitors());
        return network.monitors().stream()
                        .mapToInt(monitor -> monitor.watched().cardinality())
                        .max()
                        .orElse(0)
                / share;
    }

    private Figures measure(Runnable event, IntSupplier least) {
        Coverage coverage = network.coverage();
        coverage.reset();
        network.resetTimes();
        long began = network.timeline().now();
        event.run();
        network.timeline().pass(quiet());
        double window = quiet() / 1e3;
        double converged = (coverage.lastChange() - began) / 1e3;
        int fewest = least.getAsInt();
        return new Figures(
                (coverage.lastBelow() - began) / 1e3,
                converged,
                converged < window * 0.9,
                coverage.belowSeconds(),
                coverage.unwatchedSeconds(),
                coverage.letGoSeconds(),
                fewest == 0 ? coverage.moves() : (double) coverage.moves() / fewest,
                network.millisOfOne());
    }
}
