// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static net.guifi.dimon.storecontract.Calls.add;
import static net.guifi.dimon.storecontract.Calls.assign;
import static net.guifi.dimon.storecontract.Calls.freshKey;
import static net.guifi.dimon.storecontract.Calls.number;
import static net.guifi.dimon.storecontract.Calls.octets;
import static net.guifi.dimon.storecontract.Calls.one;
import static net.guifi.dimon.storecontract.Calls.read;
import static net.guifi.dimon.storecontract.Calls.remove;
import static net.guifi.dimon.storecontract.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link StorageAdapter} promises, of an engine that works. */
public abstract class StorageContract extends SharedEngineTests<Engine> {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    /**
     * Takes what starts the engine, which is closed after the tests.
     *
     * @param start starts it
     */
    protected StorageContract(Callable<? extends Engine> start) {
        super(start);
    }

    @Test
    void hasANameForPeople() throws Exception {
        assertThat(adapter(0).name()).isNotBlank();
        assertThat(adapter(0).warnings()).doesNotContainNull();
    }

    @Test
    void readsWhatWasWritten() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        write(adapter, key, "one");
        assertThat(read(adapter, key)).contains("one");
    }

    @Test
    void aKeyThatWasNeverWrittenIsEmpty() throws Exception {
        StorageAdapter adapter = adapter(0);
        assertThat(adapter.read(List.of(freshKey("absent"), freshKey("too"))))
                .containsExactly(Optional.empty(), Optional.empty());
        assertThat(adapter.members(freshKey("set"))).isEmpty();
    }

    @Test
    void theLastWriteOfAMonitorWins() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        for (int i = 0; i < 20; i++) {
            write(adapter, key, "version " + i);
            assertThat(read(adapter, key)).contains("version " + i);
        }
        write(adapter, key, "short");
        assertThat(read(adapter, key)).contains("short");
        settles("the last value", () -> assertThat(read(adapter(1), key)).contains("short"));
    }

    @Test
    void theLastWriteOfAnyMonitorWins() throws Exception {
        StorageAdapter one = adapter(0);
        StorageAdapter other = adapter(1);
        String key = freshKey("value");
        write(one, key, "first");
        settles("the first value", () -> assertThat(read(other, key)).contains("first"));
        write(other, key, "second");
        assertThat(read(other, key)).contains("second");
        settles("the second value", () -> assertThat(read(one, key)).contains("second"));
        write(one, key, "third");
        assertThat(read(one, key)).contains("third");
        settles("the third value", () -> assertThat(read(other, key)).contains("third"));
    }

    @Test
    void anotherAdapterOfTheMonitorReadsItToo() throws Exception {
        String key = freshKey("value");
        String set = freshKey("set");
        try (Engine.Connection first = engine().connect(0)) {
            first.adapter().update(List.of(assign(key, "kept"), new Change.Add(set, "word")));
        }
        assertThat(read(adapter(0), key)).contains("kept");
        assertThat(adapter(0).members(set)).containsExactly("word");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 200, 1_000})
    void readsManyKeysInTheOrderAsked(int count) throws Exception {
        StorageAdapter adapter = adapter(0);
        String prefix = freshKey("many");
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 3 != 1) {
                changes.add(assign(prefix + '/' + i, "value " + i));
            }
        }
        adapter.update(changes);
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, new Random(count));
        List<Optional<byte[]>> answers =
                adapter.read(order.stream().map(i -> prefix + '/' + i).toList());
        assertThat(answers).hasSize(count);
        for (int i = 0; i < count; i++) {
            int asked = order.get(i);
            assertThat(answers.get(i).map(String::new))
                    .isEqualTo(asked % 3 == 1 ? Optional.empty() : Optional.of("value " + asked));
        }
    }

    @Test
    void aKeyAskedTwiceIsAnsweredTwice() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        write(adapter, key, "one");
        assertThat(adapter.read(List.of(key, freshKey("absent"), key)).stream().map(value -> value.map(String::new)))
                .containsExactly(Optional.of("one"), Optional.empty(), Optional.of("one"));
    }

    @Test
    void takesTheGreatestValue() throws Exception {
        StorageAdapter adapter = adapter(0);
        byte[] value = new byte[ReplicatedStore.MAX_VALUE];
        new Random(1).nextBytes(value);
        String key = freshKey("great");
        adapter.update(List.of(new Change.Assign(key, value)));
        assertThat(one(adapter.read(List.of(key))).orElseThrow()).isEqualTo(value);
        settles("a great value", () -> assertThat(one(adapter(1).read(List.of(key))))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(value)));
    }

    @Test
    void takesAMegabyteInOneUpdate() throws Exception {
        StorageAdapter adapter = adapter(0);
        Random random = new Random(2);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            byte[] value = new byte[64 << 10];
            random.nextBytes(value);
            changes.add(new Change.Assign(freshKey("chunk"), value));
        }
        adapter.update(changes);
        List<Optional<byte[]>> answers =
                adapter.read(changes.stream().map(Change::key).toList());
        for (int i = 0; i < changes.size(); i++) {
            assertThat(answers.get(i).orElseThrow()).isEqualTo(((Change.Assign) changes.get(i)).value());
        }
    }

    @Test
    void takesAllOctets() throws Exception {
        StorageAdapter adapter = adapter(0);
        List<Change> changes = new ArrayList<>();
        byte[] all = new byte[256];
        for (int octet = 0; octet < 256; octet++) {
            all[octet] = (byte) octet;
            changes.add(new Change.Assign(freshKey("octet"), new byte[] {(byte) octet}));
        }
        changes.add(new Change.Assign(freshKey("octets"), all));
        adapter.update(changes);
        List<Optional<byte[]>> answers =
                adapter.read(changes.stream().map(Change::key).toList());
        for (int i = 0; i < changes.size(); i++) {
            assertThat(answers.get(i).orElseThrow()).isEqualTo(((Change.Assign) changes.get(i)).value());
        }
    }

    static Stream<String> keys() {
        String unique = Long.toString(System.nanoTime(), Character.MAX_RADIX);
        return Stream.of(
                unique,
                unique.toUpperCase(Locale.ROOT) + "Q",
                "-" + unique,
                "_" + unique,
                "--help-" + unique,
                LETTERS + unique,
                unique + "/" + LETTERS,
                unique + ".tmp",
                unique + ".",
                unique + "..",
                unique + "..x/y",
                unique + "/a.sync-conflict-20260101-000000-ABCDEFG",
                unique + "/con/nul/aux",
                unique + "/x" + "/x".repeat((198 - unique.length()) / 2),
                unique + "k".repeat(200 - unique.length()),
                unique + "/" + "k".repeat(199 - unique.length()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void takesKeysOfEveryShape(String key) throws Exception {
        assertThat(key.length()).isBetween(1, 200);
        StorageAdapter adapter = adapter(0);
        assertThat(read(adapter, key)).isEmpty();
        write(adapter, key, "value of " + key);
        assertThat(read(adapter, key)).contains("value of " + key);
        settles(key, () -> assertThat(read(adapter(1), key)).contains("value of " + key));
    }

    @Test
    void takesAKeyOfOneLetter() throws Exception {
        StorageAdapter adapter = adapter(0);
        write(adapter, "k", "one letter");
        assertThat(read(adapter, "k")).contains("one letter");
    }

    @Test
    void keysThatResembleEachOtherAreDifferent() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("a");
        List<String> alike =
                List.of(key, key + "/a", key + "/a/a", key + "/A", key + "_a", key + "-a", key + ".a", key + "aa");
        adapter.update(alike.stream().map(each -> assign(each, each)).toList());
        assertThat(adapter.read(alike).stream().map(value -> new String(value.orElseThrow())))
                .isEqualTo(alike);
    }

    @Test
    void setsTakeAndGiveBackWords() throws Exception {
        StorageAdapter adapter = adapter(0);
        String set = freshKey("set");
        add(adapter, set, "one", "two", "three");
        assertThat(adapter.members(set)).containsExactlyInAnyOrder("one", "two", "three");
        remove(adapter, set, "two");
        assertThat(adapter.members(set)).containsExactlyInAnyOrder("one", "three");
        add(adapter, set, "two");
        assertThat(adapter.members(set)).containsExactlyInAnyOrder("one", "two", "three");
        for (String word : List.of("one", "two", "three")) {
            remove(adapter, set, word);
        }
        assertThat(adapter.members(set)).isEmpty();
    }

    @Test
    void addingTwiceAndRemovingWhatIsNotThereChangeNothing() throws Exception {
        StorageAdapter adapter = adapter(0);
        String set = freshKey("set");
        remove(adapter, set, "never");
        add(adapter, set, "one");
        add(adapter, set, "one");
        remove(adapter, set, "never");
        assertThat(adapter.members(set)).containsExactly("one");
        remove(adapter, set, "one");
        assertThat(adapter.members(set)).isEmpty();
    }

    @Test
    void takesWordsOfEveryShape() throws Exception {
        StorageAdapter adapter = adapter(0);
        String set = freshKey("set");
        Set<String> words =
                Set.of("a", "A", "0", "-", "_", "--x", LETTERS, "w".repeat(100), "a.tmp", "a.", "a..", "ab");
        add(adapter, set, words.toArray(String[]::new));
        assertThat(adapter.members(set)).isEqualTo(words);
        settles("the words", () -> assertThat(adapter(1).members(set)).isEqualTo(words));
    }

    @Test
    void aSetOfManyMonitorsIsReadWhole() throws Exception {
        StorageAdapter adapter = adapter(0);
        String set = freshKey("set");
        Set<String> words = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            words.add("%032x".formatted(i * 0x9E3779B97F4A7C15L));
        }
        add(adapter, set, words.toArray(String[]::new));
        assertThat(adapter.members(set)).isEqualTo(words);
    }

    @Test
    void monitorsAddToOneSetAtTheSameTime() throws Exception {
        StorageAdapter one = adapter(0);
        StorageAdapter other = adapter(1);
        String set = freshKey("set");
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            all.add("zero-" + i);
            all.add("one-" + i);
        }
        atOnce(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        add(one, set, "zero-" + i);
                    }
                },
                () -> {
                    for (int i = 0; i < 20; i++) {
                        add(other, set, "one-" + i);
                    }
                });
        settles("all words", () -> {
            assertThat(one.members(set)).isEqualTo(all);
            assertThat(other.members(set)).isEqualTo(all);
        });
    }

    @Test
    void anUpdateDoesAllItsChangesInTheirOrder() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        String second = freshKey("second");
        String set = freshKey("set");
        adapter.update(List.of(
                assign(key, "one"),
                new Change.Add(set, "gone"),
                new Change.Add(set, "stays"),
                assign(second, "with it"),
                new Change.Remove(set, "gone"),
                assign(key, "two")));
        assertThat(read(adapter, key)).contains("two");
        assertThat(read(adapter, second)).contains("with it");
        assertThat(adapter.members(set)).containsExactly("stays");
        adapter.update(List.of(new Change.Remove(set, "stays"), new Change.Add(set, "stays")));
        assertThat(adapter.members(set)).containsExactly("stays");
    }

    @Test
    void anUpdateMayBeRepeated() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        String set = freshKey("set");
        List<Change> changes =
                List.of(assign(key, "one"), new Change.Add(set, "word"), new Change.Remove(set, "other"));
        for (int i = 0; i < 3; i++) {
            adapter.update(changes);
        }
        assertThat(read(adapter, key)).contains("one");
        assertThat(adapter.members(set)).containsExactly("word");
    }

    @Test
    void whoeverSeesTheLastChangeOfAnUpdateSeesTheOthers() throws Exception {
        StorageAdapter writer = adapter(0);
        StorageAdapter reader = adapter(0);
        List<String> values =
                IntStream.range(0, 8).mapToObj(i -> freshKey("value" + i)).toList();
        String manifest = freshKey("manifest");
        CountDownLatch done = new CountDownLatch(1);
        atOnce(
                () -> {
                    try {
                        for (long version = 1; version <= 100; version++) {
                            List<Change> changes = new ArrayList<>();
                            for (String key : values) {
                                changes.add(new Change.Assign(key, octets(version)));
                            }
                            changes.add(new Change.Assign(manifest, octets(version)));
                            writer.update(changes);
                        }
                    } finally {
                        done.countDown();
                    }
                },
                () -> {
                    long before = 0;
                    boolean last = false;
                    while (!last) {
                        last = done.getCount() == 0;
                        long version = one(reader.read(List.of(manifest)))
                                .map(Calls::number)
                                .orElse(0L);
                        assertThat(version).as("the manifest's versions").isGreaterThanOrEqualTo(before);
                        before = version;
                        for (Optional<byte[]> value : reader.read(values)) {
                            assertThat(value.map(Calls::number).orElse(0L))
                                    .as("a value, after its manifest was read")
                                    .isGreaterThanOrEqualTo(version);
                        }
                    }
                    assertThat(before).isEqualTo(100);
                });
    }

    @Test
    void anAdapterWorksWhileAnotherDoes() throws Exception {
        StorageAdapter one = adapter(0);
        StorageAdapter other = adapter(1);
        atOnce(() -> work(one), () -> work(other), () -> work(adapter(0)));
    }

    private static void work(StorageAdapter adapter) throws StorageException {
        String prefix = freshKey("work");
        for (int i = 0; i < 100; i++) {
            String key = prefix + '/' + i % 7;
            adapter.update(List.of(new Change.Assign(key, octets(i)), new Change.Add(prefix + "/set", "w" + i % 5)));
            assertThat(one(adapter.read(List.of(key))).map(Calls::number)).contains((long) i);
            assertThat(adapter.members(prefix + "/set")).hasSize(Math.min(i + 1, 5));
        }
    }

    @Test
    void callsMayComeFromOneThreadAfterAnother() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        for (int i = 0; i < 5; i++) {
            long version = i;
            atOnce(() -> adapter.update(List.of(new Change.Assign(key, octets(version)))));
            assertThat(number(one(adapter.read(List.of(key))).orElseThrow())).isEqualTo(version);
        }
    }

    @Test
    void costsAtLeastWhatItWrites() throws Exception {
        StorageAdapter adapter = adapter(0);
        Change small = new Change.Assign(freshKey("small"), new byte[300]);
        Change great = new Change.Assign(freshKey("great"), new byte[10_000]);
        assertThat(adapter.cost(List.of(small))).isGreaterThanOrEqualTo(300);
        assertThat(adapter.cost(List.of(great)))
                .isGreaterThanOrEqualTo(10_000)
                .isGreaterThan(adapter.cost(List.of(small)));
        assertThat(adapter.cost(List.of(small, great))).isGreaterThanOrEqualTo(adapter.cost(List.of(great)));
    }

    @Test
    void whoKeepsAnArrayDoesNotChangeTheStore() throws Exception {
        StorageAdapter adapter = adapter(0);
        String key = freshKey("value");
        byte[] value = octets("before");
        adapter.update(List.of(new Change.Assign(key, value)));
        value[0] = 'X';
        assertThat(read(adapter, key)).contains("before");
        one(adapter.read(List.of(key))).orElseThrow()[0] = 'X';
        assertThat(read(adapter, key)).contains("before");
    }

    @Test
    void aClosedAdapterRefuses() throws Exception {
        Engine.Connection connection = engine().connect(0);
        String key = freshKey("value");
        write(connection.adapter(), key, "one");
        connection.close();
        connection.close();
        assertThatThrownBy(() -> connection.adapter().read(List.of(key))).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> connection.adapter().members(key)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> write(connection.adapter(), key, "two")).isInstanceOf(StorageException.class);
        assertThat(read(adapter(0), key)).contains("one");
    }

    @Test
    void leavesNoThreadAndNoFileOpen() throws Exception {
        Resources.Count before = Resources.afterUse(() -> useOnce(engine()));
        for (int i = 0; i < 10; i++) {
            useOnce(engine());
        }
        settles("what adapters held is given back", () -> Resources.count().assertNoMoreThan(before));
    }

    private static void useOnce(Engine engine) throws Exception {
        try (Engine.Connection connection = engine.connect(0)) {
            String key = freshKey("value");
            write(connection.adapter(), key, "one");
            assertThat(read(connection.adapter(), key)).contains("one");
        }
    }

    /** Something that is done beside something else. */
    private interface Work {
        void run() throws Exception;
    }

    private static void atOnce(Work... works) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(works.length);
        try {
            List<Future<Object>> results = Stream.of(works)
                    .map(work -> threads.submit((Callable<Object>) () -> {
                        work.run();
                        return null;
                    }))
                    .toList();
            for (Future<Object> result : results) {
                try {
                    result.get();
                } catch (ExecutionException e) {
                    fail("Of what was done at the same time, something failed", e.getCause());
                }
            }
        } finally {
            threads.shutdown();
        }
    }
}
