// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.Monitor;
import org.junit.jupiter.api.Test;

class SuspicionTest {
    private long now = Long.MAX_VALUE - 5;
    private final Suspicion suspicion = new Suspicion(() -> now);

    private static List<Monitor> monitors(String... ids) {
        return Stream.of(ids)
                .map(id -> new Monitor(id, id, 1, Optional.empty(), Optional.empty(), List.of(), new TreeSet<>()))
                .toList();
    }

    private List<String> asked() {
        return suspicion.toAsk().stream().map(Neighbour::id).sorted().toList();
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void neighboursAreAskedEachFiveSeconds() {
        suspicion.ask(monitors("a", "b", "c"), Set.of("b", "c"));
        assertThat(asked()).containsExactly("b", "c");
        assertThat(asked()).isEmpty();
        pass(4);
        assertThat(asked()).isEmpty();
        pass(1);
        assertThat(asked()).containsExactly("b", "c");
    }

    @Test
    void whoAnsweredAndFailsTwiceIsSuspectedUntilItAnswers() {
        suspicion.ask(monitors("a", "b"), Set.of("b"));
        suspicion.toAsk();
        suspicion.answered("b");
        pass(5);
        assertThat(asked()).containsExactly("b");
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).isEmpty();
        pass(2);
        assertThat(asked()).containsExactly("b");
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).containsExactly("b");
        suspicion.ask(monitors("a", "b"), Set.of());
        pass(5);
        assertThat(asked())
                .as("it is asked although it is no neighbour any more")
                .containsExactly("b");
        suspicion.answered("b");
        assertThat(suspicion.suspected()).isEmpty();
        pass(60);
        assertThat(asked()).isEmpty();
    }

    @Test
    void whoNeverAnsweredIsNotSuspected() {
        suspicion.ask(monitors("b"), Set.of("b"));
        for (int i = 0; i < 5; i++) {
            suspicion.unanswered("b");
        }
        assertThat(suspicion.suspected()).isEmpty();
    }

    @Test
    void whoReachesNobodySuspectsNobody() {
        suspicion.ask(monitors("b", "c"), Set.of("b", "c"));
        suspicion.answered("b");
        suspicion.answered("c");
        for (int i = 0; i < 5; i++) {
            suspicion.unanswered("b");
            suspicion.unanswered("c");
        }
        assertThat(suspicion.suspected()).isEmpty();
        suspicion.answered("c");
        assertThat(suspicion.suspected()).as("c answers, and b does not").containsExactly("b");
    }

    @Test
    void anAnswerFromBeforeProvesNothing() {
        suspicion.ask(monitors("b", "c"), Set.of("b", "c"));
        suspicion.answered("b");
        suspicion.answered("c");
        suspicion.unanswered("b");
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).isEmpty();
        assertThat(asked()).as("c is asked at once").contains("c");
        suspicion.answered("c");
        assertThat(suspicion.suspected()).containsExactly("b");
    }

    @Test
    void theOtherIsAskedAtOnceWhenOneFails() {
        suspicion.ask(monitors("b", "c"), Set.of("b", "c"));
        suspicion.toAsk();
        suspicion.answered("b");
        suspicion.answered("c");
        pass(1);
        suspicion.unanswered("b");
        assertThat(asked()).containsExactly("c");
    }

    @Test
    void oneAfterTheOther() {
        suspicion.ask(monitors("b", "c"), Set.of("b", "c"));
        suspicion.answered("b");
        suspicion.answered("c");
        suspicion.unanswered("b");
        suspicion.answered("c");
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).containsExactly("b");
        suspicion.unanswered("c");
        suspicion.unanswered("c");
        assertThat(suspicion.suspected()).as("nobody answers any more").containsExactly("b");
    }

    @Test
    void whatFailedBeforeItWasNoNeighbourForATimeDoesNotCount() {
        suspicion.ask(monitors("b"), Set.of("b"));
        suspicion.answered("b");
        suspicion.unanswered("b");
        suspicion.ask(monitors("b"), Set.of());
        suspicion.ask(monitors("b"), Set.of("b"));
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).isEmpty();
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).containsExactly("b");
    }

    @Test
    void whoAnsweredWhileItFailedTheTimeBeforeIsNoWitness() {
        suspicion.ask(monitors("b", "c"), Set.of("b", "c"));
        suspicion.answered("b");
        suspicion.answered("c");
        suspicion.unanswered("b");
        suspicion.answered("c");
        suspicion.answered("b");
        suspicion.unanswered("b");
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).isEmpty();
        suspicion.answered("c");
        assertThat(suspicion.suspected()).containsExactly("b");
    }

    @Test
    void whoNeverAnsweredOrIsNotAskedIsNotWaitedFor() {
        suspicion.ask(monitors("b", "never", "former"), Set.of("b", "former"));
        suspicion.answered("b");
        suspicion.answered("former");
        suspicion.ask(monitors("b", "never", "former"), Set.of("b", "never"));
        suspicion.unanswered("b");
        suspicion.unanswered("b");
        assertThat(suspicion.suspected()).containsExactly("b");
    }

    @Test
    void whoFailedOnceIsAskedAgainSooner() {
        suspicion.ask(monitors("b"), Set.of("b"));
        suspicion.toAsk();
        suspicion.answered("b");
        pass(5);
        assertThat(asked()).containsExactly("b");
        suspicion.unanswered("b");
        assertThat(asked()).isEmpty();
        pass(2);
        assertThat(asked()).containsExactly("b");
    }

    @Test
    void whoCountsNoMoreIsForgotten() {
        suspicion.ask(monitors("b"), Set.of("b"));
        suspicion.answered("b");
        suspicion.unanswered("b");
        suspicion.unanswered("b");
        suspicion.ask(monitors("a"), Set.of("a"));
        assertThat(suspicion.suspected()).isEmpty();
        suspicion.unanswered("b");
        suspicion.answered("b");
        assertThat(asked()).containsExactly("a");
    }

    @Test
    void eachAsksTheNextTwoOnTheRing() {
        assertThat(Ring.next("b", List.of("a", "b", "c", "d"))).containsExactlyInAnyOrder("c", "d");
        assertThat(Ring.next("d", List.of("a", "b", "c", "d"))).containsExactlyInAnyOrder("a", "b");
        assertThat(Ring.next("a", List.of("a", "b"))).containsExactly("b");
        assertThat(Ring.next("a", List.of("a"))).isEmpty();
        assertThat(Ring.next("x", List.of("a", "b"))).isEmpty();
    }
}
