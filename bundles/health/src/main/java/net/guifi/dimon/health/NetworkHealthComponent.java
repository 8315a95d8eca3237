// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreListener;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shares the states of this monitor's devices with the others, and merges theirs. */
@Component(
        name = NetworkHealthComponent.PID,
        service = {NetworkHealth.class, StoreListener.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=States of all monitors", HealthCheck.TAGS + "=dimon"})
public final class NetworkHealthComponent implements NetworkHealth, StoreListener, HealthCheck {
    static final String PID = "net.guifi.dimon.health.network";

    private static final Logger LOG = LoggerFactory.getLogger(NetworkHealthComponent.class);
    private static final int SHORT = 6;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Health health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ReplicatedStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Assignments assignments;

    private final NetworkStates states = new NetworkStates(this::services, System::nanoTime, Clock.systemUTC());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dimon-health-network");
        thread.setDaemon(true);
        return thread;
    });

    /** Begins to share and to merge. */
    @Activate
    public NetworkHealthComponent() {
        timer.scheduleWithFixedDelay(this::step, 1, 1, TimeUnit.SECONDS);
    }

    private NetworkStates.Services services() {
        return new NetworkStates.Services(
                Optional.ofNullable(health),
                Optional.ofNullable(store),
                Optional.ofNullable(network),
                Optional.ofNullable(assignments));
    }

    private void step() {
        try {
            states.step();
        } catch (RuntimeException | Error e) {
            LOG.error("Sharing the states failed, it is tried again", e);
        }
    }

    /** Ends; what is being written is not interrupted: within the store that would close its file. */
    @Deactivate
    public void deactivate() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The store is so slow that the states are still being shared");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void storeChanged(String owner, Set<String> names) {
        states.storeChanged(owner, names);
    }

    @Override
    public Optional<DeviceView> of(DeviceId device) {
        return states.of(device);
    }

    @Override
    public Collection<DeviceView> all() {
        return states.all();
    }

    @Override
    public Set<String> isolated() {
        return states.isolated();
    }

    @Override
    public Set<DeviceId> unreached(String monitor) {
        return states.unreached(monitor);
    }

    @Override
    public Result execute() {
        return check(states.report());
    }

    static Result check(NetworkStates.Report report) {
        FormattingResultLog log = new FormattingResultLog();
        report.isolatedSince()
                .ifPresent(since -> log.warn(
                        "Since {} this monitor reaches next to nothing of what it reached before, or of what other"
                                + " monitors reach. It is taken for isolated: what it says of devices does not count, and"
                                + " others watch them too. Look after its own connection: cable, antenna, the next"
                                + " router, its addresses and routes. It ends by itself when half of the devices answer"
                                + " again.",
                        since));
        report.togetherSince()
                .ifPresent(since -> log.warn(
                        "Since {} all devices that this monitor watches fail, and they failed at once. No other monitor"
                                + " is heard that could tell whether they are down or this monitor has lost its connection."
                                + " Look after the latter first: cable, antenna, the next router.",
                        since));
        if (!report.isolated().isEmpty()) {
            log.warn(
                    "{} of {} other monitors say that they are isolated: {}. What they say of devices does not count;"
                            + " somebody should look after their connections.",
                    report.isolated().size(),
                    report.others(),
                    shortened(report.isolated()));
        }
        if (!report.stale().isZero()) {
            log.warn(
                    "Nothing has come from the store for {}: what other monitors said before does not count any more."
                            + " The check Store tells what is wrong with it.",
                    Words.duration(report.stale()));
        }
        if (!report.refused().isEmpty()) {
            log.warn(
                    "{} pages of states of other monitors are not understood, such as that of {}: {}. Is that a newer"
                            + " release? Then update this monitor.",
                    report.refused().size(),
                    shortened(report.refused().keySet()),
                    report.refused().values().iterator().next());
        }
        report.trouble()
                .ifPresent(trouble -> log.critical(
                        "The states cannot be written to the store: {}. Other monitors do not see what changes here. Is"
                                + " the disk full, or broken? It is tried again each minute.",
                        trouble));
        log.info(
                "{}",
                report.others() == 0
                        ? "No other monitor is heard: the states are those that this one sees"
                        : "States are shared with " + report.others()
                                + (report.others() == 1 ? " other monitor" : " other monitors"));
        return new Result(log);
    }

    private static String shortened(Collection<String> ids) {
        return ids.stream()
                .map(id -> id.substring(0, Math.min(SHORT, id.length())))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
