// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.api.probe.SampleSink;
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
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads traffic and status of the interfaces, and the uptime, of the devices of which this monitor is the first
 * watcher, by SNMP v1, v2c or v3.
 */
@Component(
        name = SnmpProbe.PID,
        service = {Probe.class, WatchListener.class, Descriptions.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=SNMP", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = SnmpProbe.Config.class)
public final class SnmpProbe implements Probe, Descriptions, HealthCheck {
    static final String PID = "net.guifi.dimon.snmp";
    static final String NAME = "snmp";

    private static final Logger LOG = LoggerFactory.getLogger(SnmpProbe.class);
    private static final int MOST_AWAITED = 100;

    /** Configuration. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/snmp", name = "%name", description = "%description")
    @interface Config {
        @AttributeDefinition(
                name = "%devices",
                description = "%devices.description",
                options = {
                    @Option(label = "%devices.listed", value = "listed"),
                    @Option(label = "%devices.all", value = "all")
                })
        String devices() default "listed";

        @AttributeDefinition(name = "%period", description = "%period.description")
        String period() default "PT1M";

        @AttributeDefinition(name = "%discovery", description = "%discovery.description")
        String discovery() default "PT6H";

        @AttributeDefinition(
                name = "%version",
                description = "%default.version.description",
                options = {
                    @Option(label = "auto", value = "auto"),
                    @Option(label = "1", value = "1"),
                    @Option(label = "2c", value = "2c")
                })
        String version() default "auto";

        @AttributeDefinition(
                name = "%community",
                description = "%default.community.description",
                type = AttributeType.PASSWORD)
        String community() default "public";

        @AttributeDefinition(name = "%ports", description = "%ports.description")
        int[] ports() default {161, 170};

        @AttributeDefinition(name = "%timeout", description = "%timeout.description")
        String timeout() default "PT2S";

        @AttributeDefinition(name = "%retries", description = "%retries.description", min = "0", max = "5")
        int retries() default 1;

        @AttributeDefinition(name = "%inFlight", description = "%inFlight.description", min = "1", max = "10000")
        int inFlight() default 50;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<SampleSink> sinks = List.of();

    private final Poller poller;
    private final SnmpHealth health;
    private final Set<CompletableFuture<ProbeReport>> awaited = ConcurrentHashMap.newKeySet();
    private final Map<CredentialsComponent, CredentialRule> rules = new ConcurrentHashMap<>();
    private Settings settings;

    /**
     * Opens the sockets and starts the thread.
     *
     * @param config settings; a bad one is named in the log, and its default used
     * @throws IOException when the machine allows nothing of the kind
     */
    @Activate
    public SnmpProbe(Config config) throws IOException {
        settings = Settings.of(config, Settings.DEFAULT);
        complain(settings.complaints());
        poller = new Poller(Time.SYSTEM, settings, () -> sinks);
        health = new SnmpHealth(poller);
        poller.start();
    }

    private static void complain(List<String> complaints) {
        complaints.forEach(complaint -> LOG.error("Configuration of {}", complaint));
    }

    @Modified
    synchronized void modified(Config config) {
        settings = Settings.of(config, settings);
        complain(settings.complaints());
        configure();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void addCredentials(CredentialsComponent credentials) {
        rules.put(credentials, credentials.rule());
        complain(credentials.rule().complaints());
        configure();
    }

    synchronized void removeCredentials(CredentialsComponent credentials) {
        rules.remove(credentials);
        configure();
    }

    private void configure() {
        poller.configure(settings, new ArrayList<>(rules.values()));
    }

    @Deactivate
    void deactivate() {
        if (!poller.stop()) {
            LOG.error("The thread of SNMP did not end: its sockets stay open");
        }
        awaited.forEach(
                report -> report.completeExceptionally(new IllegalStateException("The SNMP probe was stopped")));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void watch(WatchList watchList) {
        poller.watch(watchList);
    }

    @Override
    public CompletionStage<ProbeReport> probe(Device device) {
        if (device.addresses().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("Device " + device.id() + " has no address"));
        }
        if (awaited.size() >= MOST_AWAITED) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(MOST_AWAITED + " devices are being asked by hand: try again later"));
        }
        CompletableFuture<ProbeReport> report = new CompletableFuture<>();
        awaited.add(report);
        report.whenComplete((done, failure) -> awaited.remove(report));
        poller.probe(device, report);
        return report;
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counts.put(counter.title(), poller.count(counter));
        }
        return counts;
    }

    @Override
    public Optional<Description> of(DeviceId device) {
        return poller.agent(device).flatMap(Agent::description);
    }

    @Override
    public Result execute() {
        return health.check(List.copyOf(rules.values()));
    }
}
