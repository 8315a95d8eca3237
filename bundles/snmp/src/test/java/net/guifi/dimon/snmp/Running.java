// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.probe.ProbeReport;

/** A probe that runs, and what it found. */
final class Running implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(2);

    final SnmpProbe probe;
    final List<Sample> samples = new CopyOnWriteArrayList<>();

    Running(Map<String, Object> settings) throws IOException {
        probe = new SnmpProbe(Configs.probe(quick(settings)));
        probe.sinks = List.of(samples::addAll);
    }

    /** Polls soon, but with patience: on a busy machine an agent of these tests may be slow to answer. */
    static Map<String, Object> quick(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("period", "PT1S", "timeout", "PT3S", "retries", 0));
        all.putAll(settings);
        return all;
    }

    List<Sample> of(Metric metric, String instance) {
        return samples.stream()
                .filter(sample -> sample.series().metric().equals(metric)
                        && sample.series().instance().equals(instance))
                .toList();
    }

    List<Long> values(Metric metric, String instance) {
        return of(metric, instance).stream()
                .filter(sample -> sample.outcome() == Outcome.OK)
                .map(Sample::value)
                .toList();
    }

    Description awaitDescription(Device device, Predicate<Description> what) {
        return await().atMost(LIMIT)
                .until(
                        () -> probe.of(device.id()).orElse(null),
                        description -> description != null && what.test(description));
    }

    String awaitProblem(Device device) {
        return awaitDescription(device, description -> description.problem().isPresent())
                .problem()
                .orElseThrow();
    }

    ProbeReport report(Device device) {
        return probe.probe(device)
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        probe.deactivate();
    }
}
