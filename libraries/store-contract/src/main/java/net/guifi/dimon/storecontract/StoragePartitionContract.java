// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static net.guifi.dimon.storecontract.Calls.add;
import static net.guifi.dimon.storecontract.Calls.freshKey;
import static net.guifi.dimon.storecontract.Calls.read;
import static net.guifi.dimon.storecontract.Calls.remove;
import static net.guifi.dimon.storecontract.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import net.guifi.dimon.api.store.StorageAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two monitors see of each other when the parts of the engine are cut from each other, and joined again. */
public abstract class StoragePartitionContract extends SharedEngineTests<Engine.Divisible> {
    private StorageAdapter one;
    private StorageAdapter other;

    /**
     * Takes what starts the engine, which is closed after the tests.
     *
     * @param start starts it
     */
    protected StoragePartitionContract(Callable<? extends Engine.Divisible> start) {
        super(start);
    }

    @BeforeEach
    void connect() throws Exception {
        one = adapter(0);
        other = adapter(1);
    }

    @AfterEach
    void heal() {
        engine().heal();
    }

    @Test
    void eachSideGoesOnAndAllComesAcrossAfterwards() throws Exception {
        String key = freshKey("zero");
        String otherKey = freshKey("one");
        write(one, key, "before");
        settles("all is well", () -> assertThat(read(other, key)).contains("before"));
        engine().cut();
        for (int i = 0; i < 5; i++) {
            write(one, key, "cut " + i);
            write(other, otherKey, "cut " + i);
        }
        assertThat(read(one, key)).contains("cut 4");
        assertThat(read(other, otherKey)).contains("cut 4");
        assertThat(read(other, key)).contains("before");
        assertThat(read(one, otherKey)).isEmpty();
        engine().heal();
        settles("what was written during the cut", () -> {
            assertThat(read(other, key)).contains("cut 4");
            assertThat(read(one, otherKey)).contains("cut 4");
        });
    }

    @Test
    void bothSidesEndWithTheSameValue() throws Exception {
        String key = freshKey("both");
        engine().cut();
        write(one, key, "of zero");
        write(other, key, "of one");
        engine().heal();
        settles("they agree", () -> {
            Optional<String> value = read(one, key);
            assertThat(value).isIn(Optional.of("of zero"), Optional.of("of one"));
            assertThat(read(other, key)).isEqualTo(value);
        });
    }

    @Test
    void anAdditionWinsOverARemovalAtTheSameTime() throws Exception {
        String set = freshKey("set");
        add(one, set, "contended", "removed", "kept");
        settles("all is well", () -> assertThat(other.members(set)).hasSize(3));
        engine().cut();
        remove(one, set, "contended");
        add(other, set, "contended");
        remove(other, set, "removed");
        add(one, set, "of-zero");
        add(other, set, "of-one");
        engine().heal();
        Set<String> expected = Set.of("contended", "kept", "of-zero", "of-one");
        settles("they agree", () -> {
            assertThat(one.members(set)).isEqualTo(expected);
            assertThat(other.members(set)).isEqualTo(expected);
        });
    }
}
