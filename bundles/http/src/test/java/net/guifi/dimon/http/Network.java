// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.measurement.SharedSummaries;

/** A network in memory, with the services that tell of it. */
final class Network implements InventoryManager, Health, Archive {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final List<Device> devices = new ArrayList<>();
    final Map<DeviceId, DeviceHealth> health = new LinkedHashMap<>();
    final Map<SeriesKey, List<Sample>> samples = new LinkedHashMap<>();
    final List<Transition> transitions = new ArrayList<>();
    final Map<String, Map<SeriesKey, List<Point>>> shared = new TreeMap<>();
    boolean late;
    private Inventory inventory = Inventory.empty();

    Network add(Device device, DeviceHealth deviceHealth) {
        devices.add(device);
        health.put(device.id(), deviceHealth);
        return this;
    }

    Network add(String id, String title, DeviceState state, Instant since) {
        Device device = device(id, title, Optional.empty());
        return add(device, health(device.id(), state, since));
    }

    static Device device(String id, String title, Optional<Node> node) {
        return new Device(
                DeviceId.parse(id),
                title,
                "radio",
                Status.WORKING,
                true,
                node,
                List.of(address("198.18.0.1"), address("fd9a::1")),
                List.of(),
                List.of());
    }

    static Device linked(String id, String peer) {
        Device plain = device(id, id, Optional.empty());
        return new Device(
                plain.id(),
                plain.title(),
                plain.type(),
                plain.status(),
                plain.monitored(),
                plain.node(),
                plain.addresses(),
                plain.snmpPorts(),
                List.of(new Link("7", "wds", Status.WORKING, "i1", DeviceId.parse(peer), "i2")));
    }

    static Node node(String title, String zone) {
        return new Node("9", title, Optional.of(new Zone("3", zone, Optional.empty())), Optional.empty());
    }

    static DeviceHealth health(DeviceId device, DeviceState state, Instant since) {
        return new DeviceHealth(
                device,
                state,
                since,
                "because",
                Optional.of(NOW),
                Optional.of(NOW),
                Optional.of(Duration.ofNanos(12_345_678)),
                Optional.of(0.25));
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public Inventory inventory() {
        if (inventory.devices().size() != devices.size()) {
            inventory = new Inventory(Integer.toString(devices.size()), devices);
        }
        return inventory;
    }

    @Override
    public List<SourceStatus> sources() {
        return List.of(new SourceStatus(
                "guifi",
                "https://198.18.0.9/cnml",
                SourceStatus.State.FAILED,
                "line 3: no \"id\"",
                devices.size(),
                0,
                0,
                0,
                Optional.of(NOW),
                Optional.empty(),
                Duration.ofMillis(1500)));
    }

    @Override
    public SourceStatus refresh(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SourceStatus confirm(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SourceStatus discard(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Device add(String id, String title, List<String> addresses, String node, String zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<DeviceHealth> of(DeviceId device) {
        return Optional.ofNullable(health.get(device));
    }

    @Override
    public Collection<DeviceHealth> all() {
        return health.values();
    }

    @Override
    public List<Transition> transitions(DeviceId device) {
        return transitions.stream()
                .filter(transition -> transition.device().equals(device))
                .toList();
    }

    @Override
    public Set<SeriesKey> series(DeviceId device) {
        return samples.keySet().stream()
                .filter(key -> key.device().equals(device))
                .collect(Collectors.toSet());
    }

    @Override
    public List<Sample> samples(SeriesKey series, Instant from, Instant to) {
        return samples.getOrDefault(series, List.of()).stream()
                .filter(sample -> !sample.at().isBefore(from) && sample.at().isBefore(to))
                .toList();
    }

    @Override
    public List<Point> points(SeriesKey series, Instant from, Instant to, Duration resolution) {
        return samples(series, from, to).stream()
                .map(sample -> sample.outcome().isLoss()
                        ? new Point(sample.at(), 1, 1, 0, 0, 0, 0)
                        : new Point(sample.at(), 1, 0, sample.value(), sample.value(), sample.value(), sample.value()))
                .toList();
    }

    @Override
    public CompletableFuture<List<String>> sharers(DeviceId device) {
        return late
                ? CompletableFuture.failedFuture(new IllegalStateException("too many"))
                : CompletableFuture.completedFuture(List.copyOf(shared.keySet()));
    }

    @Override
    public CompletableFuture<SharedSummaries> shared(
            String monitor, DeviceId device, Instant from, Instant to, Duration resolution) {
        Map<SeriesKey, List<Point>> series = new LinkedHashMap<>();
        shared.getOrDefault(monitor, Map.of()).forEach((key, points) -> {
            if (key.device().equals(device)) {
                series.put(
                        key,
                        points.stream()
                                .filter(point ->
                                        !point.at().isBefore(from) && point.at().isBefore(to))
                                .toList());
            }
        });
        return CompletableFuture.completedFuture(new SharedSummaries(monitor, series, 2));
    }
}
