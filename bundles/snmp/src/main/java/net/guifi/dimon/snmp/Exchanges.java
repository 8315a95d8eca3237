// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.probing.Time;
import org.snmp4j.PDU;

/**
 * Puts questions and finds their answers: at most one under way to an address, one more where a person asks, and at most
 * so many in all. Devices that did not answer last never take all places, and those that were not asked yet come before
 * them. Belongs to one thread.
 */
final class Exchanges {
    /** As many former ids are known to be ours: what has one of them is late. */
    private static final int REMEMBERED = 1_000_000;

    private static final int MOST_RESTARTS = 3;
    private static final long ROOM_WAIT = 10_000_000;
    /** A person waits: no question longer than this. */
    private static final long URGENT_TIMEOUT = 2_500_000_000L;
    /** One place in so many is kept for devices that answer. */
    private static final int KEPT_PART = 5;

    /** The questions to one address: those under way, or about to, and those that wait for them. */
    private static final class Lane {
        final List<Exchange> current = new ArrayList<>(1);
        final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    }

    private final Udp udp;
    private final Time time;
    private final Tally tally;
    private final Map<InetAddress, Lane> lanes = new HashMap<>();
    private final Map<Integer, Exchange> underWay = new HashMap<>();
    private final PriorityQueue<Exchange> ready =
            new PriorityQueue<>(Comparator.<Exchange>comparingInt(exchange -> exchange.turn)
                    .thenComparingLong(exchange -> exchange.number));
    private final PriorityQueue<Exchange> deadlines =
            new PriorityQueue<>(Comparator.comparingLong(exchange -> exchange.deadline));
    private int nextId = ThreadLocalRandom.current().nextInt(1, 1 << 30);
    private long timeout;
    private int retries;
    private int limit;
    private long number;
    private int out;
    private int doubtful;

    Exchanges(Udp udp, Time time, Tally tally) {
        this.udp = udp;
        this.time = time;
        this.tally = tally;
    }

    void settings(Settings settings) {
        timeout = settings.timeout().toNanos();
        retries = settings.retries();
        limit = settings.inFlight();
    }

    /** Asks, and asks again as often as the settings say. */
    CompletableFuture<Answer> ask(Session session, PDU pdu) {
        return ask(session, pdu, 1 + retries);
    }

    CompletableFuture<Answer> ask(Session session, PDU pdu, int attempts) {
        Exchange exchange = new Exchange(session, pdu, attempts);
        Lane lane = lanes.computeIfAbsent(session.address.getAddress(), address -> new Lane());
        if (session.standing.urgent || lane.current.isEmpty()) {
            lane.current.add(exchange);
            enqueue(exchange);
        } else {
            lane.waiting.add(exchange);
        }
        return exchange.answer;
    }

    private void enqueue(Exchange exchange) {
        exchange.turn = exchange.session.standing.turn();
        exchange.number = number++;
        ready.add(exchange);
    }

    /** Sends what may be sent now. */
    void pump() {
        int mostDoubtful = Math.max(1, limit - (limit + KEPT_PART - 1) / KEPT_PART);
        while (out < limit && !ready.isEmpty()) {
            Exchange exchange = ready.peek();
            // Who answers comes first: behind this one there are only more of its kind.
            if (exchange.isDoubtful() && doubtful >= mostDoubtful) {
                return;
            }
            ready.remove();
            if (exchange.id == 0) {
                exchange.id = freeId();
                underWay.put(exchange.id, exchange);
            }
            exchange.isOut = true;
            out++;
            doubtful += exchange.isDoubtful() ? 1 : 0;
            send(exchange);
        }
    }

    /** Gives its place to others. */
    private void leave(Exchange exchange) {
        deadlines.remove(exchange);
        if (exchange.isOut) {
            exchange.isOut = false;
            out--;
            doubtful -= exchange.isDoubtful() ? 1 : 0;
        } else {
            ready.remove(exchange);
        }
    }

    private int freeId() {
        do {
            nextId = nextId == Integer.MAX_VALUE ? 1 : nextId + 1;
        } while (underWay.containsKey(nextId));
        return nextId;
    }

    private void send(Exchange exchange) {
        long now = time.monotonic();
        deadlines.remove(exchange);
        try {
            if (udp.send(exchange.session.address, exchange.session.seal(exchange.pdu, exchange.id, now))) {
                exchange.sentAt = Time.instant(time.wall());
                exchange.sentNanos = now;
                exchange.deadline =
                        now + (exchange.session.standing.urgent ? Math.min(timeout, URGENT_TIMEOUT) : timeout);
                exchange.attemptsLeft--;
                tally.add(Counter.SENT);
                if (exchange.isRetry) {
                    tally.add(Counter.RETRIES);
                }
            } else {
                exchange.deadline = now + ROOM_WAIT;
            }
            deadlines.add(exchange);
        } catch (NoRouteToHostException e) {
            finish(exchange, Outcome.UNREACHABLE, null, "there is no way to " + host(exchange) + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            tally.add(Counter.NOT_SENT);
            finish(
                    exchange,
                    Outcome.NOT_SENT,
                    null,
                    "this monitor cannot send to " + host(exchange) + ": " + e.getMessage());
        }
    }

    private static String host(Exchange exchange) {
        return exchange.session.address.getAddress().getHostAddress();
    }

    private void finish(Exchange exchange, Outcome outcome, PDU pdu, String problem) {
        underWay.remove(exchange.id);
        leave(exchange);
        if (outcome != Outcome.OK && exchange.session.usm != null) {
            exchange.session.usm.forget();
        }
        InetAddress address = exchange.session.address.getAddress();
        Lane lane = lanes.get(address);
        lane.current.remove(exchange);
        if (lane.current.isEmpty()) {
            Exchange next = lane.waiting.poll();
            if (next == null) {
                lanes.remove(address);
            } else {
                lane.current.add(next);
                enqueue(next);
            }
        }
        if (exchange.sentNanos == 0) {
            exchange.sentAt = Time.instant(time.wall());
            exchange.sentNanos = time.monotonic();
        }
        boolean silent = outcome == Outcome.TIMEOUT && exchange.oddity == null;
        exchange.answer.complete(new Answer(outcome, exchange.sentAt, exchange.sentNanos, pdu, problem, silent));
    }

    /** When {@link #expire} has something to do, in monotonic nanoseconds. */
    long nextDeadline(long otherwise) {
        Exchange first = deadlines.peek();
        return first == null ? otherwise : first.deadline;
    }

    /** Puts questions again, or gives them up. */
    void expire() {
        long now = time.monotonic();
        for (Exchange first = deadlines.peek(); first != null && first.deadline - now <= 0; first = deadlines.peek()) {
            if (first.sentNanos != 0) {
                first.session.standing.missed();
            }
            if (first.attemptsLeft > 0) {
                first.isRetry = first.sentNanos != 0;
                leave(first);
                enqueue(first);
            } else if (first.cameFromDevice) {
                tally.add(Counter.ERRORS);
                finish(first, Outcome.ERROR, null, "no valid answer to " + first.session + ": " + first.oddity);
            } else {
                tally.add(Counter.TIMEOUTS);
                if (first.oddity == null && first.session.usm != null) {
                    first.oddity = first.session.usm.suspicion();
                }
                finish(
                        first,
                        Outcome.TIMEOUT,
                        null,
                        "no answer to " + first.session + (first.oddity == null ? "" : ": " + first.oddity));
            }
        }
    }

    /** Takes in a datagram. */
    void received(InetSocketAddress from, byte[] data, int length) {
        Message message;
        try {
            message = Message.read(data, length);
        } catch (IOException e) {
            tally.add(Counter.MALFORMED);
            note(from, "what came is no SNMP message: " + e.getMessage());
            return;
        }
        Exchange exchange = underWay.get(message.id());
        if (exchange == null) {
            int age = nextId - message.id();
            if (age >= 0 && age < REMEMBERED) {
                tally.add(Counter.LATE);
            } else {
                tally.add(Counter.UNMATCHED);
                note(from, "what came has another request id");
            }
        } else if (!isFrom(exchange, from)) {
            tally.add(Counter.UNMATCHED);
            exchange.note(
                    "an answer came from " + from.getAddress().getHostAddress() + " port " + from.getPort()
                            + " instead, and is not believed",
                    false);
        } else if (message.secured() != null) {
            receivedSecured(exchange, message.secured());
        } else if (exchange.session.usm != null || message.pdu().getType() != PDU.RESPONSE) {
            tally.add(Counter.MALFORMED);
            exchange.note("what came is no response to it", true);
        } else {
            answered(exchange, message.pdu());
        }
    }

    private static boolean isFrom(Exchange exchange, InetSocketAddress from) {
        InetSocketAddress asked = exchange.session.address;
        return asked.getPort() == from.getPort() && Addresses.same(asked.getAddress(), from.getAddress());
    }

    private void note(InetSocketAddress from, String what) {
        Lane lane = lanes.get(from.getAddress());
        if (lane != null) {
            lane.current.stream()
                    .filter(exchange -> isFrom(exchange, from))
                    .forEach(exchange -> exchange.note(what, true));
        }
    }

    private void receivedSecured(Exchange exchange, Message.Secured secured) {
        Usm usm = exchange.session.usm;
        long now = time.monotonic();
        PDU pdu;
        try {
            if (usm == null) {
                throw new IOException("it is of v3");
            }
            pdu = usm.open(secured, now);
        } catch (IOException e) {
            tally.add(Counter.MALFORMED);
            exchange.note("what came is not believed: " + e.getMessage(), true);
            return;
        }
        if (pdu.getType() == PDU.REPORT) {
            if (usm.learn(secured, pdu, now) == Usm.Report.AGAIN && exchange.restarts++ < MOST_RESTARTS) {
                exchange.attemptsLeft++;
                exchange.isRetry = false;
                leave(exchange);
                enqueue(exchange);
            } else {
                tally.add(Counter.ERRORS);
                finish(exchange, Outcome.ERROR, null, usm.words(pdu));
            }
        } else if (pdu.getType() != PDU.RESPONSE || pdu.getRequestID().getValue() != exchange.id) {
            tally.add(Counter.UNMATCHED);
            exchange.note("what came has another request id", true);
        } else {
            answered(exchange, pdu);
        }
    }

    private void answered(Exchange exchange, PDU pdu) {
        tally.add(Counter.RECEIVED);
        exchange.session.standing.answered();
        finish(exchange, Outcome.OK, pdu, null);
    }
}
