// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static net.guifi.dimon.storecontract.Calls.add;
import static net.guifi.dimon.storecontract.Calls.freshKey;
import static net.guifi.dimon.storecontract.Calls.read;
import static net.guifi.dimon.storecontract.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link StorageAdapter} promises when the engine fails, and when it works again. */
public abstract class StorageFaultContract extends SharedEngineTests<Engine.Breakable> {
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

    /**
     * Takes what starts the engine, which is closed after the tests.
     *
     * @param start starts it
     */
    protected StorageFaultContract(Callable<? extends Engine.Breakable> start) {
        super(start);
    }

    @AfterEach
    void mend() {
        engine().mend();
    }

    private void assertRefused(StorageAdapter adapter, String key) {
        assertThatThrownBy(() -> read(adapter, key))
                .isInstanceOf(StorageException.class)
                .message()
                .isNotBlank();
        assertThatThrownBy(() -> adapter.members(key + "/set")).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> write(adapter, key, "new")).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> add(adapter, key + "/set", "new")).isInstanceOf(StorageException.class);
    }

    @Test
    void whatFailsIsAStorageException() throws Exception {
        StorageAdapter adapter = adapter(0);
        write(adapter, freshKey("value"), "one");
        engine().breakDown();
        assertRefused(adapter, freshKey("value"));
    }

    @Test
    void anAdapterMadeWhileTheEngineIsAwayRefuses() throws Exception {
        engine().breakDown();
        StorageAdapter adapter = adapter(0);
        assertRefused(adapter, freshKey("value"));
        assertThat(adapter.name()).isNotBlank();
        assertThat(adapter.warnings()).doesNotContainNull();
    }

    @Test
    void worksAgainAsSoonAsTheEngineDoes() throws Exception {
        StorageAdapter adapter = adapter(0);
        StorageAdapter made = adapter(0);
        String key = freshKey("value");
        write(adapter, key, "before");
        add(adapter, key + "/set", "before");
        for (int i = 0; i < 3; i++) {
            engine().breakDown();
            assertRefused(adapter, freshKey("other"));
            assertRefused(made, freshKey("other"));
            engine().mend();
            settles("it answers again", () -> assertThat(read(adapter, key)).isPresent());
            assertThat(read(adapter, key)).contains(i == 0 ? "before" : "again " + (i - 1));
            assertThat(adapter.members(key + "/set")).containsExactly("before");
            write(adapter, key, "again " + i);
            assertThat(read(made, key)).contains("again " + i);
        }
    }

    @Test
    void aCallEndsWithinAMinute() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        write(adapter, key, "one");
        engine().fallSilent();
        for (Callable<?> call :
                List.<Callable<?>>of(() -> read(adapter, key), () -> adapter.members(key + "/set"), () -> {
                    write(adapter, key, "two");
                    return null;
                })) {
            long begun = System.nanoTime();
            assertThatThrownBy(call::call).isInstanceOf(StorageException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_CALL);
        }
        engine().mend();
        settles("it answers again", () -> assertThat(read(adapter, key)).isPresent());
    }

    @Test
    void failedCallsLeaveNoThreadAndNoFileOpen() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        Resources.Count before = Resources.afterUse(() -> write(adapter, key, "one"));
        engine().breakDown();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> read(adapter, key)).isInstanceOf(StorageException.class);
        }
        settles("what failed calls held is given back", () -> Resources.count().assertNoMoreThan(before));
        engine().mend();
        settles("it answers again", () -> assertThat(read(adapter, key)).contains("one"));
    }
}
