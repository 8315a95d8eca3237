// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static net.guifi.dimon.storecontract.Calls.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import net.guifi.dimon.storeembedded.TestMonitor;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two monitors whose replicas meet in the engine, as they do in a network. */
public abstract class ReplicaContract extends SharedEngineTests<Engine.Emptiable> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private TestMonitor zero;
    private TestMonitor one;

    /**
     * Takes what starts the engine, which is closed after the tests.
     *
     * @param start starts it
     */
    protected ReplicaContract(Callable<? extends Engine.Emptiable> start) {
        super(start);
    }

    @BeforeEach
    void startMonitors() throws Exception {
        zero = TestMonitor.founder(Files.createDirectory(home.resolve("zero")));
        zero.start(adapter(0));
        one = zero.another(Files.createDirectory(home.resolve("one")));
        one.start(adapter(1));
        zero.store().put("watch", octets("of zero"));
        one.store().put("watch", octets("of one"));
        settlesAmongReplicas("they have each other's entries", this::assertLevel);
    }

    /** Replicas wait for an engine that lacks something, before they write it again. */
    private void settlesAmongReplicas(String what, ThrowingRunnable check) {
        Awaitility.await(what).atMost(engine().settling().plus(PATIENCE)).untilAsserted(check);
    }

    @AfterEach
    void stopMonitors() {
        zero.close();
        one.close();
    }

    private void assertLevel() {
        for (TestMonitor owner : List.of(zero, one)) {
            ReplicatedStore original = owner.store();
            ReplicatedStore copy = (owner == zero ? one : zero).store();
            assertThat(copy.names(original.monitorId())).isEqualTo(original.names(original.monitorId()));
            for (String name : original.names(original.monitorId())) {
                assertThat(copy.get(original.monitorId(), name).map(ByteBuffer::wrap))
                        .as(name)
                        .isPresent()
                        .isEqualTo(original.get(original.monitorId(), name).map(ByteBuffer::wrap));
            }
            assertThat(original.status().links()).allMatch(link -> link.trust() == Trust.TRUSTED && !link.waiting());
            assertThat(owner.isCloneFound()).isFalse();
        }
    }

    private static void assertNothingRefused(TestMonitor monitor) {
        assertThat(monitor.store().status().refusals()).isEmpty();
    }

    @Test
    void newerChangedAndRemovedEntriesComeAcross() {
        byte[] great = new byte[ReplicatedStore.MAX_VALUE];
        new Random(3).nextBytes(great);
        for (int i = 0; i < 50; i++) {
            zero.store().put("chunk/" + i, octets("content " + i));
        }
        zero.store().put("great", great);
        one.store().remove("watch");
        settlesAmongReplicas("entries", this::assertLevel);
        for (int i = 0; i < 50; i += 2) {
            zero.store().put("chunk/" + i, octets("changed " + i));
            zero.store().remove("chunk/" + (i + 1));
        }
        one.store().put("watch", octets("again"));
        settlesAmongReplicas("changes", this::assertLevel);
        assertNothingRefused(zero);
        assertNothingRefused(one);
    }

    @Test
    void aMonitorThatStartsAgainGoesOn() throws Exception {
        one.close();
        zero.store().put("meanwhile", octets("of zero"));
        one.start(adapter(1));
        one.store().put("afterwards", octets("of one"));
        settlesAmongReplicas("what was written meanwhile", this::assertLevel);
        assertThat(one.store().names(zero.store().monitorId())).contains("meanwhile");
    }

    @Test
    void aMonitorWithoutItsDiskGetsBackWhatItOwned() throws Exception {
        one.close();
        one.loseDisk();
        one.start(adapter(1));
        settlesAmongReplicas(
                "its own entry", () -> assertThat(one.store().get(one.store().monitorId(), "watch"))
                        .hasValue(octets("of one")));
        one.store().put("afterwards", octets("of one"));
        settlesAmongReplicas("what it writes now", this::assertLevel);
    }

    @Test
    void anEmptiedEngineFillsUp() throws Exception {
        engine().empty();
        zero.store().put("afterwards", octets("of zero"));
        settlesAmongReplicas("all is there again", this::assertLevel);
        one.close();
        one.loseDisk();
        one.start(adapter(1));
        settlesAmongReplicas("who has lost everything finds it there", this::assertLevel);
    }

    @Test
    void aMonitorMovesFromAloneToTheEngineAndBack() throws Exception {
        one.detach();
        one.store().put("alone", octets("of one"));
        assertThat(one.store().status().links()).isEmpty();
        assertThat(one.store().get(zero.store().monitorId(), "watch")).hasValue(octets("of zero"));
        one.attach(adapter(1));
        settlesAmongReplicas("what was written alone", this::assertLevel);
    }
}
