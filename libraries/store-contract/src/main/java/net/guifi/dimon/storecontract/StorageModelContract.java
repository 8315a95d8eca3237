// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import org.awaitility.Awaitility;

/** Two monitors do what comes into their heads, each with its own keys, and read everything: a model tells what is right. */
public abstract class StorageModelContract {
    private static final int KEYS = 4;
    private static final int WORDS = 3;

    private final Callable<? extends Engine> start;

    /**
     * Takes what starts the engine, which is closed after the tests.
     *
     * @param start starts it
     */
    protected StorageModelContract(Callable<? extends Engine> start) {
        this.start = start;
    }

    /** An update by one of the monitors. */
    record Step(int monitor, List<Deed> deeds) {}

    /** One change of an update: which of the monitor's keys or words, and to what; words are taken away by nothing. */
    record Deed(boolean word, int which, Optional<Integer> content) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Deed> assign = Combinators.combine(
                        Arbitraries.integers().between(0, KEYS - 1), Arbitraries.integers())
                .as((which, content) -> new Deed(false, which, Optional.of(content)));
        Arbitrary<Deed> word = Combinators.combine(
                        Arbitraries.integers().between(0, WORDS - 1), Arbitraries.of(true, false))
                .as((which, add) -> new Deed(true, which, add ? Optional.of(0) : Optional.empty()));
        Arbitrary<List<Deed>> deeds =
                Arbitraries.oneOf(assign, word).list().ofMinSize(1).ofMaxSize(6);
        return Combinators.combine(Arbitraries.integers().between(0, 1), deeds)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 15)
    void monitorsReadWhatTheModelSays(@ForAll("steps") List<Step> steps) throws Exception {
        Engine engine = Store.getOrCreate("engine", Lifespan.PROPERTY, this::started)
                .get()
                .engine();
        try (Engine.Connection zero = engine.connect(0);
                Engine.Connection one = engine.connect(1)) {
            Model model = new Model(List.of(zero.adapter(), one.adapter()));
            for (Step step : steps) {
                model.take(step);
            }
            Awaitility.await("both have everything").atMost(engine.settling()).untilAsserted(model::assertSettled);
        }
    }

    private Started started() {
        try {
            return new Started(start.call());
        } catch (Exception e) {
            throw new IllegalStateException("The engine does not start", e);
        }
    }

    /** An engine that is ended after the property. */
    private record Started(Engine engine) implements Store.CloseOnReset {
        @Override
        public void close() throws IOException {
            engine.close();
        }
    }

    private static final class Model {
        private final List<StorageAdapter> adapters;
        private final String prefix = Calls.freshKey("model");
        private final Map<String, List<Integer>> versions = new LinkedHashMap<>();
        private final Map<String, Integer> seen = new HashMap<>();
        private final Set<String> words = new HashSet<>();

        Model(List<StorageAdapter> adapters) {
            this.adapters = adapters;
            for (int monitor = 0; monitor < adapters.size(); monitor++) {
                for (int which = 0; which < KEYS; which++) {
                    versions.put(key(monitor, which), new ArrayList<>());
                }
            }
        }

        private String key(int monitor, int which) {
            return prefix + '/' + monitor + '/' + which;
        }

        private String set() {
            return prefix + "/set";
        }

        void take(Step step) throws StorageException {
            List<Change> changes = new ArrayList<>();
            for (Deed deed : step.deeds()) {
                String word = step.monitor() + "-" + deed.which();
                if (!deed.word()) {
                    String key = key(step.monitor(), deed.which());
                    int content = deed.content().orElseThrow();
                    versions.get(key).add(content);
                    changes.add(new Change.Assign(key, Calls.octets(content)));
                } else if (deed.content().isPresent()) {
                    words.add(word);
                    changes.add(new Change.Add(set(), word));
                } else {
                    words.remove(word);
                    changes.add(new Change.Remove(set(), word));
                }
            }
            adapters.get(step.monitor()).update(changes);
            for (int monitor = 0; monitor < adapters.size(); monitor++) {
                check(monitor);
            }
        }

        private static Optional<Integer> last(List<Integer> versions) {
            return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
        }

        private List<Optional<Integer>> read(int monitor) throws StorageException {
            return adapters.get(monitor).read(List.copyOf(versions.keySet())).stream()
                    .map(value -> value.map(octets -> (int) Calls.number(octets)))
                    .toList();
        }

        /** Of its own keys a monitor reads the last version, of the other's none that was never written. */
        private void check(int reader) throws StorageException {
            List<Optional<Integer>> values = read(reader);
            int next = 0;
            for (Map.Entry<String, List<Integer>> each : versions.entrySet()) {
                Optional<Integer> value = values.get(next++);
                if (each.getKey().startsWith(prefix + '/' + reader + '/')) {
                    assertThat(value).as("its own %s", each.getKey()).isEqualTo(last(each.getValue()));
                } else if (value.isPresent()) {
                    assertThat(each.getValue())
                            .as("the other's %s", each.getKey())
                            .contains(value.get());
                    seen.put(each.getKey(), value.get());
                } else {
                    assertThat(seen).as("what was there once").doesNotContainKey(each.getKey());
                }
            }
            Set<String> own = new HashSet<>(adapters.get(reader).members(set()));
            own.removeIf(word -> !word.startsWith(reader + "-"));
            assertThat(own).as("its own words").isEqualTo(wordsOf(reader));
        }

        private Set<String> wordsOf(int monitor) {
            Set<String> own = new HashSet<>(words);
            own.removeIf(word -> !word.startsWith(monitor + "-"));
            return own;
        }

        void assertSettled() throws StorageException {
            for (int monitor = 0; monitor < adapters.size(); monitor++) {
                assertThat(read(monitor))
                        .isEqualTo(versions.values().stream().map(Model::last).toList());
                assertThat(adapters.get(monitor).members(set())).isEqualTo(words);
            }
        }
    }
}
