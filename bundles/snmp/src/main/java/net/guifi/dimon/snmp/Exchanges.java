// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import net.guifi.dimon.api.measurement.Outcome;
import org.snmp4j.PDU;

/**
 * Puts questions and finds their answers: at most one under way to an address, and at most so many in all. All but the
 * number of those waiting belongs to one thread.
 */
final class Exchanges {
    /** As many former ids are known to be ours: what has one of them is late. */
    private static final int REMEMBERED = 1_000_000;

    private static final int MOST_RESTARTS = 3;
    private static final long ROOM_WAIT = 10_000_000;

    /** The questions to one address: one under way, or about to, and those that wait for it. */
    private static final class Lane {
        Exchange current;
        final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    }

    private final Udp udp;
    private final Time time;
    private final Tally tally;
    private final Map<InetAddress, Lane> lanes = new HashMap<>();
    private final Map<Integer, Exchange> underWay = new HashMap<>();
    private final ArrayDeque<Exchange> ready = new ArrayDeque<>();
    private final PriorityQueue<Exchange> deadlines =
            new PriorityQueue<>(Comparator.comparingLong(exchange -> exchange.deadline));
    private int nextId = ThreadLocalRandom.current().nextInt(1, 1 << 30);
    private long timeout;
    private int retries;
    private int limit;

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
        if (lane.current == null) {
            lane.current = exchange;
            ready.add(exchange);
        } else {
            lane.waiting.add(exchange);
        }
        return exchange.answer;
    }

    /** Sends what may be sent now. */
    void pump() {
        while (underWay.size() < limit && !ready.isEmpty()) {
            Exchange exchange = ready.remove();
            exchange.id = freeId();
            underWay.put(exchange.id, exchange);
            send(exchange);
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
                exchange.deadline = now + timeout;
                exchange.attemptsLeft--;
                tally.add(Counter.SENT);
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
        deadlines.remove(exchange);
        InetAddress address = exchange.session.address.getAddress();
        Lane lane = lanes.get(address);
        lane.current = lane.waiting.poll();
        if (lane.current == null) {
            lanes.remove(address);
        } else {
            ready.add(lane.current);
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
            if (first.attemptsLeft > 0) {
                if (first.sentNanos != 0) {
                    tally.add(Counter.RETRIES);
                }
                send(first);
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
        if (lane != null && lane.current != null && isFrom(lane.current, from)) {
            lane.current.note(what, true);
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
                send(exchange);
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
        finish(exchange, Outcome.OK, pdu, null);
    }

    /** How many questions are under way. */
    int underWay() {
        return underWay.size();
    }
}
