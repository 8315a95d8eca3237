// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import net.guifi.dimon.probing.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket a family: opened, opened anew when it breaks, and tried again from time to time while refused. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final long RETRY = 10_000_000_000L;

    private final IcmpNetwork network;
    private final Time time;
    private final Map<Family, State> states = new EnumMap<>(Family.class);

    private static final class State {
        volatile IcmpSocket socket;
        volatile String refusal = "The socket is not open yet.";
        boolean tried;
        long triedAt;
        long askedAt;
        volatile int opened;
    }

    Sockets(IcmpNetwork network, Time time) {
        this.network = network;
        this.time = time;
        for (Family family : Family.ALL) {
            states.put(family, new State());
        }
    }

    /** Opens what is not open, and asks again for what was not granted, where it is time; only one thread calls this. */
    void maintain(int receiveBuffer) {
        long now = time.monotonic();
        for (Map.Entry<Family, State> entry : states.entrySet()) {
            State state = entry.getValue();
            boolean broken = state.socket != null && state.socket.isBroken();
            if (state.socket != null && !broken) {
                askAgain(state, receiveBuffer, now);
            } else if (!state.tried || now - state.triedAt >= RETRY) {
                if (broken) {
                    LOG.warn("The {} socket broke and is opened anew", entry.getKey().title);
                    close(state);
                }
                state.triedAt = now;
                open(entry.getKey(), state, receiveBuffer);
            }
        }
    }

    /** The kernel grants twice of what is asked, up to a limit that may have been raised meanwhile. */
    private static void askAgain(State state, int receiveBuffer, long now) {
        if (state.socket.receiveBuffer() < 2L * receiveBuffer && now - state.askedAt >= RETRY) {
            state.askedAt = now;
            state.socket.requestReceiveBuffer(receiveBuffer);
        }
    }

    private void open(Family family, State state, int receiveBuffer) {
        try {
            IcmpSocket socket = network.open(family, receiveBuffer);
            LOG.info(
                    "{} echo requests go through a {} socket with a receive buffer of {} bytes{}",
                    family.title,
                    socket.kind(),
                    socket.receiveBuffer(),
                    socket.stampsSending() ? "" : ", without the kernel's time stamps");
            state.refusal = null;
            state.opened++;
            state.askedAt = state.triedAt;
            state.socket = socket;
        } catch (IOException e) {
            if (!e.getMessage().equals(state.refusal)) {
                LOG.warn("{}", e.getMessage());
            }
            state.refusal = e.getMessage();
        }
        state.tried = true;
    }

    private void close(State state) {
        IcmpSocket socket = state.socket;
        state.socket = null;
        socket.close();
    }

    /** The open socket of a family, or null. */
    IcmpSocket of(Family family) {
        return states.get(family).socket;
    }

    /** Why a family has no socket; null when it has one. */
    String refusal(Family family) {
        State state = states.get(family);
        return state.socket == null ? state.refusal : null;
    }

    long opened() {
        return states.values().stream().mapToLong(state -> state.opened).sum();
    }

    void requestReceiveBuffer(int bytes) {
        for (State state : states.values()) {
            IcmpSocket socket = state.socket;
            if (socket != null) {
                socket.requestReceiveBuffer(bytes);
            }
        }
    }

    void close() {
        for (State state : states.values()) {
            if (state.socket != null) {
                close(state);
            }
        }
    }
}
