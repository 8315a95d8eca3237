// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Devices that do not answer, most of an inventory perhaps, take nothing from those that do. */
@Execution(ExecutionMode.CONCURRENT)
class SilentDevicesTest {
    private static final int SILENT = 40;
    private static final int POLLS = 6;

    private static Device silent(int number) {
        return Devices.device("silent" + number, "127.88.0." + number, Devices.named("eth0"));
    }

    @Test
    void whoAnswersIsPolledInEachPeriod() throws IOException {
        Device honest = Devices.device("honest", "127.0.0.1", Devices.named("eth0"));
        try (FakeAgent agent = new FakeAgent();
                Running running = new Running(Map.of(
                        "ports",
                        new int[] {agent.port()},
                        "period",
                        "PT2S",
                        "timeout",
                        "PT2S",
                        "retries",
                        1,
                        "inFlight",
                        5))) {
            agent.restart(1000);
            agent.addWideInterface(1, "eth0", () -> 1L);
            List<Device> devices = new ArrayList<>();
            for (int i = 1; i <= SILENT; i++) {
                devices.add(silent(i));
            }
            devices.add(honest);
            running.probe.watch(Devices.watch(devices.toArray(Device[]::new)));
            await().atMost(Running.LIMIT)
                    .until(() -> uptimes(running, honest.id()).count() > POLLS);
            assertThat(uptimes(running, honest.id())).allMatch(sample -> sample.outcome() == Outcome.OK);
            assertThat(running.probe.counters().get("skipped")).isZero();
        }
    }

    @Test
    void onePlaceIsKeptForWhoAnswersHoweverLongTheOthersTake() throws IOException {
        Device honest = Devices.device("honest", "127.0.0.1", Devices.named("eth0"));
        try (FakeAgent agent = new FakeAgent();
                Running running = new Running(
                        Map.of("ports", new int[] {agent.port()}, "timeout", "PT3S", "version", "2c", "inFlight", 2))) {
            agent.restart(1000);
            agent.addWideInterface(1, "eth0", () -> 1L);
            running.probe.watch(Devices.watch(honest));
            running.awaitDescription(honest, found -> found.problem().isEmpty());
            List<Device> devices = new ArrayList<>(List.of(honest));
            for (int i = 1; i <= 10; i++) {
                devices.add(silent(i));
            }
            running.probe.watch(Devices.watch(devices.toArray(Device[]::new)));
            long before = uptimes(running, honest.id()).count();
            await().atMost(Running.LIMIT)
                    .until(() -> uptimes(running, honest.id()).count() > before + POLLS);
            assertThat(running.probe.counters().get("skipped")).isZero();
        }
    }

    @Test
    void aNewcomerIsAskedBeforeThoseThatWereSilentAlready() throws IOException {
        Device newcomer = Devices.device("new", "127.0.0.1", Devices.named("eth0"));
        int silent = 10;
        try (FakeAgent agent = new FakeAgent();
                Running running = new Running(
                        Map.of("ports", new int[] {agent.port()}, "timeout", "PT1S", "version", "2c", "inFlight", 2))) {
            agent.addWideInterface(1, "eth0", () -> 1L);
            List<Device> devices = new ArrayList<>();
            for (int i = 1; i <= silent; i++) {
                devices.add(silent(100 + i));
            }
            running.probe.watch(Devices.watch(devices.toArray(Device[]::new)));
            await().atMost(Running.LIMIT).until(() -> running.probe.counters().get("timeouts") >= silent);
            devices.add(newcomer);
            running.probe.watch(Devices.watch(devices.toArray(Device[]::new)));
            long before = running.probe.counters().get("timeouts");
            running.awaitDescription(newcomer, found -> found.problem().isEmpty());
            assertThat(running.probe.counters().get("timeouts") - before).isLessThan(5);
        }
    }

    private static Stream<Sample> uptimes(Running running, DeviceId device) {
        return running.of(Metric.UPTIME, "").stream()
                .filter(sample -> sample.series().device().equals(device));
    }

    @Test
    void whoNeverAnsweredIsAskedLessAndLess() throws IOException {
        try (FakeAgent agent = new FakeAgent();
                Running running =
                        new Running(Map.of("ports", new int[] {agent.port()}, "timeout", "PT1.5S", "version", "2c"))) {
            agent.addWideInterface(1, "eth0", () -> 1L);
            agent.silent = true;
            Device device = Devices.device("1", "127.0.0.1", Devices.named("eth0"));
            running.probe.watch(Devices.watch(device));
            List<Sample> samples = await().atMost(Running.LIMIT)
                    .until(() -> running.of(Metric.UPTIME, ""), found -> found.size() >= 3);
            Duration before =
                    Duration.between(samples.get(0).at(), samples.get(1).at());
            assertThat(before).isGreaterThan(Duration.ofMillis(2500));
            assertThat(Duration.between(samples.get(1).at(), samples.get(2).at()))
                    .isGreaterThan(before);
            // A person who asks, and is answered, has it looked for at once.
            agent.silent = false;
            assertThat(running.report(device).summary()).startsWith("fake");
            running.awaitDescription(device, found -> found.problem().isEmpty());
        }
    }
}
