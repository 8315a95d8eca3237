// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;

/**
 * A small network to which everything happens that may: all of it drawn from one seed. While it does nobody may let go
 * a device that is still needed; when it is over each device has to be watched as often as it should, and no list may
 * change any more.
 */
final class RandomRun {
    /**
     * What came of it.
     *
     * @param events what happened, in order
     * @param violations what must not be; empty when all is well
     */
    record Result(long seed, boolean signed, List<String> events, List<String> violations) {
        String report() {
            return "Seed %d, %s:%n  %s%n  VIOLATIONS%n  %s"
                    .formatted(
                            seed,
                            signed ? "with the real replica" : "without signatures",
                            String.join("\n  ", events),
                            String.join("\n  ", violations));
        }
    }

    private static final int ROOM = 10_000;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long SETTLING = 35 * MINUTE;
    private static final long STILL = 10 * MINUTE;
    private static final long LONGEST_PAUSE = 4 * MINUTE;
    private static final int MOST_MONITORS = 9;
    private static final int MOST_TOLD = 5;

    private final long seed;
    private final boolean signed;
    private final Random random;
    private final SimulatedNetwork network;
    private final SortedMap<Integer, Device> devices = new TreeMap<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final boolean scarce;
    private int versions;

    private RandomRun(Approach approach, long seed, boolean signed, Path folder) {
        this.seed = seed;
        this.signed = signed;
        this.random = new Random(seed);
        this.scarce = random.nextInt(6) == 0;
        this.network = new SimulatedNetwork(new SimulatedNetwork.Setup(
                approach, signed, 1 + random.nextInt(3), true, SECOND, random.nextLong(), folder));
    }

    static Result of(Approach approach, long seed, boolean signed, Path folder) {
        RandomRun run = new RandomRun(approach, seed, signed, folder);
        try (SimulatedNetwork network = run.network) {
            try {
                run.happen(network);
            } catch (RuntimeException e) {
                run.violations.add("It failed at " + network.timeline().now() / SECOND + " s: " + e + " at "
                        + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length)));
            }
        }
        return new Result(seed, signed, run.events, run.violations);
    }

    private void happen(SimulatedNetwork running) {
        IntStream.range(0, 20 + random.nextInt(60)).forEach(each -> devices.put(each, MadeUpDevices.device(each)));
        changeInventory(0);
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            addMonitor();
        }
        running.monitors().forEach(SimulatedMonitor::start);
        running.admit(running.monitors());
        log("%d monitors, %d devices, %d centres%s"
                .formatted(count, devices.size(), running.centres().count(), scarce ? ", capacity is scarce" : ""));
        running.monitors()
                .forEach(each ->
                        log(each + " at " + each.ways().stream().map(Way::name).toList() + ", capacity "
                                + each.self().capacity()
                                + each.self().node().map(node -> ", " + node).orElse("")));
        running.timeline().pass(random.nextInt(3) == 0 ? random.nextInt(60) * SECOND : 6 * MINUTE);
        for (int left = 4 + random.nextInt(12); left > 0; left--) {
            happenOnce();
            running.timeline().pass((long) (Math.pow(random.nextDouble(), 2) * LONGEST_PAUSE));
        }
        calm();
        running.timeline().pass(SETTLING);
        long settled = running.timeline().now();
        running.timeline().pass(STILL);
        violations.addAll(running.coverage().violations());
        if (running.coverage().lastChange() > settled) {
            violations.add("A list still changed at " + running.coverage().lastChange() / SECOND + " s");
        }
        checkEnd();
        if (!violations.isEmpty()) {
            running.monitors().stream()
                    .filter(SimulatedMonitor::isUp)
                    .forEach(each -> events.add("at the end " + each + ": "
                            + each.participant().map(Participant::report).orElse("")));
        }
    }

    private void checkEnd() {
        double room = Coverage.STEP * network.room(SimulatedMonitor::works);
        if (room < network.wanted(network.settings())) {
            long unwatched = devices.keySet().stream()
                    .filter(device -> network.coverage()
                                    .watchers(MadeUpDevices.device(device).id())
                            == 0)
                    .count();
            if (unwatched > Math.max(0, devices.size() - room)) {
                violations.add("In the end " + unwatched + " devices are unwatched, with room for " + room);
            }
            return;
        }
        int wrong = 0;
        for (Device device : devices.values()) {
            int needed = Math.min(network.least(network.settings()).applyAsInt(device), network.capable());
            int has = network.coverage().watchers(device.id());
            if (has != needed && wrong++ < MOST_TOLD) {
                violations.add("In the end " + device.id() + " has " + has + " watchers, and should have " + needed);
            }
        }
    }

    private SimulatedMonitor addMonitor() {
        int centre = random.nextInt(network.centres().count());
        int other = random.nextInt(network.centres().count());
        boolean two = signed && other != centre && random.nextInt(4) == 0;
        int capacity = scarce ? 10 + random.nextInt(30) : 400 + random.nextInt(600);
        Optional<String> node = random.nextInt(4) == 0 ? Optional.of("place " + random.nextInt(2)) : Optional.empty();
        Optional<String> zone = random.nextBoolean() ? Optional.of("z" + random.nextInt(2)) : Optional.empty();
        return two ? network.add(capacity, zone, node, centre, other) : network.add(capacity, zone, node, centre);
    }

    private Optional<SimulatedMonitor> any(Predicate<SimulatedMonitor> which) {
        List<SimulatedMonitor> found = network.monitors().stream().filter(which).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    private void happenOnce() {
        switch (random.nextInt(17)) {
            case 0, 1 ->
                any(SimulatedMonitor::works).ifPresent(each -> {
                    log("crash of " + each);
                    each.crash();
                });
            case 2, 3 ->
                any(each -> !each.isUp()).ifPresent(each -> {
                    log("start of " + each);
                    each.start();
                    network.hear(each, 5 * SECOND);
                });
            case 4 ->
                any(each -> !each.isUp() && each != network.founder()).ifPresent(each -> {
                    log("empty start of " + each);
                    each.loseDisk();
                    each.start();
                    network.hear(each, 20 * SECOND);
                });
            case 5, 6 ->
                any(SimulatedMonitor::works).ifPresent(each -> {
                    log("leave of " + each);
                    each.leave();
                    network.timeline().pass(4 * SECOND);
                });
            case 7 ->
                any(SimulatedMonitor::works).ifPresent(each -> {
                    long time = (5 + random.nextInt(120)) * SECOND;
                    log(each + " hangs for " + time / SECOND + " s");
                    each.freeze(time);
                });
            case 8, 9 -> join();
            case 10 -> {
                network.centres().forgetting = random.nextBoolean();
                network.apart = random.nextInt(4) != 0;
                log("the centres are cut apart" + (network.centres().forgetting ? ", what is written is lost" : "")
                        + (network.apart ? ", the monitors too" : ""));
                network.centres().cut();
            }
            case 11 -> {
                log("the centres are together");
                heal();
            }
            case 12 ->
                any(each -> true).ifPresent(each -> each.ways().forEach(way -> {
                    way.open = !way.open;
                    log("the way of " + each + " to " + way.name() + (way.open ? " is back" : " is away"));
                }));
            case 13 -> {
                network.centres().losing = random.nextDouble() * 0.1;
                network.centres().doubling = random.nextDouble() * 0.2;
                network.centres().delay = 100 + random.nextInt(8_000);
                network.askLosing = random.nextInt(3) == 0 ? 0.1 : 0;
                double failing = random.nextDouble() * 0.1;
                network.monitors().forEach(each -> each.ways().forEach(way -> way.failing = failing));
                log("losses of %.3f, delays of %d ms, %.3f of the calls fail, %.1f of the questions are lost"
                        .formatted(network.centres().losing, network.centres().delay, failing, network.askLosing));
            }
            case 14, 15 -> changeSettings();
            default -> {
                for (int left = 1 + random.nextInt(10); left > 0; left--) {
                    int device = random.nextInt(120);
                    if (devices.remove(device) == null) {
                        devices.put(device, MadeUpDevices.device(device));
                    }
                }
                log("other devices: " + devices.size());
                changeInventory(20 * SECOND);
            }
        }
    }

    private void join() {
        if (network.founder().works() && network.monitors().size() < MOST_MONITORS) {
            SimulatedMonitor newcomer = addMonitor();
            log("join of " + newcomer);
            newcomer.start();
            network.admit(List.of(newcomer));
        }
    }

    private void changeSettings() {
        if (!network.founder().works()) {
            return;
        }
        Map<String, Optional<String>> changes = new TreeMap<>();
        switch (random.nextInt(4)) {
            case 0 -> changes.put(NetworkSettings.REDUNDANCY, Optional.of(String.valueOf(1 + random.nextInt(3))));
            case 1 ->
                changes.put(
                        NetworkSettings.POLICY,
                        Optional.of(network.policies()
                                .get(random.nextInt(network.policies().size()))
                                .name()));
            case 2 ->
                changes.put(
                        NetworkSettings.REDUNDANCY_DEVICES,
                        Optional.of(MadeUpDevices.device(random.nextInt(60)).id() + "=" + (1 + random.nextInt(4))));
            default -> changes.put(NetworkSettings.REDUNDANCY, Optional.empty());
        }
        log("settings " + changes);
        network.change(changes);
    }

    private void changeInventory(long millis) {
        versions++;
        network.inventory(new Inventory("version " + versions, devices.values()), millis);
    }

    private void heal() {
        network.apart = false;
        network.centres().heal();
    }

    private void calm() {
        log("calm");
        heal();
        network.centres().losing = 0;
        network.centres().doubling = 0;
        network.askLosing = 0;
        network.monitors().forEach(each -> each.ways().forEach(way -> {
            way.open = true;
            way.failing = 0;
        }));
        if (!network.founder().isUp()) {
            // It may be the only one that knows who was admitted last.
            log("start of " + network.founder());
            network.founder().start();
            network.hear(network.founder(), 5 * SECOND);
        }
    }

    private void log(String event) {
        events.add(network.timeline().now() / SECOND + " s: " + event);
    }
}
