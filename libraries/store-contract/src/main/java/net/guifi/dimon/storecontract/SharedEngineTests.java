// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import net.guifi.dimon.api.store.StorageAdapter;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests that share one engine, of which each uses keys of its own.
 *
 * @param <E> what the engine has to be capable of
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedEngineTests<E extends Engine> {
    private final Callable<? extends E> start;
    private final Deque<Engine.Connection> open = new ArrayDeque<>();
    private E engine;

    SharedEngineTests(Callable<? extends E> start) {
        this.start = start;
    }

    @BeforeAll
    void startEngine() throws Exception {
        engine = start.call();
    }

    @AfterEach
    void closeAdapters() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @AfterAll
    void endEngine() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    final E engine() {
        return engine;
    }

    /** A new adapter, which is closed after the test. */
    final StorageAdapter adapter(int monitor) throws Exception {
        Engine.Connection connection = engine.connect(monitor);
        open.push(connection);
        return connection.adapter();
    }

    /** Waits until what one monitor wrote must have come to the other. */
    final void settles(String what, ThrowingRunnable check) {
        Awaitility.await(what).atMost(engine.settling()).ignoreExceptions().untilAsserted(check);
    }
}
