// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Inventory;

/** One monitor: a process that may crash, hang and come back, a disk that may get lost, and ways to data centres. */
final class SimulatedMonitor {
    private static final long ASKING_MILLIS = 1_000;
    private static final long ANSWER_MILLIS = 2_000;
    private static final long STOPPING_MILLIS = 3_000;
    private static final int WAKING_MILLIS = 20;

    private final SimulatedNetwork network;
    private final int number;
    private final List<Way> ways;
    private final SimulatedStore store;
    private final Monitor self;
    private final long clockOffset;
    private final List<Long> rounds = new ArrayList<>();

    private boolean up;
    private boolean frozen;
    private boolean stepping;
    private long life;
    private Optional<Participant> participant = Optional.empty();
    private Optional<Inventory> inventory = Optional.empty();
    private BitSet list = Participant.NOTHING;
    private BitSet watched = new BitSet();
    /** What it watched when it stopped, as long as others may believe that it still does. */
    private BitSet before = new BitSet();

    private boolean diskLost;

    SimulatedMonitor(
            SimulatedNetwork network,
            int number,
            int capacity,
            Optional<String> zone,
            Optional<String> node,
            List<Way> ways,
            boolean founder,
            long clockOffset) {
        this.network = network;
        this.number = number;
        this.ways = ways;
        this.clockOffset = clockOffset;
        this.store = network.newStore(this, founder);
        this.self = new Monitor(
                store.owner(),
                "monitor " + number,
                capacity,
                zone,
                node,
                List.of(),
                network.policies().stream()
                        .map(policy -> policy.name() + '/' + policy.version())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    int number() {
        return number;
    }

    String id() {
        return self.id();
    }

    Monitor self() {
        return self;
    }

    SimulatedStore store() {
        return store;
    }

    List<Way> ways() {
        return ways;
    }

    /** The data centre that it stands beside: when the centres are cut apart, so are the monitors. */
    int side() {
        return ways.get(0).centre().number();
    }

    boolean isUp() {
        return up;
    }

    /** Whether it watches anything at all. */
    boolean works() {
        return up && !frozen;
    }

    boolean isFrozen() {
        return frozen;
    }

    Optional<Participant> participant() {
        return participant;
    }

    Optional<Inventory> inventory() {
        return inventory;
    }

    /** The devices it watches, by their numbers. */
    BitSet watched() {
        return watched;
    }

    BitSet before() {
        return before;
    }

    /** The monotonic clock, which begins anywhere. */
    long nanos() {
        return clockOffset + network.timeline().now() * 1_000_000;
    }

    // What happens to it.

    void start() {
        life++;
        up = true;
        frozen = false;
        rounds.clear();
        store.start();
        Participant started = network.newParticipant(self, this::nanos);
        participant = Optional.of(started);
        list = Participant.NOTHING;
        inventory.ifPresent(started::inventory);
        for (int link = 0; link < store.links(); link++) {
            rounds.add(0L);
            round(link, network.random().nextInt(5_000));
        }
        every(network.stepMillis(), this::stepSoon);
        every(ASKING_MILLIS, this::ask);
        stepSoon();
    }

    /** Stops without a word. */
    void crash() {
        up = false;
        frozen = false;
        remember();
        store.stop();
        participant = Optional.empty();
        network.coverage().stopped(this);
        watched = new BitSet();
    }

    private void remember() {
        before = watched;
        diskLost = false;
    }

    /** Says that it stops, and stops. */
    void leave() {
        guarded(() -> {
            participant.orElseThrow().leave(ringing());
            updateList();
        });
        later(STOPPING_MILLIS, this::crash);
    }

    /** Does nothing at all for a while, as after SIGSTOP. */
    void freeze(long millis) {
        frozen = true;
        network.coverage().stopped(this);
        before = watched;
        long mine = life;
        network.timeline().after(millis, () -> {
            if (up && life == mine) {
                frozen = false;
                network.coverage().resumed(this);
                before = new BitSet();
            }
        });
    }

    void loseDisk() {
        store.loseDisk();
        inventory = Optional.empty();
        diskLost = true;
    }

    void inventory(Inventory changed) {
        inventory = Optional.of(changed);
        if (up) {
            participant.orElseThrow().inventory(changed);
            stepSoon();
        }
    }

    /** News came: it looks at once. */
    void stepSoon() {
        if (!stepping) {
            stepping = true;
            long mine = life;
            network.timeline().after(0, () -> {
                stepping = false;
                if (life == mine) {
                    guarded(this::step);
                }
            });
        }
    }

    // What it does.

    private void step() {
        if (inventory.isPresent()) {
            long began = CpuTime.nanos();
            participant.orElseThrow().step(ringing(), store.network());
            network.spent(CpuTime.nanos() - began);
            updateList();
        }
    }

    private RingingStore ringing() {
        return new RingingStore(store.store(), this::ring);
    }

    /** There is something to carry. */
    void ring() {
        for (int link = 0; link < rounds.size(); link++) {
            round(link, waking());
        }
    }

    /** Drawn anew each time: were it always the same, monitors that answer each other would do so in step for ever. */
    private long waking() {
        return WAKING_MILLIS / 2 + network.random().nextInt(WAKING_MILLIS);
    }

    private void updateList() {
        BitSet next = participant.orElseThrow().watched();
        if (next != list) {
            list = next;
            BitSet last = watched;
            // After a restart, what others still believe that it watches is what it must not just forget.
            BitSet promised = diskLost ? last : before;
            watched = next;
            network.coverage().changed(this, last, next, last.isEmpty() ? promised : last);
            if (!diskLost) {
                before = new BitSet();
            }
        }
    }

    private void round(int link, long wait) {
        long turn = rounds.get(link) + 1;
        rounds.set(link, turn);
        later(wait, () -> {
            if (rounds.get(link) == turn) {
                long next = store.round(link).toMillis();
                if (rounds.get(link) == turn) {
                    round(link, Math.max(WAKING_MILLIS, next));
                }
            }
        });
    }

    private void ask() {
        Participant asking = participant.orElseThrow();
        for (String id : asking.toAsk()) {
            if (network.answers(this, id)) {
                later(WAKING_MILLIS, () -> asking.answered(id));
            } else {
                later(ANSWER_MILLIS, () -> {
                    asking.unanswered(id);
                    stepSoon();
                });
            }
        }
    }

    private void every(long millis, Runnable what) {
        later(1 + network.random().nextInt((int) millis), () -> repeat(millis, what));
    }

    private void repeat(long millis, Runnable what) {
        what.run();
        later(millis, () -> repeat(millis, what));
    }

    /** In this life, and not while it hangs. */
    private void later(long millis, Runnable what) {
        long mine = life;
        network.timeline().after(millis, () -> {
            if (life == mine) {
                guarded(what);
            }
        });
    }

    private void guarded(Runnable what) {
        if (up && frozen) {
            later(100, what);
        } else if (up) {
            what.run();
        }
    }

    @Override
    public String toString() {
        return number + " (" + id().substring(0, 6) + ")";
    }
}
