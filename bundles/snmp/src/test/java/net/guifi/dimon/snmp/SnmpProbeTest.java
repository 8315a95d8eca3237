// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.ProbeReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.snmp4j.PDU;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

@Execution(ExecutionMode.CONCURRENT)
class SnmpProbeTest {
    /** Within a second more than any of these interfaces can carry, but not more than some others can. */
    private static final long MUCH = 5_000_000_000L;

    private FakeAgent agent;
    private final AtomicLong octets = new AtomicLong(1000);

    @BeforeEach
    void start() throws IOException {
        agent = new FakeAgent();
        agent.restart(1000);
        agent.addWideInterface(1, "eth0", () -> octets.addAndGet(500));
        agent.addWideInterface(2, "wlan0", () -> octets.addAndGet(500));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private Map<String, Object> settings() {
        return new HashMap<>(Map.of("ports", new int[] {agent.port()}));
    }

    private Running running() throws IOException {
        return new Running(settings());
    }

    private static Device device() {
        return Devices.device("1", "127.0.0.1", Devices.named("eth0"));
    }

    private static Interface named(Description description, String instance) {
        return description.interfaces().stream()
                .filter(found -> found.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theWantedInterfaceIsPolledByOneQuestion() throws IOException {
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.OUT_OCTETS, "eth0").size() > 2);
            Description description = running.probe.of(device().id()).orElseThrow();
            assertThat(description.problem()).isEmpty();
            assertThat(description.endpoint()).isEqualTo("SNMP v2c on port " + agent.port() + " of 127.0.0.1");
            assertThat(description.system().orElseThrow().name()).isEqualTo("fake");
            assertThat(description.interfaces()).extracting(Interface::instance).containsExactly("eth0", "wlan0");
            assertThat(named(description, "eth0").measured()).isTrue();
            assertThat(named(description, "eth0").alias()).isEqualTo("uplink 1");
            assertThat(named(description, "eth0").speed()).hasValue(100_000_000);
            assertThat(named(description, "wlan0").measured()).isFalse();
            assertThat(running.values(Metric.IN_OCTETS, "eth0")).isSorted().doesNotHaveDuplicates();
            assertThat(running.of(Metric.IN_OCTETS, "wlan0")).isEmpty();
            List<PDU> polls = agent.questions.stream()
                    .filter(question -> question.getType() == PDU.GET && question.size() == 4)
                    .toList();
            assertThat(polls).hasSizeGreaterThan(2);
            assertThat(agent.questions.stream().filter(question -> question.getType() == PDU.GETBULK))
                    .hasSizeLessThan(5);
        }
    }

    @Test
    void onlyTheFirstWatcherPollsAndOnlyDevicesWithPorts() throws IOException {
        Device second = Devices.device("2", "127.0.0.1", Devices.named("eth0"));
        Device portless = Devices.device("3", "127.0.0.1");
        try (Running running = running()) {
            running.probe.watch(new WatchList(List.of(
                    new Watch(device(), 0, 2, true), new Watch(second, 1, 2, false), new Watch(portless, 0, 1, true))));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.UPTIME, "").size() > 2);
            assertThat(running.samples)
                    .extracting(sample -> sample.series().device())
                    .containsOnly(device().id());
            assertThat(running.probe.of(second.id())).isEmpty();
        }
    }

    @Test
    void allDevicesAndTheirInterfacesInUseWhenThatIsWanted() throws IOException {
        agent.put(Mib.IF_TYPE, 2, new Integer32(Mib.SOFTWARE_LOOPBACK));
        agent.addWideInterface(3, "off", octets::get);
        agent.put(Mib.IF_ADMIN_STATUS, 3, new Integer32(2));
        Device portless = Devices.device("3", "127.0.0.1");
        try (Running running = new Running(Map.of("devices", "all", "ports", new int[] {agent.port()}))) {
            running.probe.watch(Devices.watch(portless));
            Description description = running.awaitDescription(
                    portless, found -> !found.interfaces().isEmpty());
            assertThat(description.interfaces().stream()
                            .filter(Interface::measured)
                            .map(Interface::instance))
                    .containsExactly("eth0");
        }
    }

    @Test
    void aPortIsFoundByNameThenByDescriptionThenByIndex() throws IOException {
        agent.put(Mib.IF_DESCR, 2, new OctetString("Wireless"));
        Device device = Devices.device("1", "127.0.0.1", Devices.named("Wireless"), Devices.indexed(1));
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device));
            Description description = running.awaitDescription(
                    device, found -> !found.interfaces().isEmpty());
            assertThat(named(description, "wlan0").port()).contains("key-Wireless");
            assertThat(named(description, "eth0").port()).contains("key-1");
        }
    }

    @Test
    void aPortThatTheDeviceDoesNotHaveIsNamed() throws IOException {
        Device device = Devices.device("1", "127.0.0.1", Devices.named("ath7"), Devices.named("eth0"));
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device));
            assertThat(running.awaitProblem(device)).contains("no interface \"ath7\"");
            await().atMost(Running.LIMIT)
                    .until(() -> !running.values(Metric.IN_OCTETS, "eth0").isEmpty());
        }
    }

    @Test
    void twoInterfacesWithOneNameAreToldApartByTheirIndex() throws IOException {
        agent.put(Mib.IF_NAME, 2, new OctetString("eth0"));
        Device device = Devices.device("1", "127.0.0.1", Devices.indexed(1), Devices.indexed(2));
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device));
            await().atMost(Running.LIMIT)
                    .until(() -> !running.values(Metric.IN_OCTETS, "eth0#2").isEmpty());
            assertThat(running.values(Metric.IN_OCTETS, "eth0#1")).isNotEmpty();
        }
    }

    @Test
    void narrowCountersAreReadWhereThereAreNoOthersAndV1IsTriedAfterV2c() throws IOException {
        agent.close();
        AtomicLong wrapping = new AtomicLong((1L << 32) - 700);
        try (FakeAgent old = new FakeAgent() {
            @Override
            boolean answersTo(String community, int version) {
                return version == 0;
            }
        }) {
            old.addInterface(1, "eth0", () -> wrapping.addAndGet(500));
            old.objects.remove(Mib.SYS_CONTACT);
            old.restart(1000);
            try (Running running = new Running(Map.of("ports", new int[] {old.port()}))) {
                running.probe.watch(Devices.watch(device()));
                await().atMost(Running.LIMIT)
                        .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 3);
                assertThat(running.probe.of(device().id()).orElseThrow().endpoint())
                        .startsWith("SNMP v1 on port");
                List<Long> values = running.values(Metric.IN_OCTETS, "eth0");
                assertThat(values.get(0)).as("of wraps before nothing is known").isZero();
                for (int i = 2; i < values.size(); i++) {
                    assertThat(values.get(i) - values.get(i - 1)).isEqualTo(1000);
                }
            }
        }
    }

    @Test
    void theOtherPortIsTried() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Running running = new Running(Map.of("ports", new int[] {silent.getLocalPort(), agent.port()}))) {
            running.probe.watch(Devices.watch(device()));
            assertThat(running.awaitDescription(
                                    device(), found -> found.problem().isEmpty())
                            .endpoint())
                    .startsWith("SNMP v2c on port " + agent.port());
        }
    }

    @Test
    void aDeviceThatSaysNothingTimesOutAndIsHeardWhenItSpeaks() throws IOException {
        agent.silent = true;
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            assertThat(running.awaitProblem(device()))
                    .isEqualTo("no answer to SNMP v2c and v1 on port " + agent.port()
                            + " of 127.0.0.1: wrong community, a firewall, or no agent");
            assertThat(running.of(Metric.UPTIME, "")).allMatch(sample -> sample.outcome() == Outcome.TIMEOUT);
            agent.silent = false;
            await().atMost(Running.LIMIT)
                    .until(() -> !running.values(Metric.IN_OCTETS, "eth0").isEmpty());
            agent.silent = true;
            await().atMost(Running.LIMIT).until(() -> running.of(Metric.IN_OCTETS, "eth0").stream()
                    .anyMatch(sample -> sample.outcome() == Outcome.TIMEOUT));
            assertThat(running.awaitProblem(device())).startsWith("no answer to SNMP v2c on port");
            agent.silent = false;
            running.awaitDescription(device(), found -> found.problem().isEmpty());
        }
    }

    @Test
    void aRestartBeginsAnewAndTheTableIsReadAgain() throws IOException {
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 1);
            // After the restart another interface has the index, and counts more than ever before.
            synchronized (agent.objects) {
                agent.removeInterface(1);
                agent.removeInterface(2);
                agent.addWideInterface(1, "wlan0", () -> 77L);
                agent.addWideInterface(2, "eth0", () -> octets.addAndGet(1_000_000));
                agent.restart(0);
            }
            int before = running.values(Metric.IN_OCTETS, "eth0").size();
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > before + 1);
            List<Long> values = running.values(Metric.IN_OCTETS, "eth0");
            boolean begunAnew = false;
            for (int i = 1; i < values.size(); i++) {
                begunAnew |= values.get(i) < values.get(i - 1);
            }
            assertThat(begunAnew).isTrue();
            assertThat(values).doesNotContain(77L);
            assertThat(named(running.probe.of(device().id()).orElseThrow(), "eth0")
                            .index())
                    .isEqualTo(2);
        }
    }

    @Test
    void anInterfaceThatIsGoneIsAnErrorAndTheTableIsReadAgain() throws IOException {
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 1);
            synchronized (agent.objects) {
                agent.removeInterface(1);
            }
            await().atMost(Running.LIMIT).until(() -> running.of(Metric.IN_OCTETS, "eth0").stream()
                    .anyMatch(sample -> sample.outcome() == Outcome.ERROR));
            // Another card perhaps, which counted all the while.
            synchronized (agent.objects) {
                agent.addWideInterface(5, "eth0", () -> MUCH + octets.addAndGet(500));
            }
            running.awaitDescription(
                    device(),
                    found -> found.problem().isEmpty() && found.interfaces().size() == 2);
            assertThat(named(running.probe.of(device().id()).orElseThrow(), "eth0")
                            .index())
                    .isEqualTo(5);
            awaitMuchIsCountedAnew(running);
        }
    }

    /** By the zero in between one sees that what is counted from now on did not pass since the last answer. */
    private static void awaitMuchIsCountedAnew(Running running) {
        List<Long> values = await().atMost(Running.LIMIT)
                .until(() -> running.values(Metric.IN_OCTETS, "eth0"), found -> found.get(found.size() - 1) > MUCH);
        int first = 0;
        while (values.get(first) < MUCH) {
            first++;
        }
        assertThat(values.get(first - 1)).isZero();
        List<Sample> samples = running.of(Metric.IN_OCTETS, "eth0").stream()
                .filter(sample -> sample.outcome() == Outcome.OK)
                .toList();
        assertThat(samples.get(first - 1).at()).isEqualTo(samples.get(first).at());
    }

    @Test
    void anInterfaceThatWasAwayAndComesBackCountsAnew() throws IOException {
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 1);
            agent.removeInterface(1);
            assertThat(running.awaitDescription(
                                    device(), found -> found.interfaces().size() == 1)
                            .interfaces())
                    .extracting(Interface::instance)
                    .containsExactly("wlan0");
            agent.addWideInterface(1, "eth0", () -> MUCH + octets.addAndGet(500));
            // It is asked for again when the table is read again.
            Map<String, Object> settings = settings();
            settings.put("discovery", "PT1H");
            running.probe.modified(Configs.probe(Running.quick(settings)));
            awaitMuchIsCountedAnew(running);
        }
    }

    @Test
    void aDeviceThatAnswersInAnotherWayFromNowOnIsFoundAgain() throws IOException {
        AtomicBoolean isOld = new AtomicBoolean();
        agent.close();
        try (FakeAgent exchanged = new FakeAgent() {
            @Override
            boolean answersTo(String community, int version) {
                return (version == 0) == isOld.get();
            }
        }) {
            exchanged.restart(1000);
            exchanged.addWideInterface(1, "eth0", () -> octets.addAndGet(500));
            try (Running running = new Running(Map.of("ports", new int[] {exchanged.port()}))) {
                running.probe.watch(Devices.watch(device()));
                running.awaitDescription(
                        device(),
                        found -> found.problem().isEmpty() && found.endpoint().startsWith("SNMP v2c"));
                isOld.set(true);
                running.awaitDescription(
                        device(),
                        found -> found.problem().isEmpty() && found.endpoint().startsWith("SNMP v1"));
                isOld.set(false);
                running.awaitDescription(
                        device(),
                        found -> found.problem().isEmpty() && found.endpoint().startsWith("SNMP v2c"));
            }
        }
    }

    @Test
    void aDeviceThatAlwaysSeemsJustStartedIsNotReadAnewEachTime() throws IOException {
        agent.put(Mib.SYS_UP_TIME.toString(), new TimeTicks(1));
        // A long timeout: an answer that comes late on a busy machine is none that is lost.
        try (Running running = new Running(Map.of("ports", new int[] {agent.port()}, "timeout", "PT10S"))) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.UPTIME, "").size() > 9);
            // With its second answer, then after 1, 2, 4 and 8 periods more.
            assertThat(running.probe.counters().get("discoveries")).isBetween(2L, 5L);
            assertThat(running.of(Metric.IN_OCTETS, "eth0")).hasSizeGreaterThan(9);
        }
    }

    @Test
    void aTooBigQuestionIsSplit() throws IOException {
        agent.close();
        try (FakeAgent small = new FakeAgent() {
            @Override
            PDU answer(int version, PDU question) {
                PDU answer = super.answer(version, question);
                if (answer.size() > 20) {
                    answer = new PDU(question);
                    answer.setType(PDU.RESPONSE);
                    answer.setErrorStatus(PDU.tooBig);
                    answer.setErrorIndex(0);
                }
                return answer;
            }
        }) {
            small.restart(1000);
            Device device = Devices.device("1", "127.0.0.1");
            for (int i = 1; i <= 30; i++) {
                small.addWideInterface(i, "port" + i, () -> octets.addAndGet(10));
            }
            try (Running running =
                    new Running(Map.of("ports", new int[] {small.port()}, "devices", "all", "timeout", "PT10S"))) {
                running.probe.watch(Devices.watch(device));
                await().atMost(Running.LIMIT)
                        .until(() -> running.values(Metric.IN_OCTETS, "port30").size() > 1);
                assertThat(running.values(Metric.IN_OCTETS, "port1")).hasSizeGreaterThan(1);
                assertThat(running.samples).allMatch(sample -> sample.outcome() == Outcome.OK);
            }
        }
    }

    @Test
    void saturatedSpeedIsTakenFromIfHighSpeed() throws IOException {
        agent.put(Mib.IF_SPEED, 1, new Gauge32(0xFFFFFFFFL));
        agent.put(Mib.IF_HIGH_SPEED, 1, new Gauge32(10_000));
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            Description description = running.awaitDescription(
                    device(), found -> !found.interfaces().isEmpty());
            assertThat(named(description, "eth0").speed()).hasValue(10_000_000_000L);
        }
    }

    @Test
    void theSpecialCredentialsAreUsedFromTheMomentTheyAreThere() throws IOException {
        agent.close();
        try (FakeAgent strict = new FakeAgent() {
            @Override
            boolean answersTo(String community, int version) {
                return community.equals("special");
            }
        }) {
            strict.addWideInterface(1, "eth0", octets::get);
            try (Running running = new Running(Map.of("ports", new int[] {strict.port()}))) {
                running.probe.watch(Devices.watch(device()));
                running.awaitProblem(device());
                CredentialsComponent special =
                        Configs.component("s", Map.of("devices", new String[] {"test:*"}, "community", "special"));
                running.probe.addCredentials(special);
                running.awaitDescription(device(), found -> found.problem().isEmpty());
                running.probe.removeCredentials(special);
                running.awaitProblem(device());
            }
        }
    }

    @Test
    void unusableCredentialsAreNamedAndNoOthersAreTried() throws IOException {
        try (Running running = running()) {
            running.probe.addCredentials(
                    Configs.component("s", Map.of("devices", new String[] {"test:*"}, "community", "$[secret:roof]")));
            running.probe.watch(Devices.watch(device()));
            assertThat(running.awaitProblem(device())).contains("secrets/roof").contains("credentials~s");
            await().atMost(Running.LIMIT).until(() -> running.of(Metric.UPTIME, "").stream()
                    .anyMatch(sample -> sample.outcome() == Outcome.NOT_SENT));
            assertThat(agent.received).hasValue(0);
            StringBuilder entries = new StringBuilder();
            running.probe.execute().forEach(entry -> entries.append(entry.getMessage()));
            assertThat(entries).contains("credentials~s, community: the secret roof is not there");
            assertThatThrownBy(() -> running.report(device()))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("secrets/roof");
        }
    }

    @Test
    void aPersonMayAskAnyDevice() throws IOException {
        try (Running running = running()) {
            ProbeReport report = running.report(Devices.device("9", "127.0.0.1"));
            assertThat(report.summary())
                    .isEqualTo("fake, SNMP v2c on port " + agent.port()
                            + " of 127.0.0.1, 2 interfaces, 2 of them measured");
            assertThat(report.samples()).hasSize(7).allMatch(sample -> sample.outcome() == Outcome.OK);
            assertThat(running.samples).isEmpty();
            agent.silent = true;
            assertThat(running.report(Devices.device("9", "127.0.0.1")).summary())
                    .startsWith("no answer to SNMP");
        }
    }

    @Test
    void aChangeOfThePeriodIsEffectiveWithTheSameSockets() throws IOException {
        try (Running running = new Running(Map.of("ports", new int[] {agent.port()}, "period", "PT5M"))) {
            running.probe.watch(Devices.watch(device()));
            running.probe.modified(Configs.probe(Running.quick(settings())));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.UPTIME, "").size() > 2);
        }
    }

    @Test
    void theSamplesOfASeriesComeInTheOrderOfTheirTimesAlsoWhenPollsAreLeftOut() throws IOException {
        try (Running running =
                new Running(Map.of("ports", new int[] {agent.port()}, "timeout", "PT1.4S", "version", "2c"))) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> !running.values(Metric.UPTIME, "").isEmpty());
            agent.silent = true;
            await().atMost(Running.LIMIT).until(() -> running.probe.counters().get("skipped") > 2);
            await().atMost(Running.LIMIT)
                    .until(() -> running.samples.stream()
                                    .filter(sample -> sample.outcome() == Outcome.NOT_SENT)
                                    .count()
                            > 1);
            Map<SeriesKey, List<Instant>> times = running.samples.stream()
                    .collect(
                            Collectors.groupingBy(Sample::series, Collectors.mapping(Sample::at, Collectors.toList())));
            assertThat(times.values()).isNotEmpty().allSatisfy(each -> assertThat(each)
                    .isSorted());
        }
    }

    @Test
    void aValueOfTheWrongTypeIsAnError() throws IOException {
        agent.put(Mib.IF_HC_OUT_OCTETS, 1, () -> new OctetString("many"));
        agent.put(Mib.IF_OPER_STATUS, 1, () -> new VariableBinding(Mib.SYS_NAME, Null.instance).getVariable());
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> !running.of(Metric.OPER_STATUS, "eth0").isEmpty());
            assertThat(running.of(Metric.OPER_STATUS, "eth0").get(0).outcome()).isEqualTo(Outcome.ERROR);
        }
    }

    @Test
    void anOlderVersionIsLeftForTheNewerOneWhenTheTableIsReadAgain() throws IOException {
        agent.close();
        AtomicBoolean losesOne = new AtomicBoolean(true);
        try (FakeAgent lossy = new FakeAgent() {
            @Override
            boolean answersTo(String community, int version) {
                return version == 0 || !losesOne.getAndSet(false);
            }
        }) {
            lossy.restart(1000);
            lossy.addWideInterface(1, "eth0", () -> octets.addAndGet(500));
            Map<String, Object> settings = new HashMap<>(Map.of("ports", new int[] {lossy.port()}));
            try (Running running = new Running(settings)) {
                running.probe.watch(Devices.watch(device()));
                running.awaitDescription(
                        device(),
                        found -> found.problem().isEmpty() && found.endpoint().startsWith("SNMP v1"));
                settings.put("discovery", "PT1H");
                running.probe.modified(Configs.probe(Running.quick(settings)));
                running.awaitDescription(device(), found -> found.endpoint().startsWith("SNMP v2c"));
            }
        }
    }

    @Test
    void oneObjectThatAnOldDeviceRefusesTakesNothingFromTheOtherInterfaces() throws IOException {
        agent.removeInterface(1);
        agent.addInterface(1, "eth0", () -> octets.addAndGet(500));
        agent.addInterface(3, "wds0", octets::get);
        agent.objects.remove(Mib.instance(Mib.IF_OUT_OCTETS, 3));
        Device device = Devices.device("1", "127.0.0.1", Devices.named("wds0"), Devices.named("eth0"));
        try (Running running = new Running(Map.of("ports", new int[] {agent.port()}, "version", "1"))) {
            running.probe.watch(Devices.watch(device));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 1);
            assertThat(running.awaitProblem(device)).isEqualTo("the device refuses to tell the counters of wds0");
            assertThat(running.of(Metric.IN_OCTETS, "wds0")).allMatch(sample -> sample.outcome() == Outcome.ERROR);
            assertThat(running.of(Metric.IN_OCTETS, "eth0")).allMatch(sample -> sample.outcome() == Outcome.OK);
            assertThat(running.of(Metric.UPTIME, "")).allMatch(sample -> sample.outcome() == Outcome.OK);
        }
    }

    @Test
    void wideCountersThatStandStillBesideNarrowOnesThatMoveAreNotBelieved() throws IOException {
        agent.put(Mib.IF_HC_IN_OCTETS, 1, new Counter64(0));
        agent.put(Mib.IF_HC_OUT_OCTETS, 1, new Counter64(0));
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 2);
            assertThat(running.values(Metric.IN_OCTETS, "eth0")).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void theUptimeToldIsThatOfTheLastAnswer() throws IOException {
        try (Running running = running()) {
            running.probe.watch(Devices.watch(device()));
            Description first = running.awaitDescription(
                    device(), found -> found.lastAnswer().isPresent());
            running.awaitDescription(
                    device(),
                    found -> found.system()
                                    .orElseThrow()
                                    .uptime()
                                    .compareTo(first.system().orElseThrow().uptime())
                            > 0);
        }
    }

    @Test
    void aPersonIsToldOfASilentDeviceThoughItIsJustBeingLookedForAndTheTimeoutIsLong() throws IOException {
        agent.silent = true;
        try (Running running = new Running(Map.of("ports", new int[] {agent.port()}, "timeout", "PT30S"))) {
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT).until(() -> agent.received.get() > 0);
            long before = System.nanoTime();
            assertThat(running.report(device()).summary()).startsWith("no answer to SNMP");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(25));
        }
    }

    @Test
    void whoWaitsForAReportIsToldWhenTheProbeStops() throws IOException {
        agent.silent = true;
        Running running = new Running(Map.of("ports", new int[] {agent.port()}, "timeout", "PT30S"));
        var report = running.probe.probe(device()).toCompletableFuture();
        running.close();
        assertThatThrownBy(report::join).hasMessageContaining("was stopped");
    }
}
