// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.api.probe.SampleSink;
import net.guifi.dimon.probing.Outbox;
import net.guifi.dimon.probing.Time;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures round-trip time and loss by ICMP echo, of the first address of each device. While no socket may be opened,
 * each request that would have been due is a sample that was not sent.
 */
@Component(
        name = "net.guifi.dimon.ping",
        service = {Probe.class, WatchListener.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=Ping", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = PingProbe.Config.class)
public final class PingProbe implements Probe, HealthCheck {
    static final String NAME = "ping";

    private static final Logger LOG = LoggerFactory.getLogger(PingProbe.class);
    private static final int ECHOES = 5;
    private static final Duration ECHO_INTERVAL = Duration.ofMillis(200);
    private static final int QUEUED_SAMPLES = 200_000;

    /** Configuration. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/ping", name = "%name", description = "%description")
    @interface Config {
        @AttributeDefinition(name = "%period", description = "%period.description")
        String period() default "PT10S";

        @AttributeDefinition(name = "%timeout", description = "%timeout.description")
        String timeout() default "PT2S";

        @AttributeDefinition(name = "%payload", description = "%payload.description", min = "16", max = "1400")
        int payload() default 56;

        @AttributeDefinition(name = "%pace", description = "%pace.description", min = "1", max = "1000000")
        int pace() default 10_000;

        @AttributeDefinition(
                name = "%receiveBuffer",
                description = "%receiveBuffer.description",
                min = "65536",
                max = "1073741824")
        int receiveBuffer() default 8_388_608;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<SampleSink> sinks = List.of();

    private final IcmpNetwork network = network();
    private final PingEngine engine;
    private final PingThreads threads;
    private final PingHealth health;
    private final Outbox outbox = new Outbox(QUEUED_SAMPLES, Time.SYSTEM);
    private final Map<DeviceId, Target> targets = new HashMap<>();
    private final Set<CompletableFuture<ProbeReport>> awaited = ConcurrentHashMap.newKeySet();
    private WatchList watched = WatchList.empty();

    /**
     * Opens the sockets and starts the threads.
     *
     * @param config settings; a bad one is named in the log, and its default used
     */
    @Activate
    public PingProbe(Config config) {
        engine = new PingEngine(
                network,
                Time.SYSTEM,
                new SecureRandom().nextLong(),
                Settings.of(config, Settings.DEFAULT, PingProbe::complain));
        health = new PingHealth(engine);
        threads = new PingThreads(engine, network, Time.SYSTEM, () -> outbox.deliver(sinks));
        engine.sockets().maintain(engine.settings().receiveBuffer());
        threads.start();
    }

    private static IcmpNetwork network() {
        try {
            return new LinuxNetwork();
        } catch (LinkageError | IllegalStateException e) {
            return new AbsentNetwork(
                    "the native functions cannot be used (" + e + "). Where the directory for temporary"
                            + " files allows no programs, name another by -Djna.tmpdir=DIRECTORY, and restart.");
        }
    }

    private static void complain(String complaint) {
        LOG.error("Configuration of net.guifi.dimon.ping: {}", complaint);
    }

    @Modified
    synchronized void modified(Config config) {
        Settings before = engine.settings();
        Settings changed = Settings.of(config, before, PingProbe::complain);
        engine.settings(changed);
        if (changed.period() != before.period()) {
            for (Watch watch : watched.watches().values()) {
                Target target = targets.get(watch.device().id());
                if (target != null) {
                    engine.reschedule(target, changed.period(), phase(watch, changed.period()));
                }
            }
        }
        threads.wake();
    }

    @Deactivate
    void deactivate() {
        if (!threads.stop()) {
            LOG.error("The threads of ping did not end: its sockets stay open");
            return;
        }
        outbox.deliver(sinks);
        awaited.forEach(
                report -> report.completeExceptionally(new IllegalStateException("The ping probe was stopped")));
        engine.sockets().close();
        network.close();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void watch(WatchList watchList) {
        WatchList.Difference difference = watchList.since(watched);
        for (DeviceId device : difference.removed()) {
            forget(device);
        }
        long period = engine.settings().period();
        for (Watch watch : difference.changed()) {
            Target target = targets.get(watch.device().id());
            List<InetAddress> addresses = watch.device().addresses();
            if (target == null || addresses.isEmpty() || !target.isFor(addresses.get(0))) {
                forget(watch.device().id());
                add(watch, period);
            } else if (target.phase != phase(watch, period)) {
                engine.reschedule(target, period, phase(watch, period));
            }
        }
        for (Watch watch : difference.added()) {
            add(watch, period);
        }
        watched = watchList;
        threads.wake();
    }

    private static long phase(Watch watch, long period) {
        return watch.phase(Duration.ofNanos(period)).toNanos();
    }

    private void add(Watch watch, long period) {
        Device device = watch.device();
        if (device.addresses().isEmpty()) {
            LOG.warn("{} is to be watched, but has no address", device.id());
            return;
        }
        SeriesKey series = new SeriesKey(device.id(), Metric.RTT);
        Target target = new Target(
                device.addresses().get(0),
                period,
                phase(watch, period),
                (at, outcome, rtt) -> outbox.add(new Sample(series, Time.instant(at), outcome, rtt)));
        targets.put(device.id(), target);
        engine.add(target);
    }

    private void forget(DeviceId device) {
        Target target = targets.remove(device);
        if (target != null) {
            engine.remove(target);
        }
    }

    @Override
    public CompletionStage<ProbeReport> probe(Device device) {
        if (device.addresses().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("Device " + device.id() + " has no address"));
        }
        InetAddress address = device.addresses().get(0);
        String note = device.addresses().size() == 1
                ? ""
                : " (of " + address.getHostAddress() + ", the first of "
                        + device.addresses().size() + " addresses)";
        EchoSeries echoes = new EchoSeries(new SeriesKey(device.id(), Metric.RTT), ECHOES, note);
        Target target = new Target(address, ECHO_INTERVAL.toNanos(), 0, echoes);
        String refusal = engine.sockets().refusal(target.family);
        if (refusal != null) {
            return CompletableFuture.failedFuture(new IllegalStateException(refusal));
        }
        engine.add(target, ECHOES);
        threads.wake();
        awaited.add(echoes.report());
        return echoes.report().whenComplete((report, failure) -> awaited.remove(echoes.report()));
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counts.put(
                    counter.title(),
                    switch (counter) {
                        case DROPPED -> outbox.dropped();
                        case OPENED -> engine.sockets().opened();
                        default -> engine.counter(counter);
                    });
        }
        return counts;
    }

    @Override
    public Result execute() {
        return health.check(threads.areAlive());
    }
}
