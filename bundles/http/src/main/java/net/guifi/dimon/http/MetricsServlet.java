// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** What this monitor measures of itself, for Prometheus. What comes from a service that is away is left out. */
@Component(name = "net.guifi.dimon.http.metrics", service = Servlet.class)
@HttpWhiteboardServletPattern("/metrics")
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Clock clock;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile ReplicatedStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Health health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Assignments assignments;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Discovery discovery;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    transient volatile List<Probe> probes = List.of();

    /** Answers with whatever services are there. */
    @Activate
    public MetricsServlet() {
        this(Clock.systemUTC());
    }

    MetricsServlet(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Reply.ok(Exposition.CONTENT_TYPE, metrics().getBytes(StandardCharsets.UTF_8))
                .send(request, response);
    }

    private String metrics() {
        Exposition out = new Exposition();
        ReplicatedStore presentStore = store;
        Network presentNetwork = network;
        Health presentHealth = health;
        Assignments presentAssignments = assignments;
        Discovery presentDiscovery = discovery;
        if (presentStore != null) {
            out.gauge("dimon_monitor_info", "Who this monitor is.")
                    .value(1, "monitor", presentStore.monitorId(), "network", presentStore.networkId());
            store(out, presentStore.status());
        }
        if (presentNetwork != null) {
            network(out, presentNetwork);
        }
        if (presentHealth != null) {
            devices(out, presentHealth);
        }
        if (presentAssignments != null) {
            assignments(out, presentAssignments);
        }
        if (presentDiscovery != null) {
            discovery(out, presentDiscovery.channels());
        }
        Exposition.Family counts = out.counter("dimon_probe_events_total", "What a probe counted, since it started.");
        probes.forEach(probe ->
                probe.counters().forEach((name, count) -> counts.value(count, "probe", probe.name(), "event", name)));
        return out.text();
    }

    private void store(Exposition out, StoreStatus status) {
        out.gauge("dimon_store_entries", "Entries of this monitor.").value(status.entries());
        out.gauge("dimon_store_bytes", "What these take.").value(status.octets());
        out.gauge("dimon_store_mirrored_entries", "Entries of others that are here.")
                .value(status.mirrored());
        Exposition.Family trust = out.gauge("dimon_store_link_trust", "1 for what this monitor thinks of the link.");
        Exposition.Family waiting =
                out.gauge("dimon_store_link_waiting", "1 while something was not written there yet.");
        Exposition.Family updates = out.counter("dimon_store_link_updates_total", "Updates written.");
        Exposition.Family octets = out.counter("dimon_store_link_written_bytes_total", "What these had.");
        Exposition.Family logged =
                out.counter("dimon_store_link_logged_bytes_total", "What the engine's log is estimated to grow by.");
        Exposition.Family reads = out.counter("dimon_store_link_reads_total", "Values read.");
        Exposition.Family failures = out.counter("dimon_store_link_failures_total", "Calls that failed.");
        Exposition.Family updatesPerDay =
                out.gauge("dimon_store_link_updates_per_day", "Updates a day, from those until now.");
        Exposition.Family loggedPerDay =
                out.gauge("dimon_store_link_logged_bytes_per_day", "Growth of the engine's log a day, until now.");
        for (StoreStatus.Link link : status.links()) {
            Arrays.stream(StoreStatus.Trust.values())
                    .forEach(each ->
                            trust.value(each == link.trust() ? 1 : 0, "link", link.name(), "trust", Values.word(each)));
            waiting.value(link.waiting() ? 1 : 0, "link", link.name());
            updates.value(link.updates(), "link", link.name());
            octets.value(link.octets(), "link", link.name());
            logged.value(link.logged(), "link", link.name());
            reads.value(link.reads(), "link", link.name());
            failures.value(link.failures(), "link", link.name());
            link.perDay(link.updates(), clock.instant())
                    .ifPresent(value -> updatesPerDay.value(value, "link", link.name()));
            link.perDay(link.logged(), clock.instant())
                    .ifPresent(value -> loggedPerDay.value(value, "link", link.name()));
        }
        Exposition.Family refusals = out.counter("dimon_store_refusals_total", "What was refused of what came.");
        status.refusals().forEach(refusal -> refusals.value(refusal.count(), "reason", refusal.reason()));
    }

    private static void network(Exposition out, Network network) {
        List<Member> members = network.members();
        out.gauge("dimon_network_administrator", "1 where the network's key is.")
                .value(network.isAdministrator() ? 1 : 0);
        out.gauge("dimon_network_settings_version", "Changes of the network settings.")
                .value(network.settings().version());
        long admitted = members.stream().filter(Member::admitted).count();
        long waiting = members.stream().filter(Member::waits).count();
        out.gauge("dimon_network_members", "Monitors that were heard of.")
                .value(admitted, "state", "admitted")
                .value(waiting, "state", "waiting")
                .value(members.size() - admitted - waiting, "state", "gone");
        Exposition.Family silence = out.gauge(
                "dimon_network_member_silence_seconds", "How long a member could have been heard and was not.");
        Exposition.Family heartbeat =
                out.gauge("dimon_network_member_heartbeat_seconds", "How often a member should be heard.");
        members.stream().filter(Member::admitted).forEach(member -> {
            silence.value(member.silence().toSeconds(), "monitor", member.id());
            heartbeat.value(member.heartbeat().toSeconds(), "monitor", member.id());
        });
    }

    private static void assignments(Exposition out, Assignments assignments) {
        AssignmentStatus status = assignments.status();
        out.gauge("dimon_assignment_devices", "Devices to be watched, by how many monitors do.")
                .value(status.devices(), "state", "all")
                .value(status.below(), "state", "below")
                .value(status.unwatched(), "state", "unwatched")
                .value(status.surplus(), "state", "surplus");
        out.gauge("dimon_assignment_redundancy", "How many monitors each device should have.")
                .value(status.redundancy());
        out.gauge("dimon_assignment_settled", "1 while nothing is being handed over.")
                .value(status.settled() ? 1 : 0);
        Exposition.Family watches = out.gauge("dimon_monitor_watches", "Devices that a monitor watches.");
        Exposition.Family capacity = out.gauge("dimon_monitor_capacity", "Devices that a monitor can watch.");
        Exposition.Family alive = out.gauge("dimon_monitor_alive", "1 for a monitor that counts as working.");
        for (MonitorStatus monitor : assignments.monitors()) {
            String id = monitor.monitor().id();
            watches.value(monitor.watches(), "monitor", id);
            capacity.value(monitor.monitor().capacity(), "monitor", id);
            alive.value(monitor.alive() ? 1 : 0, "monitor", id);
        }
    }

    private static void discovery(Exposition out, List<Channel> channels) {
        Exposition.Family found =
                out.gauge("dimon_discovered_monitors", "Other monitors of which a channel of discovery tells.");
        Exposition.Family states = out.gauge("dimon_discovery_channel_state", "1 for how a channel of discovery goes.");
        Exposition.Family announced =
                out.gauge("dimon_discovery_channel_announced", "1 where this monitor is announced.");
        for (Channel channel : channels) {
            found.value(channel.found(), "channel", channel.name());
            Arrays.stream(Channel.State.values())
                    .forEach(each -> states.value(
                            each == channel.state() ? 1 : 0, "channel", channel.name(), "state", Values.word(each)));
            announced.value(channel.announced() ? 1 : 0, "channel", channel.name());
        }
    }

    private static void devices(Exposition out, Health health) {
        Map<DeviceState, Integer> counts = new EnumMap<>(DeviceState.class);
        for (DeviceHealth device : health.all()) {
            counts.merge(device.state(), 1, Integer::sum);
        }
        Exposition.Family devices = out.gauge("dimon_devices", "Devices by state.");
        Arrays.stream(DeviceState.values())
                .forEach(state -> devices.value(counts.getOrDefault(state, 0), "state", Values.word(state)));
    }
}
