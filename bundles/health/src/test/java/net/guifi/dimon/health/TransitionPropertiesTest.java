// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.measurement.Outcome;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;

class TransitionPropertiesTest {
    private final Path directory = temporary();

    private static Path temporary() {
        try {
            return Files.createTempDirectory("health");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterTry
    void delete() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** What happens to the device: a sample, else a silence in seconds, a restart, or a stay outside the list. */
    record Event(Outcome outcome, int silence, boolean restart, boolean away) {}

    @Property(tries = 300)
    void neverDownWithoutLosses(@ForAll("events") List<Event> events, @ForAll("settings") Settings settings) {
        try (Scene scene = new Scene(directory)) {
            scene.configure(settings);
            scene.watch(1);
            List<Boolean> counted = new ArrayList<>();
            for (Event event : events) {
                int before = scene.transitions(1).size();
                happen(scene, event);
                if (event.outcome() != null && event.outcome() != Outcome.NOT_SENT) {
                    counted.add(event.outcome().isLoss());
                }
                List<Transition> transitions = scene.transitions(1);
                if (transitions.size() > before && transitions.get(0).to() == DeviceState.DOWN) {
                    int from = Math.max(0, counted.size() - settings.downWindow());
                    List<Boolean> window = counted.subList(from, counted.size());
                    assertThat(Collections.frequency(window, true)).isGreaterThanOrEqualTo(settings.downLosses());
                }
                if (transitions.size() > before
                        && transitions.get(0).from() == DeviceState.DOWN
                        && transitions.get(0).to() == DeviceState.UP) {
                    int from = counted.size() - settings.upAnswers();
                    assertThat(counted.subList(from, counted.size())).containsOnly(false);
                }
            }
        }
    }

    @Property(tries = 300)
    void theChainIsConsistentAndSurvivesARestart(
            @ForAll("events") List<Event> events, @ForAll("settings") Settings settings) {
        try (Scene scene = new Scene(directory)) {
            scene.configure(settings);
            scene.watch(1);
            for (Event event : events) {
                happen(scene, event);
                DeviceState expected = DeviceState.UNKNOWN;
                List<Transition> oldestFirst = new ArrayList<>(scene.transitions(1));
                Collections.reverse(oldestFirst);
                for (Transition transition : oldestFirst) {
                    assertThat(transition.from()).isEqualTo(expected).isNotEqualTo(transition.to());
                    expected = transition.to();
                }
                assertThat(scene.state(1)).isEqualTo(expected);
            }
            Optional<?> before = scene.keeper()
                    .of(Scene.device(1))
                    .map(health -> List.of(
                            health.state(), health.since(), health.reason(), health.lastSample(), health.lastAnswer()));
            List<Transition> transitions = scene.transitions(1);
            scene.restart(Duration.ofMinutes(3));
            scene.watch(1);
            Optional<?> after = scene.keeper()
                    .of(Scene.device(1))
                    .map(health -> List.of(
                            health.state(), health.since(), health.reason(), health.lastSample(), health.lastAnswer()));
            assertThat(after).isEqualTo(before);
            assertThat(scene.transitions(1)).isEqualTo(transitions);
        }
    }

    private static void happen(Scene scene, Event event) {
        if (event.outcome() != null) {
            scene.sample(1, event.outcome());
        }
        if (event.restart()) {
            scene.restart(Duration.ofSeconds(event.silence()));
            scene.watch(1);
        }
        if (event.away()) {
            scene.watch(2);
        }
        scene.pass(Duration.ofSeconds(event.silence()));
        scene.keeper().tick();
        scene.watch(1);
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event> samples = Arbitraries.of(Outcome.OK, Outcome.OK, Outcome.TIMEOUT, Outcome.TIMEOUT)
                .map(outcome -> new Event(outcome, 0, false, false));
        Arbitrary<Event> rarer = Combinators.combine(
                        Arbitraries.of(Outcome.class).injectNull(0.5),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.of(true, false, false, false))
                .as(Event::new);
        return Arbitraries.oneOf(List.of(samples, samples, samples, samples, samples, rarer))
                .list()
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<Settings> settings() {
        return Arbitraries.integers().between(1, 6).flatMap(window -> Combinators.combine(
                        Arbitraries.integers().between(1, window),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(2, 64))
                .as((losses, answers, degraded) -> new Settings(
                        losses,
                        window,
                        answers,
                        0.3,
                        0.1,
                        degraded,
                        Duration.ofSeconds(60),
                        100,
                        1 << 20,
                        Duration.ofDays(30))));
    }
}
