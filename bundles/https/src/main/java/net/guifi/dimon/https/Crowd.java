// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a port open for everybody, whoever crowds it: who comes always gets in, and the oldest connection of the address
 * that holds most of them makes room.
 */
final class Crowd implements SelectorManager.AcceptListener, LifeCycle.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Crowd.class);
    // On HTTPS each takes 30 kB before it has said anything.
    static final int CONNECTIONS = 200;
    private static final long LOOK_SECONDS = 5;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final Duration SILENCE = Duration.ofMinutes(10);
    // An IPv6 host has as many addresses as it likes below that.
    private static final int ORIGIN_OCTETS = 8;

    private final ServerConnector connector;
    // Accepted, but not yet taken up by a thread.
    private final Set<SelectableChannel> arriving = ConcurrentHashMap.newKeySet();
    private volatile Scheduler.Task look;
    private volatile boolean left;
    private boolean busy;
    private long told = System.nanoTime() - SILENCE.toNanos();

    private Crowd(ServerConnector connector) {
        this.connector = connector;
    }

    /** Watches a port from now on until its connector is stopped, or {@link #leave()}. */
    static Crowd at(ServerConnector connector) {
        Crowd crowd = new Crowd(connector);
        connector.getSelectorManager().addEventListener(crowd);
        connector.addEventListener(crowd);
        crowd.lookLater();
        return crowd;
    }

    static boolean isAt(ServerConnector connector) {
        return connector.getBean(Crowd.class) != null;
    }

    void leave() {
        left = true;
        look.cancel();
        connector.removeEventListener(this);
        connector.getSelectorManager().removeEventListener(this);
    }

    @Override
    public void lifeCycleStopping(LifeCycle stopping) {
        leave();
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        arriving.add(channel);
        // These count some that are closed already.
        if (connector.getConnectedEndPoints().size() + arriving.size() <= CONNECTIONS) {
            return;
        }
        List<Guest> guests = guests();
        if (guests.size() + arriving.size() <= CONNECTIONS) {
            return;
        }
        if (guests.isEmpty()) {
            IO.close(channel);
        } else {
            tell("has more than " + CONNECTIONS + " connections", guests.get(0));
            guests.get(0).endPoint.close();
        }
    }

    @Override
    public void onAccepted(SelectableChannel channel) {
        arriving.remove(channel);
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        arriving.remove(channel);
    }

    /** Whoever reads or writes slowly enough would hold a thread as long as it likes. */
    private void look() {
        if (left || !connector.isRunning()) {
            return;
        }
        lookLater();
        boolean wasBusy = busy;
        busy = connector.getServer().getThreadPool().isLowOnThreads();
        if (wasBusy && busy) {
            long before = System.currentTimeMillis() - PATIENCE_MILLIS;
            List<Guest> old =
                    guests().stream().filter(guest -> guest.since < before).toList();
            if (!old.isEmpty()) {
                tell("has no thread left", old.get(0));
                old.stream()
                        .filter(guest -> guest.origin.equals(old.get(0).origin))
                        .forEach(guest -> guest.endPoint.close());
            }
        }
    }

    private void lookLater() {
        look = connector.getScheduler().schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Who is there, in the order in which they have to go. */
    private List<Guest> guests() {
        List<Guest> guests = connector.getConnectedEndPoints().stream()
                .filter(EndPoint::isOpen)
                .map(Guest::of)
                .toList();
        Map<Object, Long> held = guests.stream().collect(Collectors.groupingBy(Guest::origin, Collectors.counting()));
        return guests.stream()
                .sorted(Comparator.<Guest>comparingLong(guest -> -held.get(guest.origin))
                        .thenComparingLong(Guest::since))
                .toList();
    }

    private synchronized void tell(String what, Guest gone) {
        long now = System.nanoTime();
        if (now - told >= SILENCE.toNanos()) {
            told = now;
            LOG.warn(
                    "Port {} {}: old ones are closed, of whoever has most of them ({}). This is told every {} min at most.",
                    connector.getLocalPort(),
                    what,
                    gone.endPoint.getRemoteSocketAddress(),
                    SILENCE.toMinutes());
        }
    }

    private record Guest(EndPoint endPoint, Object origin, long since) {
        static Guest of(EndPoint endPoint) {
            return new Guest(endPoint, origin(endPoint), endPoint.getCreatedTimeStamp());
        }

        private static Object origin(EndPoint endPoint) {
            if (endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote) {
                byte[] address = remote.getAddress().getAddress();
                return ByteBuffer.wrap(address, 0, Math.min(address.length, ORIGIN_OCTETS));
            }
            return "gone";
        }
    }
}
