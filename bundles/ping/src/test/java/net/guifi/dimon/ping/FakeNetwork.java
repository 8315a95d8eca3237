// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.guifi.dimon.probing.Time;

/**
 * A network in virtual time. What happens to each request is decided by its {@link Behaviour}; what comes back lies in
 * the socket when its time has come.
 */
final class FakeNetwork implements IcmpNetwork, Time {
    /** One way a request can end. */
    enum Fate {
        ANSWERED,
        ANSWERED_WITHOUT_STAMPS,
        LOST,
        LATE,
        TWICE,
        FORGED_SOURCE,
        FORGED_NONCE,
        FORGED_FUTURE,
        TRUNCATED,
        UNREACHABLE,
        UNREACHABLE_SHORT_QUOTE,
        NO_ROUTE,
        NO_BUFFERS
    }

    /** Decides about a request by its address and how many there were. */
    interface Behaviour {
        Fate fate(long low, int number);

        /** Nanoseconds until the answer. */
        long delay(long low, int number);
    }

    record Request(Family family, long low, long id, long at) {}

    private record Arrival(long time, long order, IcmpSocket.Queue queue, Delivery delivery) {}

    private interface Delivery {
        void to(IcmpSocket.Handler handler);
    }

    final List<Request> requests = new ArrayList<>();
    final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    final Map<Family, String> refusals = new EnumMap<>(Family.class);
    final Map<Family, Socket> open = new EnumMap<>(Family.class);
    long now = 1_000_000_000_000L;
    long wallOffset = 1_700_000_000_000_000_000L;
    long latest;
    boolean stampsSending = true;
    // Kept, because the log manager does not; thousands of openings would fill the log of the tests.
    private static final Logger LOG = Logger.getLogger("net.guifi.dimon.ping");
    private final Behaviour behaviour;
    private long order;

    FakeNetwork(Behaviour behaviour) {
        this.behaviour = behaviour;
        LOG.setLevel(Level.SEVERE);
    }

    @Override
    public long monotonic() {
        return now;
    }

    @Override
    public long wall() {
        return now + wallOffset;
    }

    @Override
    public IcmpSocket open(Family family, int receiveBuffer) throws IOException {
        if (refusals.containsKey(family)) {
            throw new IOException(refusals.get(family));
        }
        Socket socket = new Socket(family, receiveBuffer);
        open.put(family, socket);
        return socket;
    }

    @Override
    public void await(long nanos) {
        throw new UnsupportedOperationException("the test advances time");
    }

    @Override
    public void wake() {
        // Nobody sleeps.
    }

    @Override
    public void close() {
        open.values().forEach(Socket::close);
    }

    /** Lets an engine run, with steps of a millisecond or so, until some time later. */
    void run(PingEngine engine, long nanos) {
        long end = now + nanos;
        while (now < end) {
            long next = engine.send();
            while (next <= now) {
                next = engine.send();
            }
            now = Math.min(end, Math.min(next, now + 1_300_000));
            engine.receive();
        }
    }

    final class Socket implements IcmpSocket {
        private final Family family;
        private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>(
                (a, b) -> a.time == b.time ? Long.compare(a.order, b.order) : Long.compare(a.time, b.time));
        private final Map<Queue, List<Arrival>> read = new EnumMap<>(Queue.class);
        int buffer;
        boolean broken;
        boolean closed;

        Socket(Family family, int buffer) {
            this.family = family;
            this.buffer = buffer;
        }

        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public boolean stampsSending() {
            return stampsSending;
        }

        @Override
        public int receiveBuffer() {
            return buffer;
        }

        @Override
        public void requestReceiveBuffer(int bytes) {
            buffer = bytes;
        }

        @Override
        public void send(EchoBatch batch) {
            for (int i = 0; i < batch.size; i++) {
                batch.error[i] = broken ? Errno.EBADF : send(batch, i);
            }
        }

        private int send(EchoBatch batch, int i) {
            long low = batch.low[i];
            long id = batch.id[i];
            int number = (int) id;
            requests.add(new Request(family, low, id, now));
            Fate fate = behaviour.fate(low, number);
            fates.merge(fate, 1, Integer::sum);
            if (fate == Fate.NO_ROUTE) {
                return Errno.ENETUNREACH;
            }
            if (fate == Fate.NO_BUFFERS) {
                return Errno.ENOBUFS;
            }
            boolean stamps = stampsSending && fate != Fate.ANSWERED_WITHOUT_STAMPS;
            long stamp = wall();
            long cookie = batch.cookie[i];
            if (stamps) {
                arrive(0, Queue.ERRORS, handler -> handler.sent(cookie, stamp));
            }
            long high = batch.high[i];
            long nonce = batch.nonce;
            short sequence = batch.sequence[i];
            long delay = behaviour.delay(low, number);
            switch (fate) {
                case ANSWERED, ANSWERED_WITHOUT_STAMPS -> reply(delay, stamps, high, low, sequence, nonce, id, 64);
                case LATE -> reply(latest + delay, true, high, low, sequence, nonce, id, 64);
                case TWICE -> {
                    reply(delay, true, high, low, sequence, nonce, id, 64);
                    reply(delay + 1, true, high, low, sequence, nonce, id, 64);
                }
                case FORGED_SOURCE -> reply(delay, true, high, low ^ 0x8000_0000L, sequence, nonce, id, 64);
                case FORGED_NONCE -> reply(delay, true, high, low, sequence, nonce ^ 1, id, 64);
                case FORGED_FUTURE -> reply(delay, true, high, low, sequence, nonce, id + 1_000_000, 64);
                case TRUNCATED -> reply(delay, true, high, low, sequence, nonce, id, 20);
                case UNREACHABLE -> unreachable(delay, high, low, sequence, nonce, id, 64);
                case UNREACHABLE_SHORT_QUOTE -> unreachable(delay, high, low, sequence, nonce, id, 8);
                default -> {
                    // Lost.
                }
            }
            return 0;
        }

        private void reply(
                long delay, boolean stamped, long high, long low, short sequence, long nonce, long id, int length) {
            ByteBuffer message = ByteBuffer.allocate(64);
            Echo.write(message, 0, family.echoReply, 7, sequence, nonce, id);
            long stamp = stamped ? wall() + delay : 0;
            arrive(delay, Queue.REPLIES, handler -> handler.reply(high, low, message, 0, length, stamp));
        }

        private void unreachable(long delay, long high, long low, short sequence, long nonce, long id, int length) {
            ByteBuffer message = ByteBuffer.allocate(64);
            Echo.write(message, 0, family.echoRequest, 7, sequence, nonce, id);
            int type = family == Family.IPV4 ? 3 : 1;
            arrive(delay, Queue.ERRORS, handler -> handler.error(high, low, message, 0, length, type, 1));
        }

        private void arrive(long delay, Queue queue, Delivery delivery) {
            arrivals.add(new Arrival(now + delay, order++, queue, delivery));
        }

        @Override
        public int read(Queue queue) {
            List<Arrival> batch = new ArrayList<>();
            List<Arrival> others = new ArrayList<>();
            while (batch.size() < EchoBatch.CAPACITY && !arrivals.isEmpty() && arrivals.peek().time <= now) {
                Arrival arrival = arrivals.remove();
                (arrival.queue == queue ? batch : others).add(arrival);
            }
            arrivals.addAll(others);
            read.put(queue, batch);
            return batch.size();
        }

        @Override
        public void dispatch(Queue queue, Handler handler) {
            for (Arrival arrival : read.get(queue)) {
                arrival.delivery.to(handler);
            }
        }

        @Override
        public boolean isBroken() {
            return broken;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
