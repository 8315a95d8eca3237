// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static net.guifi.dimon.api.health.DeviceState.DEGRADED;
import static net.guifi.dimon.api.health.DeviceState.DOWN;
import static net.guifi.dimon.api.health.DeviceState.UNKNOWN;
import static net.guifi.dimon.api.health.DeviceState.UP;
import static net.guifi.dimon.api.measurement.Outcome.ERROR;
import static net.guifi.dimon.api.measurement.Outcome.NOT_SENT;
import static net.guifi.dimon.api.measurement.Outcome.OK;
import static net.guifi.dimon.api.measurement.Outcome.TIMEOUT;
import static net.guifi.dimon.api.measurement.Outcome.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateKeeperTest {
    private static final List<Metric> OTHERS =
            List.of(Metric.IN_OCTETS, Metric.OUT_OCTETS, Metric.OPER_STATUS, Metric.UPTIME);

    @TempDir
    Path directory;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(directory);
        scene.watch(1, 2);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aNewDeviceIsUnknownAndItsFirstStateIsATransition() {
        assertThat(scene.health(1).reason()).isEqualTo("not asked yet");
        assertThat(scene.health(1).loss()).isEmpty();
        assertThat(scene.transitions(1)).isEmpty();
        assertThat(scene.keeper().of(Scene.device(3))).isEmpty();

        scene.sample(1, OK);

        assertThat(scene.transitions(1))
                .containsExactly(new Transition(Scene.device(1), UNKNOWN, UP, scene.now(), "answers"));
        DeviceHealth health = scene.health(1);
        assertThat(health.state()).isEqualTo(UP);
        assertThat(health.since()).isEqualTo(scene.now());
        assertThat(health.lastAnswer()).contains(scene.now());
        assertThat(health.rtt()).contains(Duration.ofMillis(5));
        assertThat(health.loss()).contains(0.0);
    }

    @Test
    void threeLossesMakeItDownSinceTheFirstOfThem() {
        scene.sample(1, OK, TIMEOUT);
        Instant first = scene.now();
        scene.sample(1, TIMEOUT);
        assertThat(scene.state(1)).isEqualTo(UP);
        scene.sample(1, TIMEOUT);
        assertThat(scene.state(1)).isEqualTo(DOWN);
        assertThat(scene.transitions(1).get(0))
                .isEqualTo(
                        new Transition(Scene.device(1), UP, DOWN, first, "3 of 3 lost: no answer within the timeout"));

        scene.sample(1, TIMEOUT, 10);
        scene.sample(1, OK);
        Instant answer = scene.now();
        assertThat(scene.state(1)).isEqualTo(DOWN);
        scene.sample(1, OK);
        assertThat(scene.transitions(1).get(0))
                .isEqualTo(new Transition(Scene.device(1), DOWN, UP, answer, "answers again after 2 min 10 s"));
    }

    @Test
    void aSingleAnswerDoesNotEndAnOutage() {
        scene.sample(1, TIMEOUT, TIMEOUT, TIMEOUT, OK, TIMEOUT, OK, UNREACHABLE, OK, ERROR);
        assertThat(scene.state(1)).isEqualTo(DOWN);
        assertThat(scene.transitions(1)).hasSize(1);
    }

    @Test
    void theReasonNamesWhatTheNetworkSaid() {
        scene.sample(1, UNREACHABLE, UNREACHABLE, UNREACHABLE);
        assertThat(scene.health(1).reason()).isEqualTo("3 of 3 lost: no route to it");
        scene.sample(2, ERROR, ERROR, ERROR);
        assertThat(scene.health(2).reason()).isEqualTo("3 of 3 lost: its answer made no sense");
    }

    @Test
    void anOutageThatIsOverDoesNotCountAgain() {
        Settings d = Settings.DEFAULT;
        scene.configure(new Settings(
                3, 5, 2, d.degradedLoss(), d.degradedClear(), 20, d.staleAfter(), 100, 1 << 20, d.keepHistory()));
        scene.sample(1, OK, TIMEOUT, OK, TIMEOUT, TIMEOUT);
        assertThat(scene.health(1).reason()).startsWith("3 of 5 lost");
        scene.sample(1, OK, OK, TIMEOUT);
        assertThat(scene.state(1)).isEqualTo(UP);
    }

    @Test
    void manyLossesBetweenAnswersMakeItDegraded() {
        scene.sample(1, OK, 10);
        for (int i = 0; i < 6; i++) {
            scene.sample(1, TIMEOUT, OK);
        }
        assertThat(scene.state(1)).isEqualTo(DEGRADED);
        assertThat(scene.health(1).reason()).isEqualTo("30 % of the last 20 lost");
        scene.sample(1, OK, 12);
        assertThat(scene.state(1)).isEqualTo(DEGRADED);
        scene.sample(1, OK, 4);
        assertThat(scene.state(1)).isEqualTo(UP);
        assertThat(scene.health(1).reason()).isEqualTo("only 10 % of the last 20 lost");
        scene.sample(1, TIMEOUT, TIMEOUT, TIMEOUT);
        assertThat(scene.state(1)).isEqualTo(DOWN);
    }

    @Test
    void whatCouldNotBeSentSaysNothing() {
        scene.sample(1, OK);
        scene.sample(1, NOT_SENT, 6);
        assertThat(scene.state(1)).isEqualTo(UP);
        scene.sample(1, NOT_SENT);
        assertThat(scene.state(1)).isEqualTo(UNKNOWN);
        assertThat(scene.health(1).reason()).isEqualTo("this monitor could not ask it for 70 s");
    }

    @Test
    void silenceOfOneDeviceMakesItUnknown() {
        scene.sample(1, OK);
        Instant last = scene.now();
        scene.sample(2, OK, 6);
        assertThat(scene.state(1)).isEqualTo(UP);
        scene.sample(2, OK);
        assertThat(scene.state(1)).isEqualTo(UNKNOWN);
        assertThat(scene.transitions(1).get(0))
                .isEqualTo(new Transition(Scene.device(1), UP, UNKNOWN, last, "no data for 70 s"));
        assertThat(scene.state(2)).isEqualTo(UP);
    }

    @Test
    void silenceOfAllIsTheProbesFault() {
        scene.sample(1, OK);
        scene.sample(2, TIMEOUT, TIMEOUT, TIMEOUT);
        scene.pass(Duration.ofSeconds(61));
        scene.keeper().tick();
        assertThat(scene.health(1).reason()).isEqualTo("no data from any probe");
        assertThat(scene.health(2).reason()).isEqualTo("no data from any probe");
    }

    @Test
    void aLongIntervalOfSamplesIsLearnt() {
        for (int i = 0; i < 6; i++) {
            scene.pass(Duration.ofMinutes(5));
            scene.sample(1, OK);
            scene.keeper().tick();
        }
        int before = scene.transitions(1).size();
        scene.pass(Duration.ofMinutes(5));
        scene.keeper().tick();
        assertThat(scene.state(1)).isEqualTo(UP);
        assertThat(scene.transitions(1)).hasSize(before);
    }

    @Test
    void aClockThatJumpsMakesNothingUnknown() {
        scene.sample(1, OK, OK);
        scene.setClock(Duration.ofDays(3650));
        scene.keeper().tick();
        scene.sample(1, OK);
        scene.setClock(Duration.ofDays(-7000));
        scene.keeper().tick();
        scene.sample(1, OK);
        assertThat(scene.transitions(1)).hasSize(1);
    }

    @Test
    void aRestartOfTheMonitorIsNoTransition() {
        scene.sample(1, OK, OK);
        scene.sample(2, TIMEOUT, TIMEOUT, TIMEOUT);
        List<Transition> up = scene.transitions(1);
        List<Transition> down = scene.transitions(2);
        Instant lastAnswer = scene.health(1).lastAnswer().orElseThrow();

        scene.restart(Duration.ofHours(8));
        assertThat(scene.keeper().all()).isEmpty();
        scene.watch();
        scene.pass(Duration.ofMinutes(2));
        scene.keeper().tick();
        scene.watch(1, 2);
        scene.keeper().tick();

        assertThat(scene.state(1)).isEqualTo(UP);
        assertThat(scene.health(1).lastAnswer()).contains(lastAnswer);
        assertThat(scene.state(2)).isEqualTo(DOWN);
        assertThat(scene.health(2).since()).isEqualTo(down.get(0).at());
        scene.sample(1, OK, OK);
        scene.sample(2, TIMEOUT);
        assertThat(scene.transitions(1)).isEqualTo(up);
        assertThat(scene.transitions(2)).isEqualTo(down);
    }

    @Test
    void afterARestartSilenceIsUnknownToo() {
        scene.sample(1, OK, OK);
        scene.restart(Duration.ofHours(8));
        scene.watch(1);
        scene.pass(Duration.ofSeconds(61));
        scene.keeper().tick();
        assertThat(scene.transitions(1).get(0))
                .isEqualTo(new Transition(Scene.device(1), UP, UNKNOWN, scene.now(), "no data from any probe"));
    }

    @Test
    void aKillLosesNothingThatWasWritten() {
        scene.sample(1, OK);
        scene.sample(2, TIMEOUT, TIMEOUT, TIMEOUT);
        List<Transition> down = scene.transitions(2);
        scene.crash();
        scene.watch(1, 2);
        assertThat(scene.state(1)).isEqualTo(UP);
        assertThat(scene.transitions(2)).isEqualTo(down);
    }

    @Test
    void aJournalCutAnywhereIsReadUpToThere() throws IOException {
        scene.sample(1, OK, TIMEOUT, TIMEOUT, TIMEOUT, OK, OK, TIMEOUT, TIMEOUT, TIMEOUT, OK, OK);
        List<Transition> all = scene.transitions(1);
        assertThat(all).hasSize(5);
        byte[] bytes = Files.readAllBytes(directory.resolve("transitions.log"));
        int most = 0;
        for (int length = 0; length <= bytes.length; length++) {
            Path copy = directory.resolve("cut" + length);
            Files.createDirectories(copy);
            Files.write(copy.resolve("transitions.log"), Arrays.copyOf(bytes, length));
            try (Scene cut = new Scene(copy)) {
                cut.watch(1);
                List<Transition> some = cut.transitions(1);
                assertThat(all.subList(all.size() - some.size(), all.size())).isEqualTo(some);
                assertThat(some.size()).isGreaterThanOrEqualTo(most);
                most = some.size();
                assertThat(cut.state(1))
                        .isEqualTo(some.isEmpty() ? UNKNOWN : some.get(0).to());
            }
        }
        assertThat(most).isEqualTo(5);
    }

    @Test
    void aDamagedLineDoesNotBreakTheChain() throws IOException {
        scene.sample(1, OK, TIMEOUT, TIMEOUT, TIMEOUT, OK, OK, TIMEOUT, TIMEOUT, TIMEOUT);
        Path file = directory.resolve("transitions.log");
        List<String> lines = Files.readAllLines(file);
        lines.set(lines.size() - 2, lines.get(lines.size() - 2).replace("answers", "answets"));
        Files.write(file, lines);
        scene.crash();
        assertThat(scene.transitions(1)).hasSize(1);
        assertThat(scene.transitions(1).get(0).to()).isEqualTo(DOWN);
    }

    @Test
    void aDeviceThatLeavesAndReturnsHasItsHistory() {
        scene.sample(1, OK, TIMEOUT, TIMEOUT, TIMEOUT);
        scene.watch(2);
        assertThat(scene.keeper().of(Scene.device(1))).isEmpty();
        assertThat(scene.keeper().all()).extracting(DeviceHealth::device).containsExactly(Scene.device(2));
        scene.sample(1, OK, OK);
        assertThat(scene.transitions(1)).hasSize(2);

        scene.sample(2, OK, 10);
        assertThat(scene.transitions(1).get(0).reason()).isEqualTo("no longer watched");
        scene.restart(Duration.ofDays(1));
        scene.watch(1, 2);
        assertThat(scene.state(1)).isEqualTo(UNKNOWN);
        assertThat(scene.transitions(1)).hasSize(3);

        scene.watch(2);
        scene.restart(Duration.ofDays(31));
        scene.watch(1, 2);
        assertThat(scene.transitions(1)).isEmpty();
    }

    @Test
    void theHistoryOfADeviceIsBounded() {
        for (int i = 0; i < 80; i++) {
            scene.sample(1, TIMEOUT, TIMEOUT, TIMEOUT, OK, OK);
        }
        assertThat(scene.transitions(1)).hasSize(100);
        scene.restart(Duration.ZERO);
        assertThat(scene.transitions(1)).hasSize(100);
    }

    @Test
    void theHistoryOfAllIsBounded() throws IOException {
        int devices = 2000;
        scene.watch(IntStream.range(0, devices).toArray());
        for (int i = 0; i < 40; i++) {
            Outcome outcome = i % 2 == 0 ? TIMEOUT : OK;
            for (int repeat = 0; repeat < 3; repeat++) {
                scene.pass(Scene.PERIOD);
                scene.keeper()
                        .accept(IntStream.range(0, devices)
                                .mapToObj(device -> new Sample(
                                        new SeriesKey(Scene.device(device), Metric.RTT), scene.now(), outcome, 0))
                                .toList());
                scene.keeper().tick();
            }
        }
        Settings d = Settings.DEFAULT;
        scene.configure(new Settings(3, 3, 2, 0.3, 0.1, 20, d.staleAfter(), 100, 1 << 20, d.keepHistory()));
        scene.restart(Duration.ZERO);
        scene.close();
        assertThat(Files.size(directory.resolve("transitions.log"))).isLessThan(2 << 20);
        scene.watch(7);
        assertThat(scene.state(7)).isEqualTo(UP);
        assertThat(scene.transitions(7)).isNotEmpty();
    }

    @Test
    void aDiskThatRefusesIsReportedAndRecovers() throws IOException {
        Path place = directory.resolve("place");
        Files.writeString(place, "a file where the directory should be");
        try (Scene other = new Scene(place)) {
            other.watch(1);
            other.sample(1, OK);
            assertThat(other.keeper().trouble()).isPresent();
            Files.delete(place);
            other.sample(1, OK);
            assertThat(other.keeper().trouble()).isEmpty();
            other.crash();
            assertThat(other.transitions(1)).hasSize(1);
        }
    }

    @Test
    void settingsCountAtOnce() {
        scene.sample(1, OK);
        Settings d = Settings.DEFAULT;
        scene.configure(new Settings(1, 1, 1, 0.3, 0.1, 20, d.staleAfter(), 100, 1 << 20, d.keepHistory()));
        scene.sample(1, TIMEOUT);
        assertThat(scene.state(1)).isEqualTo(DOWN);
        scene.sample(1, OK);
        assertThat(scene.state(1)).isEqualTo(UP);
    }

    @Test
    void otherMetricsSayNothing() {
        scene.watch(1, 2);
        scene.sample(2, OK, 5);
        for (Metric metric : OTHERS) {
            for (Outcome outcome : List.of(TIMEOUT, OK, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT)) {
                other(1, metric, outcome);
                other(2, metric, outcome);
            }
        }
        scene.keeper().tick();
        assertThat(scene.state(1)).isEqualTo(DeviceState.UNKNOWN);
        assertThat(scene.state(2)).isEqualTo(UP);
        assertThat(scene.health(2).loss()).contains(0.0);
        assertThat(scene.health(2).rtt()).contains(Duration.ofMillis(5));
    }

    @Test
    void otherMetricsDoNotHideThatNoPingComes() {
        scene.watch(1);
        scene.sample(1, OK, 5);
        for (int minute = 0; minute < 10; minute++) {
            scene.pass(Duration.ofMinutes(1));
            other(1, Metric.IN_OCTETS, OK);
            scene.keeper().tick();
        }
        assertThat(scene.health(1).reason()).isEqualTo("no data from any probe");
    }

    private void other(int device, Metric metric, Outcome outcome) {
        SeriesKey series = new SeriesKey(Scene.device(device), metric, metric.equals(Metric.UPTIME) ? "" : "wlan0");
        scene.keeper().accept(List.of(new Sample(series, scene.now(), outcome, 0)));
    }
}
