// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
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
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.network.SettingsRule;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.update.Updates;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.service.cm.ConfigurationAdmin;

/** An appliance of which the test says what runs, and what it knows. */
final class FakeServices implements Services {
    private static final Instant SINCE = Instant.parse("2026-11-21T01:00:00Z");

    private final Path data;
    private final List<Device> devices = new ArrayList<>();
    private final Map<DeviceId, DeviceHealth> states = new LinkedHashMap<>();
    private final List<Probe> probes = new ArrayList<>();
    private final Map<String, HealthCheck> checks = new TreeMap<>();
    private final List<SourceStatus> sources = new ArrayList<>();
    final List<String> imports = new ArrayList<>();
    private final List<Description> descriptions = new ArrayList<>();
    private final Map<SeriesKey, Double> rates = new LinkedHashMap<>();
    Updates updates;
    OptionalInt httpsPort = OptionalInt.empty();
    FakeNetwork network;
    Discovery discovery;
    ConfigurationAdmin configurations;
    private boolean withInventory = true;
    private boolean withHealth = true;
    NetworkHealth networkHealth;
    AssignmentStatus assigned =
            new AssignmentStatus(300, 2, 0, 0, 0, "balanced/1", "0123456789abcdef", true, List.of());
    final Map<DeviceId, List<String>> watchers = new LinkedHashMap<>();
    final List<DeviceId> below = new ArrayList<>();
    /** Instead of those that follow from the rest; none for these. */
    final List<MonitorStatus> monitors = new ArrayList<>();

    FakeServices(Path data) {
        this.data = data;
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    FakeServices device(String id, String title, String address) {
        Zone zone = new Zone("2", "Riudaura", Optional.empty());
        Node node = new Node("101", "Can Montarola", Optional.of(zone), Optional.empty());
        DeviceId peer = DeviceId.parse("demo:9");
        devices.add(new Device(
                DeviceId.parse(id),
                title,
                "radio",
                Status.WORKING,
                true,
                Optional.of(node),
                List.of(address(address)),
                List.of(),
                List.of(new Link("77", "wds", Status.WORKING, "1", peer, "2"))));
        return this;
    }

    FakeServices state(String id, DeviceState state, String reason) {
        DeviceId device = DeviceId.parse(id);
        boolean up = state == DeviceState.UP;
        states.put(
                device,
                new DeviceHealth(
                        device,
                        state,
                        SINCE,
                        reason,
                        Optional.of(SINCE),
                        Optional.empty(),
                        up ? Optional.of(Duration.ofNanos(1_234_567)) : Optional.empty(),
                        Optional.of(up ? 0.0 : 1.0)));
        return this;
    }

    FakeServices probe(String name, Function<Device, CompletionStage<ProbeReport>> answer) {
        probes.add(new Probe() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<ProbeReport> probe(Device device) {
                return answer.apply(device);
            }

            @Override
            public Map<String, Long> counters() {
                return Map.of("sent", 42L);
            }

            @Override
            public void watch(WatchList watchList) {
                throw new AssertionError("The shell gives no watch list");
            }
        });
        return this;
    }

    FakeServices source(String name, SourceStatus.State state, String message) {
        sources.add(new SourceStatus(
                name, "/demo.cnml", state, message, 300, 1, 2, 3, Optional.of(SINCE), Optional.empty(), Duration.ZERO));
        return this;
    }

    FakeServices check(String name, HealthCheck check) {
        checks.put(name, check);
        return this;
    }

    FakeServices describes(Description description) {
        descriptions.add(description);
        return this;
    }

    /** Octets per second that the archive has had for a while. */
    FakeServices rate(SeriesKey series, double rate) {
        rates.put(series, rate);
        return this;
    }

    FakeServices withoutInventory() {
        withInventory = false;
        return this;
    }

    FakeServices withoutHealth() {
        withHealth = false;
        return this;
    }

    @Override
    public Path data() {
        return data;
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public OptionalInt httpsPort() {
        return httpsPort;
    }

    @Override
    public Optional<InventoryManager> inventory() {
        return withInventory ? Optional.of(new FakeInventory()) : Optional.empty();
    }

    @Override
    public Optional<Assignments> assignments() {
        return Optional.of(new FakeAssignments());
    }

    @Override
    public Optional<Health> health() {
        return withHealth ? Optional.of(new FakeHealth()) : Optional.empty();
    }

    @Override
    public Optional<NetworkHealth> networkHealth() {
        return Optional.ofNullable(networkHealth);
    }

    @Override
    public Optional<Archive> archive() {
        return rates.isEmpty() ? Optional.empty() : Optional.of(new FakeArchive());
    }

    @Override
    public Optional<Descriptions> descriptions() {
        return Optional.of(device -> descriptions.stream()
                .filter(each -> each.device().equals(device))
                .findFirst());
    }

    @Override
    public Optional<ReplicatedStore> store() {
        return Optional.ofNullable(network);
    }

    @Override
    public Optional<Network> network() {
        return Optional.ofNullable(network);
    }

    @Override
    public Optional<Discovery> discovery() {
        return Optional.ofNullable(discovery);
    }

    @Override
    public Optional<StoreConfiguration> storeConfiguration() {
        return Optional.ofNullable(configurations).map(StoreConfiguration::new);
    }

    @Override
    public List<SettingsRule> settingsRules() {
        return List.of(new SettingsRule() {
            @Override
            public Set<String> names() {
                return Set.of("heartbeat", NetworkSettings.REDUNDANCY_ZONES);
            }

            @Override
            public void check(NetworkSettings settings) {
                throw new AssertionError("The shell checks nothing itself");
            }
        });
    }

    @Override
    public List<Probe> probes() {
        return probes;
    }

    @Override
    public Optional<Updates> updates() {
        return Optional.ofNullable(updates);
    }

    @Override
    public Map<String, HealthCheck> healthChecks() {
        return checks;
    }

    private final class FakeInventory implements InventoryManager {
        @Override
        public Inventory inventory() {
            return new Inventory("1", devices);
        }

        @Override
        public List<SourceStatus> sources() {
            return sources;
        }

        private SourceStatus done(String what, String name) {
            imports.add(what + " " + name);
            return sources.stream()
                    .filter(source -> source.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no source \"" + name + "\""));
        }

        @Override
        public SourceStatus refresh(String source) {
            return done("refresh", source);
        }

        @Override
        public SourceStatus confirm(String source) {
            return done("confirm", source);
        }

        @Override
        public SourceStatus discard(String source) {
            return done("discard", source);
        }

        @Override
        public Device add(String id, String title, List<String> addresses, String node, String zone) {
            imports.add("add " + id + " " + addresses + " " + List.of(title, node, zone));
            return devices.iterator().next();
        }

        @Override
        public void remove(String id) {
            if (!id.equals("roof")) {
                throw new IllegalArgumentException("There is no device " + id);
            }
            imports.add("remove " + id);
        }
    }

    private final class FakeAssignments implements Assignments {
        @Override
        public List<MonitorStatus> monitors() {
            if (!monitors.isEmpty()) {
                return monitors;
            }
            if (network == null) {
                Monitor self = new Monitor(
                        "0123456789abcdef",
                        "montseny",
                        500,
                        Optional.of("Riudaura"),
                        Optional.empty(),
                        List.of(),
                        new TreeSet<>());
                return List.of(new MonitorStatus(self, true, Standing.ALIVE, true, devices.size(), Optional.of(SINCE)));
            }
            return network.members().stream()
                    .filter(member -> !network.names.get(member.id()).isEmpty())
                    .map(member -> new MonitorStatus(
                            new Monitor(
                                    member.id(),
                                    network.names.get(member.id()),
                                    500,
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    new TreeSet<>()),
                            member.self(),
                            member.admitted() ? Standing.ALIVE : Standing.WAITING,
                            true,
                            0,
                            Optional.of(SINCE)))
                    .toList();
        }

        @Override
        public AssignmentStatus status() {
            return assigned;
        }

        @Override
        public List<DeviceId> below(int most) {
            return below.subList(0, Math.min(most, below.size()));
        }

        @Override
        public WatchList watchList() {
            return WatchList.empty();
        }

        @Override
        public List<String> watchers(DeviceId device) {
            return watchers.getOrDefault(device, List.of("0123456789abcdef"));
        }
    }

    private final class FakeArchive implements Archive {
        @Override
        public Set<SeriesKey> series(DeviceId device) {
            return rates.keySet();
        }

        @Override
        public List<Sample> samples(SeriesKey series, Instant from, Instant to) {
            throw new AssertionError("The shell needs no samples");
        }

        @Override
        public List<Point> points(SeriesKey series, Instant from, Instant to, Duration resolution) {
            Double rate = rates.get(series);
            return rate == null
                    ? List.of()
                    : List.of(
                            new Point(from, 1, 0, 0, 0, 0, 0),
                            new Point(to.minusSeconds(60), 1, 0, 0, 0, 0, rate),
                            new Point(to.minusSeconds(1), 1, 1, 0, 0, 0, 0));
        }
    }

    private final class FakeHealth implements Health {
        @Override
        public Optional<DeviceHealth> of(DeviceId device) {
            return Optional.ofNullable(states.get(device));
        }

        @Override
        public Collection<DeviceHealth> all() {
            return states.values();
        }

        @Override
        public List<Transition> transitions(DeviceId device) {
            return of(device).stream()
                    .map(known -> new Transition(device, DeviceState.UP, known.state(), known.since(), known.reason()))
                    .toList();
        }
    }
}
