// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a monitor gets on with those that it shares the store with.
 *
 * @param entries how many entries this monitor owns
 * @param octets what they take
 * @param mirrored how many entries of others are here
 * @param links one for each storage adapter, by name; empty for a monitor that is alone
 * @param refusals what was refused of what came, and how often; the most frequent first
 */
public record StoreStatus(int entries, long octets, int mirrored, List<Link> links, List<Refusal> refusals) {
    /** Takes immutable copies of the lists. */
    public StoreStatus {
        links = List.copyOf(links);
        refusals = List.copyOf(refusals);
    }

    /** What this monitor thinks of what a storage adapter tells. */
    public enum Trust {
        /** It does not answer. */
        AWAY,
        /** It answers, but not with what this monitor wrote: it is new, empty or behind. Nothing is concluded from it. */
        DOUBTED,
        /** What this monitor wrote reads back. */
        TRUSTED
    }

    /**
     * The way to and from one engine.
     *
     * @param name what people call it
     * @param trust whether it counts
     * @param since since when
     * @param problem why it is away or doubted, for people
     * @param warnings what else people should know of it
     * @param waiting whether something of this monitor has not been written there yet
     * @param counted since when the following are counted
     * @param updates how many updates were written
     * @param octets how many octets these had
     * @param logged how many octets the engine's log is estimated to have grown by them
     * @param reads how many values were read
     * @param failures how many calls failed
     */
    public record Link(
            String name,
            Trust trust,
            Instant since,
            Optional<String> problem,
            List<String> warnings,
            boolean waiting,
            Instant counted,
            long updates,
            long octets,
            long logged,
            long reads,
            long failures) {
        /** At first everything is written once: that says nothing of a day. */
        private static final Duration LEAST_COUNTED = Duration.ofHours(1);

        /** Takes an immutable copy of the list. */
        public Link {
            warnings = List.copyOf(warnings);
        }

        /**
         * What one of the counts comes to in a day, from what was counted until now.
         *
         * @param count the count
         * @param now the time
         * @return empty within the first hour
         */
        public OptionalLong perDay(long count, Instant now) {
            Duration time = Duration.between(counted, now);
            return time.compareTo(LEAST_COUNTED) < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            Math.round((double) count * Duration.ofDays(1).toMillis() / time.toMillis()));
        }
    }

    /**
     * Something that was refused.
     *
     * @param reason why, for people
     * @param count how often since this monitor started
     */
    public record Refusal(String reason, long count) {}
}
