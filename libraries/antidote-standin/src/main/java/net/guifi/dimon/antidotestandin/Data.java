// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Last-writer-wins registers and add-wins sets, as one data centre has them. Octets are written as Latin-1 text. */
final class Data {
    private static final int PARTITIONS = 16;

    /** Where something stands. */
    record Key(String bucket, String key) {
        int partition() {
            return Math.floorMod(hashCode(), PARTITIONS);
        }
    }

    /** What becomes of an operation: the same at each centre, in whatever order effects come that knew nothing of each other. */
    sealed interface Effect {
        Key key();
    }

    record Assign(Key key, String value, long time, CentreId by) implements Effect {
        boolean isAfter(Assign other) {
            return time != other.time ? time > other.time : by.compareTo(other.by) > 0;
        }
    }

    record Add(Key key, String word, String tag, Set<String> replaced) implements Effect {}

    record Remove(Key key, String word, Set<String> removed) implements Effect {}

    /**
     * What was done at once.
     *
     * @param origin the centre where it was done
     * @param time when, by its clock
     * @param known what it knew of the others then
     */
    record Transaction(CentreId origin, long time, Map<CentreId, Long> known, List<Effect> effects) {}

    private final Map<Key, Assign> registers = new HashMap<>();
    private final Map<Key, Map<String, Set<String>>> sets = new HashMap<>();

    boolean isRegister(Key key) {
        return registers.containsKey(key);
    }

    boolean isSet(Key key) {
        return sets.containsKey(key);
    }

    Optional<Assign> register(Key key) {
        return Optional.ofNullable(registers.get(key));
    }

    SortedSet<String> words(Key key) {
        SortedSet<String> present = new TreeSet<>();
        sets.getOrDefault(key, Map.of()).forEach((word, tags) -> {
            if (!tags.isEmpty()) {
                present.add(word);
            }
        });
        return present;
    }

    Set<String> tags(Key key, String word) {
        return Set.copyOf(sets.getOrDefault(key, Map.of()).getOrDefault(word, Set.of()));
    }

    void apply(Effect effect) {
        if (effect instanceof Assign assign) {
            registers.merge(assign.key(), assign, (before, after) -> after.isAfter(before) ? after : before);
        } else if (effect instanceof Add add) {
            Set<String> tags = sets.computeIfAbsent(add.key(), first -> new HashMap<>())
                    .computeIfAbsent(add.word(), first -> new HashSet<>());
            tags.removeAll(add.replaced());
            tags.add(add.tag());
        } else if (effect instanceof Remove remove) {
            sets.computeIfAbsent(remove.key(), first -> new HashMap<>())
                    .getOrDefault(remove.word(), new HashSet<>())
                    .removeAll(remove.removed());
        }
    }
}
