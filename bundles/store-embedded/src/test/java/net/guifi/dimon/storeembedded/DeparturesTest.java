// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import net.guifi.dimon.api.network.Member;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days on virtual time, in which one monitor is not heard. */
class DeparturesTest {
    private static final String ENTRY = "watch";

    @TempDir
    Path home;

    private World world;
    private World.Node observer;
    private World.Node other;

    @BeforeEach
    void found() {
        world = new World(home, 1, 1);
        world.timing = departureAfter(Duration.ofHours(12));
        observer = world.add(true, world.centres.get(0));
        other = world.add(false, world.centres.get(0));
        world.admitAll();
        other.replica().put(ENTRY, new byte[] {1});
        world.pass(Duration.ofMinutes(2));
        assertThat(belongs()).isTrue();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Timing departureAfter(Duration silence) {
        Timing known = Timing.DEFAULT;
        return new Timing(
                known.round(),
                known.roundPerMonitor(),
                known.heartbeat(),
                known.crowd(),
                known.first(),
                known.doubt(),
                known.relay(),
                known.guard(),
                known.complaint(),
                known.audit(),
                known.changesADay(),
                known.smallChangesADay(),
                known.burst(),
                silence,
                known.retry(),
                known.retryMost());
    }

    private boolean belongs() {
        String id = other.key.id();
        Replica replica = observer.replica();
        boolean member = replica.members().stream().map(Member::id).anyMatch(id::equals);
        assertThat(replica.get(id, ENTRY).isPresent()).isEqualTo(member);
        assertThat(replica.owners(ENTRY).contains(id)).isEqualTo(member);
        assertThat(replica.names(id).contains(ENTRY)).isEqualTo(member);
        return member;
    }

    private void restartObserver() {
        observer.crash();
        observer.start();
    }

    @Test
    void whoIsSilentForLongIsForgottenUntilItIsHeardAgain() {
        other.crash();
        world.pass(Duration.ofHours(4));
        restartObserver();
        world.pass(Duration.ofHours(4));
        restartObserver();
        world.pass(Duration.ofHours(3));
        assertThat(belongs()).as("after 11 hours").isTrue();
        world.pass(Duration.ofHours(4));
        assertThat(belongs()).as("after 12, and three times what is not kept").isFalse();
        assertThat(world.centres.get(0).keys())
                .as("what it wrote last is there to be read")
                .anyMatch(key -> key.contains(other.key.id()) && key.endsWith("/manifest"));
        restartObserver();
        world.pass(Duration.ofHours(2));
        assertThat(belongs()).as("after a restart").isFalse();

        other.start();
        world.pass(Duration.ofMinutes(5));
        assertThat(belongs()).as("when it is heard again").isTrue();
        restartObserver();
        world.pass(Duration.ofHours(2));
        assertThat(belongs()).as("as if it was new").isTrue();
    }

    @Test
    void whatCouldNotBeHeardIsNoSilence() {
        world.centres.get(0).answering = false;
        world.pass(Duration.ofHours(14));
        world.centres.get(0).answering = true;
        world.pass(Duration.ofHours(2));
        assertThat(belongs()).isTrue();
    }

    @Test
    void silencesThatEndedAreNotAdded() {
        for (int i = 0; i < 3; i++) {
            other.crash();
            world.pass(Duration.ofHours(5));
            restartObserver();
            other.start();
            world.pass(Duration.ofMinutes(5));
        }
        assertThat(belongs()).isTrue();
    }
}
