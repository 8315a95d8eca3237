// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a store for a monitor that has none, where it is told to do so by itself. What it took it keeps for as long as
 * it is of use, and any store that people give the monitor comes before it.
 */
final class Joining {
    static final int MAX_HOSTS = 3;
    /** For so long a monitor has no store before one is taken: an adapter may just be replaced. */
    static final Duration ALONE = Duration.ofMinutes(1);
    /** For so long a store that was taken may be away or doubted. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    static final Duration AVOIDED = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

    /** What is configured. */
    interface Configurations {
        /** The servers that were taken; empty when none is. */
        List<String> taken() throws IOException;

        /** The network that they were taken for; empty where that is not known. */
        Optional<String> takenFor() throws IOException;

        void take(List<String> servers, String network) throws IOException;

        void leave() throws IOException;

        /** Whether people configured a store. */
        boolean others() throws IOException;

        /** Sets {@code join} to {@code propose}. */
        void proposeOnly() throws IOException;
    }

    /**
     * What is to be considered.
     *
     * @param network id of the network that this monitor belongs to
     * @param auto whether a store is to be taken
     * @param adapters whether there is an adapter besides that of the store that was taken
     * @param trust of the store that was taken, once it has an adapter
     * @param answering stores that answer, the nearest first
     */
    record Situation(String network, boolean auto, boolean adapters, Optional<Trust> trust, List<String> answering) {}

    private final Configurations configurations;
    private final Map<String, Instant> avoided = new HashMap<>();
    private boolean joined;
    private Optional<Instant> alone = Optional.empty();
    private Optional<Instant> useless = Optional.empty();

    Joining(Configurations configurations) {
        this.configurations = configurations;
    }

    /** Whether it would be good to know which stores answer, although there is one. */
    boolean isLooking(Instant now) {
        return isDue(useless, PATIENCE.minus(Distances.AGAIN), now);
    }

    void decide(Situation situation, Instant now) throws IOException {
        avoided.values().removeIf(until -> !until.isAfter(now));
        List<String> taken = configurations.taken();
        boolean others = situation.adapters() || situation.auto() && configurations.others();
        if (taken.isEmpty()) {
            useless = Optional.empty();
            withoutStore(situation, others, now);
        } else {
            joined = true;
            alone = Optional.empty();
            withStore(situation, others, taken, now);
        }
    }

    private void withoutStore(Situation situation, boolean others, Instant now) throws IOException {
        if (joined && situation.auto()) {
            LOG.info("The store that was taken was taken away by somebody: from now on stores are proposed only");
            configurations.proposeOnly();
        }
        alone = joined || others ? Optional.empty() : alone.or(() -> Optional.of(now));
        joined = false;
        List<String> good = good(situation, List.of());
        if (situation.auto() && isDue(alone, ALONE, now) && !good.isEmpty()) {
            take(good, situation.network());
        }
    }

    private void withStore(Situation situation, boolean others, List<String> taken, Instant now) throws IOException {
        if (!situation.auto() || others) {
            LOG.info(
                    "The store {} that was found is left: {}",
                    taken,
                    others ? "this monitor was given another" : "stores are proposed only");
            leave();
            return;
        }
        if (!configurations.takenFor().orElse(situation.network()).equals(situation.network())) {
            LOG.info("The store {} that was found is left: it is that of another network", taken);
            leave();
            return;
        }
        useless = situation.trust().isEmpty() || situation.trust().get() == Trust.TRUSTED
                ? Optional.empty()
                : useless.or(() -> Optional.of(now));
        if (!isDue(useless, PATIENCE, now)) {
            return;
        }
        List<String> better = good(situation, taken);
        if (better.isEmpty() && situation.trust().get() == Trust.AWAY) {
            // There is nothing better, and it may come back.
            return;
        }
        LOG.warn("The store {} that was found is of no use for {}: it is avoided for {}", taken, PATIENCE, AVOIDED);
        taken.forEach(server -> avoided.put(server, now.plus(AVOIDED)));
        if (better.isEmpty()) {
            leave();
        } else {
            take(better, situation.network());
        }
        useless = Optional.empty();
    }

    private List<String> good(Situation situation, List<String> former) {
        return situation.answering().stream()
                .filter(server -> !avoided.containsKey(server) && !former.contains(server))
                .limit(MAX_HOSTS)
                .toList();
    }

    private void take(List<String> servers, String network) throws IOException {
        LOG.info("This monitor shares its store by {} from now on, which was found in its network", servers);
        configurations.take(servers, network);
        joined = true;
    }

    private void leave() throws IOException {
        configurations.leave();
        joined = false;
        alone = Optional.empty();
    }

    private static boolean isDue(Optional<Instant> since, Duration patience, Instant now) {
        return since.isPresent() && !since.get().plus(patience).isAfter(now);
    }
}
