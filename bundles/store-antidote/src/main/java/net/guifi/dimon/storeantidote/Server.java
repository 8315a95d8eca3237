// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.guifi.dimon.api.store.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of one server: whether it may be asked now, who it is, and whether it hears the others. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final HostPort address;
    private final Limits limits;
    private final Lookup lookup;

    private boolean wasRefused;
    private int failures;
    private long readyAt = System.nanoTime();

    private Optional<ServerId> id = Optional.empty();
    /** The other servers that it has heard from. */
    private Set<ServerId> peers = Set.of();
    /** Those that it had heard from before it was emptied. */
    private Set<ServerId> formerPeers = Set.of();

    private Optional<Long> lackingSince = Optional.empty();
    private volatile List<String> warnings = List.of();

    Server(HostPort address, Limits limits) {
        this.address = address;
        this.limits = limits;
        this.lookup = new Lookup(InetAddress::getByName, address.host());
    }

    HostPort address() {
        return address;
    }

    Lookup lookup() {
        return lookup;
    }

    // When it may be asked.

    /** The moment from which it may be asked again. */
    long readyAt() {
        return readyAt;
    }

    int failures() {
        return failures;
    }

    void refused() {
        wasRefused = true;
        // Each start of the server has the whole time to hear from the others.
        lackingSince = Optional.empty();
    }

    /** It accepted a connection; tells whether it did not a moment ago, and then must be left alone for a while. */
    boolean listens() {
        if (!wasRefused) {
            return false;
        }
        wasRefused = false;
        readyAt = System.nanoTime() + limits.quiet().toNanos();
        return true;
    }

    void answered() {
        failures = 0;
    }

    void failed() {
        long pause = limits.pause().toNanos() << Math.min(failures, 16);
        // The first failure may be that of an idle connection.
        readyAt = System.nanoTime()
                + (failures == 0 ? 0 : Math.min(pause, limits.longestPause().toNanos()));
        failures++;
    }

    // What it says.

    /** Takes note of an answer's clock. Throws when the server is still starting, so that the answer means nothing. */
    void judge(ServerId now, VectorClock clock) throws StorageException {
        id.filter(before -> !before.equals(now)).ifPresent(before -> becameAnother(before, now));
        id = Optional.of(now);
        Set<ServerId> heard = new HashSet<>(clock.servers());
        heard.remove(now);
        Set<ServerId> lacking = new HashSet<>(peers);
        lacking.removeAll(heard);
        if (!lacking.isEmpty()) {
            long since = lackingSince.orElseGet(System::nanoTime);
            lackingSince = Optional.of(since);
            if (System.nanoTime() - since < limits.recovering().toNanos()) {
                throw failure(
                        "it has started and not heard from " + names(lacking)
                                + " yet: until it does, it answers as if it were empty",
                        null);
            }
            LOG.warn("{}", text("it does not know of " + names(lacking) + " any more"));
        }
        lackingSince = Optional.empty();
        peers = Set.copyOf(heard);
        warnings = warnings(now, clock);
    }

    private void becameAnother(ServerId before, ServerId now) {
        LOG.warn("{}", text("it is " + now + " now, and was " + before + ": it was emptied, or is another one"));
        formerPeers = peers;
        peers = Set.of();
        lackingSince = Optional.empty();
    }

    private List<String> warnings(ServerId self, VectorClock clock) {
        List<String> found = new ArrayList<>();
        Set<ServerId> dead = clock.servers().stream()
                .filter(one -> clock.servers().stream().anyMatch(one::isForerunnerOf))
                .collect(Collectors.toSet());
        if (wasEmptiedAlone() && peers.isEmpty()) {
            found.add(
                    text(
                            "it was emptied, and has not heard since from " + names(formerPeers)
                                    + ", with which it was joined. If they are to be joined, empty all of them together and join them"
                                    + " (docs/antidote.md); if not any more, all is well, and this is told until the monitor is started again"));
        } else if (wasEmptiedAlone()) {
            dead.add(self);
        }
        if (!dead.isEmpty()) {
            found.add(names(dead)
                    + " was emptied alone. Servers that are joined never recover from that: empty all of them together"
                    + " (docs/antidote.md)");
        }
        Optional<Long> own = clock.of(self);
        for (ServerId peer : clock.servers().stream()
                .sorted(Comparator.comparing(ServerId::node))
                .toList()) {
            Duration age =
                    Duration.ofNanos(1_000 * (own.orElse(0L) - clock.of(peer).orElse(0L)));
            if (own.isPresent() && !dead.contains(peer) && age.compareTo(limits.stale()) > 0) {
                found.add(text("it has not heard from " + peer.node() + " for " + words(age)
                        + ": the link may be cut, or stuck. If that lasts for more than 3 min although both run and reach each other,"
                        + " join them again (docs/antidote.md)"));
            }
        }
        return List.copyOf(found);
    }

    /** Whether it will never have what the others have. */
    boolean wasEmptiedAlone() {
        // Not when it heard of new ones only: then all of them were emptied together, as they should be.
        return !formerPeers.isEmpty() && (peers.isEmpty() || peers.stream().anyMatch(formerPeers::contains));
    }

    private static String words(Duration age) {
        return age.toMinutes() < 120 ? age.toMinutes() + " min" : age.toHours() + " h";
    }

    List<String> warnings() {
        return warnings;
    }

    Optional<ServerId> id() {
        return id;
    }

    private static String names(Collection<ServerId> servers) {
        return servers.stream().map(ServerId::node).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(", "));
    }

    String text(String what) {
        return "AntidoteDB at " + address + ": " + what;
    }

    StorageException failure(String why, Throwable cause) {
        return new StorageException(text(why), cause);
    }
}
