// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Node;

/** Takes devices down and up: mostly one, each fourth time all of a node, and each third time one that loses packets. */
final class Simulator {
    private static final int NODE_EVERY = 4;
    private static final int LOSSY_EVERY = 3;

    private final Network network;
    private final Host host;
    private final Optional<Agents> agents;
    private final Journal journal;
    private final Options options;
    private final Random random;
    private final Set<Device> silent = new LinkedHashSet<>();
    private final Set<Device> lossy = new LinkedHashSet<>();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "demo-simulator"));
    private int failures;

    Simulator(Network network, Host host, Optional<Agents> agents, Journal journal, Options options, long seed) {
        this.network = network;
        this.host = host;
        this.agents = agents;
        this.journal = journal;
        this.options = options;
        this.random = new Random(seed);
    }

    void start() {
        executor.scheduleAtFixedRate(
                this::fail,
                options.firstFailure().toMillis(),
                options.interval().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void fail() {
        failures++;
        if (failures % NODE_EVERY == 0) {
            Node node = pick(network.nodes().stream()
                    .filter(each -> !each.watched().isEmpty())
                    .filter(each -> each.watched().stream().noneMatch(silent::contains))
                    .toList());
            String name = "node " + node.id() + " \"" + node.title() + "\" ("
                    + node.watched().size() + " devices)";
            takeDown(node.watched(), name);
        } else {
            Device device = pick(candidates());
            takeDown(List.of(device), name(device));
        }
        if (failures % LOSSY_EVERY == 0 && host.canLose()) {
            lose(pick(candidates()));
        }
    }

    private List<Device> candidates() {
        return network.nodes().stream()
                .flatMap(node -> node.watched().stream())
                .filter(device -> !silent.contains(device) && !lossy.contains(device))
                .toList();
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String name(Device device) {
        return device.id() + " \"" + device.title() + "\" ("
                + device.addresses().iterator().next() + ')';
    }

    private void takeDown(List<Device> devices, String name) {
        journal.tell("takes down " + name);
        silent.addAll(devices);
        apply();
        agents.ifPresent(all -> all.fail(devices));
        boolean restarted = random.nextBoolean();
        later(() -> {
            journal.tell("brings up " + name + (restarted ? ", which restarted" : ""));
            devices.forEach(silent::remove);
            agents.ifPresent(all -> all.recover(devices, restarted));
            apply();
        });
    }

    private void lose(Device device) {
        journal.tell("lets " + name(device) + " lose packets");
        lossy.add(device);
        apply();
        later(() -> {
            journal.tell("lets " + name(device) + " lose no more packets");
            lossy.remove(device);
            apply();
        });
    }

    private void later(Runnable recovery) {
        executor.schedule(recovery, options.failureDuration().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void apply() {
        try {
            host.apply(new ArrayList<>(silent), new ArrayList<>(lossy));
        } catch (IOException e) {
            journal.tell("FAILED: " + e.getMessage());
        }
    }

    void stop() throws InterruptedException {
        executor.shutdownNow();
        executor.awaitTermination(5, TimeUnit.SECONDS);
    }
}
