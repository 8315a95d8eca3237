// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** An engine of several data centres: what is written to one comes to the others late, twice, or never. */
final class DataCentres {
    private final Timeline timeline;
    private final Random random;
    private final List<Centre> centres = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean cut;

    /** The part of the updates that never gets to another centre. */
    double losing;
    /** The part of the updates that gets there twice. */
    double doubling;
    /** The longest way from one centre to another, in milliseconds. */
    long delay = 2_000;
    /** Whether what is written while the centres are cut apart is lost, instead of coming after the healing. */
    boolean forgetting;

    DataCentres(Timeline timeline, Random random, int count) {
        this.timeline = timeline;
        this.random = random;
        for (int i = 0; i < count; i++) {
            centres.add(new Centre(i));
        }
    }

    Centre get(int centre) {
        return centres.get(centre);
    }

    int count() {
        return centres.size();
    }

    boolean isCut() {
        return cut;
    }

    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
        List<Runnable> late = List.copyOf(held);
        held.clear();
        late.forEach(Runnable::run);
    }

    private void spread(Centre from, Written written) {
        for (Centre other : centres) {
            if (other != from && random.nextDouble() >= losing) {
                int copies = random.nextDouble() < doubling ? 2 : 1;
                for (int copy = 0; copy < copies; copy++) {
                    timeline.after(1 + (long) (random.nextDouble() * delay), () -> deliver(other, written));
                }
            }
        }
    }

    private void deliver(Centre to, Written written) {
        if (!cut) {
            to.take(written);
        } else if (!forgetting) {
            held.add(() -> to.take(written));
        }
    }

    /** A value of a register, or a word of a set that is added or removed. */
    private record Written(String key, Object value, boolean word, boolean added, long stamp) {}

    /** Last-writer-wins registers and add-wins sets, in an order of its own. */
    final class Centre {
        private final int number;
        private final Map<String, Written> registers = new HashMap<>();
        private final Map<String, Set<String>> sets = new HashMap<>();
        private long clock;
        boolean answering = true;

        private Centre(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        Optional<Object> read(String key) {
            return Optional.ofNullable(registers.get(key)).map(Written::value);
        }

        Set<String> members(String key) {
            return Set.copyOf(sets.getOrDefault(key, Set.of()));
        }

        void write(String key, Object value) {
            write(new Written(key, value, false, true, tick(0)));
        }

        void word(String key, String word, boolean added) {
            write(new Written(key, word, true, added, tick(0)));
        }

        private void write(Written written) {
            take(written);
            spread(this, written);
        }

        private void take(Written written) {
            tick(written.stamp());
            if (written.word()) {
                Set<String> words = sets.computeIfAbsent(written.key(), key -> new TreeSet<>());
                if (written.added()) {
                    words.add((String) written.value());
                } else {
                    words.remove(written.value());
                }
            } else {
                registers.merge(written.key(), written, (old, young) -> young.stamp() > old.stamp() ? young : old);
            }
        }

        /** Later than everything that was seen here; ties between centres go by their number. */
        private long tick(long seen) {
            long least = Math.max(Math.max(clock, seen) + 1, timeline.now() * centres.size());
            clock = least + Math.floorMod(number - least, centres.size());
            return clock;
        }
    }
}
