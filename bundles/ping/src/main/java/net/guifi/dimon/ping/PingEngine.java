// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.probing.RateLimitedLog;
import net.guifi.dimon.probing.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each target its echo requests when they are due, and gives each request exactly one outcome.
 *
 * <p>It has no thread: one calls {@link #send()} again and again, another {@link #receive()}. What they share is under
 * one lock, which is never held over a system call.
 */
final class PingEngine {
    private static final Logger LOG = LoggerFactory.getLogger(PingEngine.class);
    private static final Outcome[] OUTCOMES = Outcome.values();
    /** How much later than due a request may go, so that one wake-up serves several. */
    private static final long COALESCING = 10_000_000;
    /** The same when few are due: each wake-up costs many times what a request does. */
    private static final long SPARSE_COALESCING = 100_000_000;
    /** Fewer requests a wake-up are few. */
    private static final int SPARSE = 32;
    /** The two clocks are compared at least as often. */
    private static final long LONGEST_SLEEP = 1_000_000_000;

    /** More than a receive buffer usually holds. */
    private static final int MOST_DRAINED = 1 << 15;

    private final Time time;
    private final Sockets sockets;
    private final long nonce;
    private final RateLimitedLog refusals;
    private final ReentrantLock lock = new ReentrantLock();
    private final long[] counters = new long[Counter.values().length];
    private final Alignment alignment = new Alignment();
    private final DueHeap due = new DueHeap();
    private final Flights flights = new Flights();
    private final Pace pace;
    private final Map<Family, EchoBatch> batches = new EnumMap<>(Family.class);
    /** Of families that have been pinged. */
    private final Map<Family, long[]> cookiesBySequence = new EnumMap<>(Family.class);

    private final Map<Family, Receiver> receivers = new EnumMap<>(Family.class);
    private final int[] targetsOf = new int[Family.ALL.size()];

    private Target[] targets = new Target[64];
    /** How many requests each slot has had, also under an earlier target: a slot never has a number twice. */
    private int[] counts = new int[64];

    private int[] freeSlots = new int[64];
    private int free;
    private int slots;
    private Settings settings;
    /** Whether the last answer bore the kernel's stamp. */
    private volatile boolean stamped;
    /** Whether few requests were due at the sender's last wake-up. */
    private volatile boolean sparse = true;
    /** How many have been due since the sender's last wake-up. */
    private int taken;

    PingEngine(IcmpNetwork network, Time time, long nonce, Settings settings) {
        this.time = time;
        this.nonce = nonce;
        this.settings = settings;
        sockets = new Sockets(network, time);
        pace = new Pace(settings.pace());
        refusals = new RateLimitedLog(time, LOG::warn);
        for (Family family : Family.ALL) {
            batches.put(family, new EchoBatch());
            receivers.put(family, new Receiver(family));
        }
    }

    Sockets sockets() {
        return sockets;
    }

    Settings settings() {
        lock.lock();
        try {
            return settings;
        } finally {
            lock.unlock();
        }
    }

    /** Changes the settings; the period is the targets' own. */
    void settings(Settings changed) {
        lock.lock();
        try {
            settings = changed;
            pace.limit(changed.pace());
        } finally {
            lock.unlock();
        }
        sockets.requestReceiveBuffer(changed.receiveBuffer());
    }

    /** Starts to ask a target, at its next phase. */
    void add(Target target) {
        lock.lock();
        try {
            enter(target);
            schedule(target);
        } finally {
            lock.unlock();
        }
    }

    /** Asks a target so many times, a period apart, beginning now. */
    void add(Target target, int times) {
        lock.lock();
        try {
            enter(target);
            target.remaining = times;
            due.put(target.slot, time.monotonic());
        } finally {
            lock.unlock();
        }
    }

    /** Asks a target at other times from now on; what is under way stays so. */
    void reschedule(Target target, long period, long phase) {
        lock.lock();
        try {
            target.period = period;
            target.phase = phase;
            schedule(target);
        } finally {
            lock.unlock();
        }
    }

    /** Lets a target go: its listener hears nothing more. */
    void remove(Target target) {
        lock.lock();
        try {
            while (target.firstFlight != Flights.NONE) {
                int flight = target.firstFlight;
                target.firstFlight = flights.nextOfTarget[flight];
                if (flights.outcome[flight] == Flights.NONE) {
                    flights.land(flight, Outcome.NOT_SENT.ordinal(), 0);
                    count(Counter.ABANDONED);
                }
                flights.release(flight);
            }
            leave(target);
        } finally {
            lock.unlock();
        }
    }

    private void enter(Target target) {
        int slot;
        if (free > 0) {
            slot = freeSlots[--free];
        } else {
            slot = slots++;
            if (slot == targets.length) {
                targets = Arrays.copyOf(targets, slot * 2);
                counts = Arrays.copyOf(counts, slot * 2);
                freeSlots = Arrays.copyOf(freeSlots, slot * 2);
            }
        }
        target.slot = slot;
        targets[slot] = target;
        targetsOf[target.family.ordinal()]++;
    }

    private void leave(Target target) {
        if (target.slot == Flights.NONE) {
            return;
        }
        due.remove(target.slot);
        targets[target.slot] = null;
        freeSlots[free++] = target.slot;
        target.slot = Flights.NONE;
        targetsOf[target.family.ordinal()]--;
    }

    private void schedule(Target target) {
        long now = time.monotonic();
        alignment.align(now, time.wall());
        due.put(target.slot, alignment.next(now, target.period, target.phase));
    }

    /** How many targets of a family there are. */
    int targets(Family family) {
        lock.lock();
        try {
            return targetsOf[family.ordinal()];
        } finally {
            lock.unlock();
        }
    }

    long counter(Counter counter) {
        lock.lock();
        try {
            return counters[counter.ordinal()];
        } finally {
            lock.unlock();
        }
    }

    private void count(Counter counter) {
        counters[counter.ordinal()]++;
    }

    /**
     * Sends one batch a family of what is due.
     *
     * @return when to call again, in monotonic nanoseconds
     */
    long send() {
        long next;
        lock.lock();
        try {
            next = collect();
        } finally {
            lock.unlock();
        }
        for (Family family : Family.ALL) {
            transmit(family, batches.get(family));
        }
        return next;
    }

    private long collect() {
        long now = time.monotonic();
        long wall = time.wall();
        alignment.align(now, wall);
        for (EchoBatch batch : batches.values()) {
            batch.size = 0;
            batch.nonce = nonce;
            batch.payload = settings.payload();
        }
        while (!due.isEmpty() && due.firstDue() <= now) {
            if (pace.next() > now) {
                return pace.next();
            }
            Target target = targets[due.first()];
            EchoBatch batch = batches.get(target.family);
            IcmpSocket socket = sockets.of(target.family);
            if (batch.size == (socket == null || socket.stampsSending() ? EchoBatch.CAPACITY : 1)) {
                return now;
            }
            pace.take(now);
            taken++;
            if (launch(target, batch, now, wall) && target.remaining != Flights.NONE) {
                target.remaining--;
            }
            advance(target, now);
        }
        sparse = taken < SPARSE;
        taken = 0;
        long wake = due.isEmpty() ? Long.MAX_VALUE : due.firstDue() + (sparse ? SPARSE_COALESCING : COALESCING);
        return Math.min(wake, now + LONGEST_SLEEP);
    }

    private boolean launch(Target target, EchoBatch batch, long now, long wall) {
        if (flights.isFull()) {
            count(Counter.SKIPPED);
            return false;
        }
        int slot = target.slot;
        int number = ++counts[slot];
        int flight = flights.start(slot, number, now, wall);
        target.answered <<= 1;
        if (target.firstFlight == Flights.NONE) {
            target.firstFlight = flight;
        } else {
            flights.nextOfTarget[target.lastFlight] = flight;
        }
        target.lastFlight = flight;
        if (sockets.of(target.family) == null) {
            land(flight, Outcome.NOT_SENT, 0, Counter.NOT_SENT);
            return true;
        }
        // Spread by slot: routers that quote no more than the header are told apart by sequence and address.
        int sequence = (slot * 0x9E37 + number) & 0xFFFF;
        long cookie = flights.cookie(flight);
        cookiesBySequence.computeIfAbsent(target.family, family -> new long[1 << 16])[sequence] = cookie;
        batch.add(target, sequence, (long) slot << 32 | Integer.toUnsignedLong(number), cookie);
        count(Counter.SENT);
        return true;
    }

    private void advance(Target target, long now) {
        long sent = due.firstDue();
        if (target.remaining != Flights.NONE) {
            if (target.remaining == 0) {
                due.remove(target.slot);
                retire(target);
            } else {
                due.put(target.slot, now + target.period);
            }
            return;
        }
        long next = alignment.following(sent, target.period, target.phase);
        if (next + target.period <= now) {
            counters[Counter.SKIPPED.ordinal()] += (now - next) / target.period;
            next = alignment.next(now, target.period, target.phase);
        }
        due.put(target.slot, next);
    }

    private void retire(Target target) {
        if (target.remaining == 0 && target.firstFlight == Flights.NONE) {
            leave(target);
        }
    }

    private void transmit(Family family, EchoBatch batch) {
        if (batch.size == 0) {
            return;
        }
        IcmpSocket socket = sockets.of(family);
        if (socket == null) {
            Arrays.fill(batch.error, 0, batch.size, Errno.EBADF);
        } else {
            socket.send(batch);
        }
        for (int i = 0; i < batch.size; i++) {
            if (batch.error[i] != 0) {
                lock.lock();
                try {
                    refused(batch.cookie[i], batch.error[i], family);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private void refused(long cookie, int errno, Family family) {
        int flight = flights.find(cookie);
        if (flight == Flights.NONE) {
            return;
        }
        counters[Counter.SENT.ordinal()]--;
        Target target = targets[flights.slot[flight]];
        if (Errno.isNoRoute(errno)) {
            land(flight, Outcome.UNREACHABLE, 0, Counter.NO_ROUTE);
        } else {
            refusals.log(family.title + " echo request to " + target.address.getHostAddress() + " could not be sent: "
                    + Errno.text(errno));
            land(flight, Outcome.NOT_SENT, 0, Counter.NOT_SENT);
        }
    }

    /** Gives a flight its outcome, and hands on what is now complete, in the order of sending. */
    private void land(int flight, Outcome outcome, long rtt, Counter counter) {
        count(counter);
        flights.land(flight, outcome.ordinal(), rtt);
        Target target = targets[flights.slot[flight]];
        while (target.firstFlight != Flights.NONE && flights.outcome[target.firstFlight] != Flights.NONE) {
            int first = target.firstFlight;
            target.firstFlight = flights.nextOfTarget[first];
            long at = flights.stamp[first] != 0 ? flights.stamp[first] : flights.sentWall[first];
            target.listener.outcome(at, OUTCOMES[flights.outcome[first]], flights.rtt[first]);
            flights.release(first);
        }
        retire(target);
    }

    /**
     * Takes in what has come, and only then ends what has waited too long: an answer that waited in the buffer while
     * this process was stopped is no loss.
     *
     * @return how many answers came
     */
    int receive() {
        sockets.maintain(settings().receiveBuffer());
        long cutoff = time.monotonic();
        int answers = 0;
        boolean all = true;
        for (Family family : Family.ALL) {
            IcmpSocket socket = sockets.of(family);
            if (socket != null) {
                int drained = drain(socket, receivers.get(family));
                answers += drained;
                all &= drained < MOST_DRAINED;
            }
        }
        if (all) {
            expire(cutoff);
        }
        return answers;
    }

    private int drain(IcmpSocket socket, Receiver receiver) {
        int drained = 0;
        int replies;
        do {
            replies = socket.read(IcmpSocket.Queue.REPLIES);
            receiver.now = time.monotonic();
            receiver.wall = time.wall();
            while (socket.read(IcmpSocket.Queue.ERRORS) > 0) {
                dispatch(socket, IcmpSocket.Queue.ERRORS, receiver);
            }
            dispatch(socket, IcmpSocket.Queue.REPLIES, receiver);
            drained += replies;
        } while (replies == EchoBatch.CAPACITY && drained < MOST_DRAINED);
        return drained;
    }

    private void dispatch(IcmpSocket socket, IcmpSocket.Queue queue, Receiver receiver) {
        lock.lock();
        try {
            socket.dispatch(queue, receiver);
        } finally {
            lock.unlock();
        }
    }

    private void expire(long cutoff) {
        lock.lock();
        try {
            int oldest = flights.oldest();
            while (oldest != Flights.NONE && flights.sentMonotonic[oldest] + settings.timeout() < cutoff) {
                land(oldest, Outcome.TIMEOUT, 0, Counter.LOST);
                oldest = flights.oldest();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether answers bear the kernel's stamps, so that they need not be read at once. */
    boolean isStamped() {
        return stamped;
    }

    /** Whether requests, and so answers, are few. */
    boolean isSparse() {
        return sparse;
    }

    /** When the next timeout is, in monotonic nanoseconds; {@link Long#MAX_VALUE} when nothing is under way. */
    long nextTimeout() {
        lock.lock();
        try {
            int oldest = flights.oldest();
            return oldest == Flights.NONE
                    ? Long.MAX_VALUE
                    : flights.sentMonotonic[oldest] + settings.timeout() + COALESCING;
        } finally {
            lock.unlock();
        }
    }

    /** How many requests have no outcome yet. */
    int underWay() {
        lock.lock();
        try {
            return flights.underWay();
        } finally {
            lock.unlock();
        }
    }

    /** Finds out what a message is about; called under the lock. */
    private final class Receiver implements IcmpSocket.Handler {
        private final Family family;
        private long now;
        private long wall;

        Receiver(Family family) {
            this.family = family;
        }

        @Override
        public void overflow(int dropped) {
            counters[Counter.OVERFLOW.ordinal()] += dropped;
        }

        @Override
        public void sent(long cookie, long stamp) {
            int flight = flights.find(cookie);
            if (flight != Flights.NONE && stamp >= flights.sentWall[flight]) {
                flights.stamp[flight] = stamp;
            }
        }

        @Override
        public void reply(long high, long low, ByteBuffer message, int at, int length, long stamp) {
            if (length < Echo.HEADER + Echo.IDENTITY) {
                count(Counter.MALFORMED);
                return;
            }
            if (message.get(at) != family.echoReply || message.get(at + 1) != 0 || Echo.nonce(message, at) != nonce) {
                count(Counter.FOREIGN);
                return;
            }
            long id = Echo.id(message, at);
            int slot = (int) (id >>> 32);
            int number = (int) id;
            if (slot < 0 || slot >= slots || counts[slot] - number < 0) {
                count(Counter.FOREIGN);
                return;
            }
            Target target = targets[slot];
            if (target == null) {
                count(Counter.LATE);
                return;
            }
            if (target.family != family || !target.hasAddress(high, low)) {
                count(Counter.FOREIGN);
                return;
            }
            answer(target, number, stamp);
        }

        private void answer(Target target, int number, long stamp) {
            int age = counts[target.slot] - number;
            long bit = age < Long.SIZE ? 1L << age : 0;
            if ((target.answered & bit) != 0) {
                count(Counter.DUPLICATE);
                return;
            }
            target.answered |= bit;
            int flight = find(target, number);
            if (flight == Flights.NONE) {
                count(Counter.LATE);
                return;
            }
            long rtt = roundTrip(flight, stamp);
            if (rtt > settings.timeout()) {
                count(Counter.LATE);
                land(flight, Outcome.TIMEOUT, 0, Counter.LOST);
            } else {
                land(flight, Outcome.OK, rtt, Counter.RECEIVED);
            }
        }

        /**
         * By the kernel's stamps when both are there and agree with the monotonic clock, which has seen the sending
         * not later and the answer not earlier; a jump of the wall clock between them is found so.
         */
        private long roundTrip(int flight, long stamp) {
            stamped = stamp != 0;
            long most = Math.max(0, now - flights.sentMonotonic[flight]);
            // The kernel may slew the wall clock by 500 ppm and more.
            long tolerated = most + (most >> 10);
            long sent = flights.stamp[flight] != 0 ? flights.stamp[flight] : flights.sentWall[flight];
            long rtt = (stamp != 0 ? stamp : wall) - sent;
            boolean plausible = rtt >= 0 && rtt <= tolerated;
            if (stamp == 0 || flights.stamp[flight] == 0 || !plausible) {
                count(Counter.USER_STAMPED);
            }
            return plausible ? rtt : most;
        }

        private int find(Target target, int number) {
            int flight = target.firstFlight;
            while (flight != Flights.NONE && flights.count[flight] != number) {
                flight = flights.nextOfTarget[flight];
            }
            return flight != Flights.NONE && flights.outcome[flight] == Flights.NONE ? flight : Flights.NONE;
        }

        @Override
        public void error(long high, long low, ByteBuffer quoted, int at, int length, int type, int code) {
            if (!family.saysUnreachable(type, code)) {
                return;
            }
            if (length < Echo.HEADER) {
                count(Counter.MALFORMED);
                return;
            }
            int flight = Flights.NONE;
            if (length < Echo.HEADER + Echo.IDENTITY) {
                long[] cookies = cookiesBySequence.get(family);
                flight = cookies == null ? Flights.NONE : flights.find(cookies[Echo.sequence(quoted, at)]);
            } else if (Echo.nonce(quoted, at) != nonce) {
                count(Counter.FOREIGN);
                return;
            } else {
                long id = Echo.id(quoted, at);
                int slot = (int) (id >>> 32);
                if (slot >= 0 && slot < slots && targets[slot] != null) {
                    flight = find(targets[slot], (int) id);
                }
            }
            if (flight == Flights.NONE) {
                count(Counter.LATE);
            } else if (targets[flights.slot[flight]].hasAddress(high, low)) {
                land(flight, Outcome.UNREACHABLE, 0, Counter.UNREACHABLE);
            } else {
                count(Counter.FOREIGN);
            }
        }
    }
}
