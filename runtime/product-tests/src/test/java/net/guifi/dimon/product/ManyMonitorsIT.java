// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.guifi.dimon.antidotestandin.Standin;
import net.guifi.dimon.product.Countryside.Device;
import net.guifi.dimon.product.Countryside.Site;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five monitors at two sites watch one network, each device by two of them, and go on doing so whatever happens to one of
 * them or between them. What counts is who really asks the devices, second by second. Each step begins with all five
 * well, and ends so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManyMonitorsIT {
    private static final long REDUNDANCY = 2;
    private static final Duration PERIOD = Duration.ofSeconds(2);
    /** What a sample may be late by on a busy machine, or when a monitor's place among a device's watchers changes. */
    private static final Duration TOLERANCE = Duration.ofSeconds(4);

    private static final Duration WINDOW = PERIOD.plus(TOLERANCE);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofSeconds(5);
    /** A process that answered its neighbours before and does so no more. */
    private static final Duration WHEN_SUSPECTED = Duration.ofSeconds(30);
    /** One that nobody could ask. */
    private static final Duration WHEN_SILENT =
            HEARTBEAT.multipliedBy(3).plus(POLL).plus(Duration.ofSeconds(10));
    /** One that says that it goes: the others have to read it, and to begin. */
    private static final Duration WHEN_TOLD = POLL.plus(PERIOD).plus(Duration.ofSeconds(8));

    private static final Duration PAUSE = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Path REPORT = Path.of("target", "many-monitors.md");

    private Path directory;
    private Countryside countryside;
    private Standin antidote;
    private Coverage coverage;
    private final List<Monitor> monitors = new ArrayList<>();

    private Monitor founder;
    private Monitor light;
    private Monitor southern;
    private Monitor hidden;
    private Monitor copy;

    @BeforeAll
    void found(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws Exception {
        directory = temporary;
        Files.writeString(
                REPORT,
                "| what happened | limit, s | all covered after, s | device-seconds below 2 | worst |\n|---|---|---|---|---|\n");
        countryside = new Countryside();
        coverage = new Coverage(countryside, WINDOW);
        antidote = Standin.joined(2, countryside.thisHost());
        founder = monitor("founder", Site.NORTH);
        light = monitor("light", Site.NORTH);
        monitor("steady", Site.NORTH);
        southern = monitor("southern", Site.SOUTH);
        hidden = monitor("hidden", Site.SOUTH);
        countryside.close(hidden.host());
        together(monitors.stream()
                .map(monitor -> (ThrowingRunnable) () -> begin(monitor))
                .toList());
        founder.ok("network", "set", "heartbeat", HEARTBEAT.toString());
        join(monitors.subList(1, monitors.size()));
    }

    /** What a step left behind when it failed is no matter for the next one. */
    @BeforeEach
    void mend() throws Exception {
        countryside.heal();
        antidote.heal();
        for (Monitor monitor : monitors) {
            if (!monitor.isRunning()) {
                monitor.start();
            }
        }
        settled();
    }

    private Monitor monitor(String name, Site site) throws Exception {
        Path own = Files.createDirectory(directory.resolve(name));
        Path cnml = countryside.cnml(own.resolve("network.cnml"));
        Monitor monitor = new Monitor(countryside.host(site), own.resolve("data"), cnml);
        monitors.add(monitor);
        return monitor;
    }

    /** Its AntidoteDB is that of its site. */
    private void begin(Monitor monitor) throws Exception {
        monitor.start();
        monitor.configure(
                PERIOD, antidote.centre(monitor.host().site().ordinal()).hostAndPort());
    }

    private void join(List<Monitor> newcomers) throws Exception {
        for (Monitor newcomer : newcomers) {
            newcomer.ok("join", founder.network().getString("id"));
        }
        admit(newcomers);
    }

    /** As soon as they wait for it. */
    private void admit(List<Monitor> newcomers) throws Exception {
        Set<String> ids = ids(newcomers);
        wait("they wait", () -> assertThat(founder.members().stream()
                        .filter(member -> member.containsKey("name"))
                        .map(member -> member.getString("id")))
                .containsAll(ids));
        founder.ok(Stream.concat(Stream.of("admit"), ids.stream()).toArray(String[]::new));
    }

    private static void together(List<ThrowingRunnable> tasks) {
        CompletableFuture.allOf(tasks.stream()
                        .map(task -> CompletableFuture.runAsync(() -> {
                            try {
                                task.run();
                            } catch (RuntimeException | Error e) {
                                throw e;
                            } catch (Throwable e) {
                                throw new IllegalStateException(e);
                            }
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @AfterAll
    void end() throws Exception {
        together(monitors.stream()
                .map(monitor -> (ThrowingRunnable) monitor::close)
                .toList());
        if (antidote != null) {
            antidote.close();
        }
        if (coverage != null) {
            coverage.close();
        }
        if (countryside != null) {
            countryside.remove();
        }
    }

    private static List<String> addresses(Collection<Monitor> monitors) {
        return monitors.stream().map(Monitor::address).toList();
    }

    private static List<String> addressesOf(Collection<Device> devices) {
        return devices.stream().map(Device::address).toList();
    }

    private List<Monitor> without(Monitor monitor) {
        return monitors.stream().filter(each -> each != monitor).toList();
    }

    private List<Monitor> at(Site site) {
        return monitors.stream()
                .filter(monitor -> monitor.host().site() == site)
                .toList();
    }

    private static void wait(String what, ThrowingRunnable check) {
        await(what).atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(check);
    }

    private static void pass(Instant until) {
        await().atMost(LIMIT).until(() -> Instant.now().isAfter(until));
    }

    private void settled() {
        settled(monitors, countryside.devices());
    }

    /** Those that are together know each other, and no other one, as well; as many of them as should ask each device. */
    private void settled(Collection<Monitor> together, Collection<Device> devices) {
        wait("settled", () -> {
            for (Monitor monitor : together) {
                JsonObject assignments = monitor.assignments();
                assertThat(assignments.getJsonArray("monitors").getValuesAs(JsonObject.class).stream()
                                .filter(each -> each.getBoolean("alive"))
                                .map(each -> each.getString("id"))
                                .collect(toSet()))
                        .as("alive, as %s sees it", monitor)
                        .isEqualTo(ids(together));
                assertThat(assignments.getInt("devices"))
                        .isEqualTo(countryside.devices().size());
                assertThat(assignments.getInt("below"))
                        .as("%s: %s", monitor, assignments)
                        .isZero();
            }
            assertThat(coverage.range(addressesOf(devices), addresses(together)))
                    .as("the fewest and the most monitors that ask a device")
                    .containsOnly(REDUNDANCY);
        });
    }

    /** How one sees another. */
    private static String standing(Monitor observer, String id) throws Exception {
        return observer.assignments().getJsonArray("monitors").getValuesAs(JsonObject.class).stream()
                .filter(each -> each.getString("id").equals(id))
                .map(each -> each.getString("standing"))
                .findFirst()
                .orElse("unknown");
    }

    /** That ends when it is found silent, which may cover its devices as soon. */
    private void suspected(String id) {
        wait("it is suspected", () -> assertThat(standing(founder, id)).isEqualTo("suspected"));
    }

    private static Set<String> ids(Collection<Monitor> monitors) throws Exception {
        Set<String> ids = new HashSet<>();
        for (Monitor monitor : monitors) {
            ids.add(monitor.id());
        }
        return ids;
    }

    /** After the limit none of the devices was asked by too few of these monitors any more, until now. */
    private void assertCovered(
            String what, Instant begin, Duration limit, Collection<Device> devices, Collection<Monitor> by)
            throws IOException {
        Instant end = Instant.now();
        assertThat(coverage.resolution(begin, end))
                .as("how often it was counted")
                .isLessThan(TOLERANCE);
        Coverage.Shortfall shortfall = coverage.below(REDUNDANCY, addressesOf(devices), addresses(by), begin, end);
        double seconds = shortfall
                .last()
                .map(last -> Duration.between(begin, last).toMillis() / 1000.0)
                .orElse(0.0);
        Files.writeString(
                REPORT,
                String.format(
                        Locale.ROOT,
                        "| %s | %d | %.1f | %.0f | %s |%n",
                        what,
                        limit.toSeconds(),
                        seconds,
                        shortfall.deviceSeconds(),
                        shortfall.worst()),
                StandardOpenOption.APPEND);
        assertThat(Duration.ofMillis((long) (seconds * 1000)))
                .as("%s: %s", what, shortfall)
                .isLessThanOrEqualTo(limit);
    }

    private void assertNoSampleLost(Instant begin, Collection<Monitor> survivors) throws Exception {
        assertNoSampleLost(begin, survivors, survivors);
    }

    /**
     * What the survivors asked they went on asking, but for what they handed over: enough others of those that are there
     * asked that too when they asked it last.
     */
    private void assertNoSampleLost(Instant begin, Collection<Monitor> survivors, Collection<Monitor> there)
            throws Exception {
        // What was asked last may not stand there yet.
        Instant end = Instant.now().minus(WINDOW);
        Map<Monitor, Integer> kept = new HashMap<>();
        for (Device device : countryside.devices()) {
            Map<Monitor, List<Instant>> asked = new HashMap<>();
            for (Monitor monitor : there) {
                asked.put(monitor, monitor.samples(device.id(), begin.minus(WINDOW)));
            }
            for (Monitor monitor : survivors) {
                List<Instant> times = asked.get(monitor);
                boolean always = !times.isEmpty() && times.get(0).isBefore(begin);
                for (int i = 0; i < times.size(); i++) {
                    Instant at = times.get(i);
                    Instant next = i + 1 < times.size() ? times.get(i + 1) : end;
                    if (!next.isBefore(at.plus(WINDOW))) {
                        always = false;
                        assertThat(asked.entrySet().stream()
                                        .filter(other -> other.getKey() != monitor && isAsked(other.getValue(), at))
                                        .count())
                                .as(
                                        "others that asked %s when %s did so at %s, and then not until %s",
                                        device, monitor, at, next)
                                .isGreaterThanOrEqualTo(REDUNDANCY);
                    }
                }
                kept.merge(monitor, always ? 1 : 0, Integer::sum);
            }
        }
        assertThat(kept.values()).as("devices that each one kept: %s", kept).allMatch(devices -> devices > 0);
    }

    private static boolean isAsked(List<Instant> times, Instant at) {
        return times.stream().anyMatch(time -> time.isAfter(at.minus(WINDOW)) && time.isBefore(at.plus(WINDOW)));
    }

    /** All is as it should be again, and nothing was lacking meanwhile. */
    private void assertWellWithoutADip(String what, Instant begin, Collection<Monitor> survivors) throws Exception {
        settled();
        assertCovered(what, begin, Duration.ZERO, countryside.devices(), monitors);
        assertNoSampleLost(begin, survivors, monitors);
    }

    @Test
    @Order(1)
    void oneThatNobodyReachedIsKilled() throws Exception {
        String id = hidden.id();
        Instant killed = Instant.now();
        hidden.kill();
        settled(without(hidden), countryside.devices());
        assertCovered(
                "`kill -9` of one that nobody reached", killed, WHEN_SILENT, countryside.devices(), without(hidden));
        assertNoSampleLost(killed, without(hidden));

        copy = hidden.copy(countryside.host(Site.NORTH));
        Instant started = Instant.now();
        hidden.start();
        assertThat(hidden.id()).isEqualTo(id);
        assertWellWithoutADip("it is started again", started, without(hidden));
    }

    @Test
    @Order(2)
    void theSitesAreCutApart() throws Exception {
        Instant cut = Instant.now();
        countryside.cut();
        antidote.cut();
        for (Site site : Site.values()) {
            settled(at(site), countryside.devices(site));
            assertCovered("the sites are cut apart: " + site, cut, WHEN_SILENT, countryside.devices(site), at(site));
        }
        assertNoSampleLost(cut, monitors);

        Instant healed = Instant.now();
        countryside.heal();
        antidote.heal();
        assertWellWithoutADip("they are together again", healed, monitors);
    }

    @Test
    @Order(3)
    void oneIsStoppedAndStarted() throws Exception {
        String id = hidden.id();
        Instant stopped = Instant.now();
        // Nobody could ask it: its word alone tells the others.
        hidden.stop();
        wait("the others are told", () -> assertThat(standing(founder, id)).isEqualTo("left"));
        settled(without(hidden), countryside.devices());
        assertCovered("one is stopped", stopped, WHEN_TOLD, countryside.devices(), without(hidden));
        assertNoSampleLost(stopped, without(hidden));

        Instant started = Instant.now();
        hidden.start();
        assertThat(hidden.id()).isEqualTo(id);
        assertWellWithoutADip("it is started again", started, without(hidden));
    }

    @Test
    @Order(4)
    void oneThatItsNeighboursReachedIsKilled() throws Exception {
        String id = light.id();
        Instant killed = Instant.now();
        light.kill();
        suspected(id);
        pass(killed.plus(WHEN_SUSPECTED));
        settled(without(light), countryside.devices());
        assertCovered(
                "`kill -9` of one that its neighbours reached",
                killed,
                WHEN_SUSPECTED,
                countryside.devices(),
                without(light));
        assertNoSampleLost(killed, without(light));

        Instant started = Instant.now();
        light.start();
        assertWellWithoutADip("it is started again", started, without(light));
    }

    @Test
    @Order(5)
    void oneStandsStillForAMinute() throws Exception {
        String id = southern.id();
        Instant stopped = Instant.now();
        southern.signal("STOP");
        try {
            suspected(id);
            pass(stopped.plus(PAUSE));
            settled(without(southern), countryside.devices());
            assertCovered("`SIGSTOP` for 60 s", stopped, WHEN_SUSPECTED, countryside.devices(), without(southern));
            assertNoSampleLost(stopped, without(southern));
        } finally {
            southern.signal("CONT");
        }
        Instant resumed = Instant.now();
        assertWellWithoutADip("it goes on", resumed, without(southern));
    }

    @Test
    @Order(6)
    void anotherPolicyIsHeldBackUntilAllHaveIt() throws Exception {
        Path bundle = BundleJar.ofClass(
                TurnedPolicy.class,
                directory.resolve("policy.jar"),
                "Import-Package",
                "org.osgi.framework,net.guifi.dimon.api.assignment;version=\"[2,3)\"");
        Instant began = Instant.now();
        for (Monitor monitor : without(southern)) {
            monitor.ok("update", bundle.toString());
        }
        founder.ok("network", "set", "policy", TurnedPolicy.NAME);
        for (Monitor monitor : monitors) {
            wait("it is told what holds it back", () -> assertThat(
                            monitor.assignments().getJsonArray("problems").toString())
                    .contains(TurnedPolicy.NAME));
            assertThat(monitor.assignments().getString("policy")).isNotEqualTo(TurnedPolicy.NAME + "/1");
        }
        settled();
        southern.ok("update", bundle.toString());
        for (Monitor monitor : monitors) {
            wait("it is used", () -> assertThat(monitor.assignments().getString("policy"))
                    .isEqualTo(TurnedPolicy.NAME + "/1"));
        }
        assertWellWithoutADip("the policy is changed", began, monitors);
    }

    @Test
    @Order(7)
    @Tag("long")
    void oneLosesItsStore() throws Exception {
        String id = light.id();
        Instant killed = Instant.now();
        light.kill();
        light.forget();
        light.start();
        assertThat(light.id()).isEqualTo(id);
        settled();
        assertCovered(
                "`kill -9`, and started at once with an empty store",
                killed,
                WHEN_SUSPECTED,
                countryside.devices(),
                monitors);
        assertNoSampleLost(killed, without(light), monitors);
    }

    @Test
    @Order(8)
    @Tag("long")
    void aCopyOfADataDirectoryIsStartedElsewhere() throws Exception {
        String id = hidden.id();
        List<Monitor> five = List.copyOf(monitors);
        monitors.add(copy);
        Instant started = Instant.now();
        copy.start();
        wait("they have two ids", () -> assertThat(Stream.of(hidden.currentId(), copy.currentId()))
                .contains(id)
                .doesNotHaveDuplicates());
        Monitor renamed = copy.id().equals(id) ? hidden : copy;
        String newId = renamed.id();
        wait("who has a new id waits", () -> assertThat(founder.members().stream()
                        .filter(member -> member.getString("id").equals(newId)))
                .singleElement()
                .satisfies(member -> assertThat(member.getBoolean("admitted")).isFalse()));
        admit(List.of(renamed));
        assertWellWithoutADip("a copy of its data directory is started elsewhere", started, without(copy));

        Instant stopped = Instant.now();
        copy.stop();
        monitors.remove(copy);
        settled();
        assertCovered("the copy is stopped", stopped, WHEN_TOLD, countryside.devices(), five);
        assertNoSampleLost(stopped, five);
    }
}
