// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.ProbeReport;

/** Asks a device once, because a person wants to know. */
final class OneProbe {
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Poller poller;
    private final Device device;
    private final Credentials credentials;
    private final Agent known;
    private final List<Sample> samples = new ArrayList<>();

    /** With the agent of the device, where it is polled. */
    OneProbe(Poller poller, Device device, Credentials credentials, Agent known) {
        this.poller = poller;
        this.device = device;
        this.credentials = credentials;
        this.known = known;
    }

    void run(CompletableFuture<ProbeReport> report) {
        if (credentials.problem().isPresent()) {
            report.completeExceptionally(new IllegalStateException("The credentials \"" + credentials.name()
                    + "\" cannot be used: " + credentials.problem().get()));
            return;
        }
        List<Session> sessions = new ArrayList<>(poller.sessions(device, credentials, true));
        if (known != null) {
            known.goodSession()
                    .ifPresent(good -> sessions.sort(
                            (one, other) -> Boolean.compare(other.way.equals(good.way), one.way.equals(good.way))));
        }
        Instant at = poller.now();
        // Each way is tried once only: a person waits.
        poller.discovery()
                .find(sessions, device.snmpPorts(), true, false)
                .thenCompose(found -> new Poll(
                                poller.exchanges(), found.session(), found.measured(), Poll.MOST_PORTS_AT_ONCE)
                        .run()
                        .thenApply(parts -> report(found, parts)))
                .whenComplete((done, thrown) -> {
                    Failure failure = thrown == null ? null : Failure.in(thrown);
                    if (thrown == null) {
                        Optional.ofNullable(known).ifPresent(Agent::searchSoon);
                        report.complete(done);
                    } else if (failure == null || failure.outcome == Outcome.NOT_SENT) {
                        report.completeExceptionally(
                                failure == null ? thrown : new IllegalStateException(failure.getMessage()));
                    } else {
                        sample(Metric.UPTIME, "", at, failure.outcome, 0L);
                        report.complete(new ProbeReport(
                                SnmpProbe.NAME,
                                samples,
                                failure.silent
                                        ? credentials.silence(device.addresses().get(0))
                                        : failure.getMessage()));
                    }
                });
    }

    private ProbeReport report(Found found, List<Poll.Part> parts) {
        for (Poll.Part part : parts) {
            Answer answer = part.answer();
            if (part == parts.get(0)) {
                Long uptime = part.ticks() < 0 ? null : part.ticks() * NANOS_PER_TICK;
                sample(Metric.UPTIME, "", answer.at(), answer.outcome(), uptime);
            }
            for (int i = 0; i < part.ports().size(); i++) {
                String instance = part.ports().get(i).shown.instance();
                Poll.Reading reading = part.readings().isEmpty()
                        ? new Poll.Reading(null, null, null)
                        : part.readings().get(i);
                sample(Metric.IN_OCTETS, instance, answer.at(), answer.outcome(), reading.in());
                sample(Metric.OUT_OCTETS, instance, answer.at(), answer.outcome(), reading.out());
                sample(Metric.OPER_STATUS, instance, answer.at(), answer.outcome(), reading.oper());
            }
        }
        return new ProbeReport(
                SnmpProbe.NAME,
                samples,
                (found.system().name().isEmpty() ? "(no name)" : found.system().name()) + ", " + found.session() + ", "
                        + found.ports().size() + " interfaces, "
                        + found.measured().size() + " of them measured"
                        + found.problem().map(problem -> "; but " + problem).orElse(""));
    }

    private void sample(Metric metric, String instance, Instant at, Outcome outcome, Long value) {
        Outcome judged = outcome == Outcome.OK && value == null ? Outcome.ERROR : outcome;
        samples.add(
                new Sample(new SeriesKey(device.id(), metric, instance), at, judged, judged == Outcome.OK ? value : 0));
    }
}
