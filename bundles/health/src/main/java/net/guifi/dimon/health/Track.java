// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;

/**
 * What is known of one device. Times of samples are the wall clock's, as the samples have them; how long none came is
 * measured on the monotonic clock. Guarded by its own monitor.
 */
final class Track {
    /** The largest number of samples that can be looked at. */
    static final int MAX_WINDOW = Long.SIZE;

    private static final long NEVER = Long.MIN_VALUE;
    private static final long NO_GAP = Long.MAX_VALUE;
    private static final int GAPS = 3;
    // The inventory may take a while to load after a start; nothing is said of the devices meanwhile.
    private static final long START_GRACE = TimeUnit.MINUTES.toNanos(10);

    private final DeviceId device;
    private final Ring ring = new Ring();
    private final List<Transition> history = new ArrayList<>(1);
    private DeviceState state = DeviceState.UNKNOWN;
    private Instant since;
    private String reason = "not asked yet";
    private long lastSample = NEVER;
    private long lastAnswer = NEVER;
    private long rtt = NEVER;

    private boolean asked;
    private boolean refused;
    private long arrival;
    private long gap = NO_GAP;
    private long gapBefore = NO_GAP;

    private boolean awaited = true;
    private boolean watched;
    private long left = NEVER;

    /** A device that was not known before. */
    Track(DeviceId device, Instant since, long nanos) {
        this.device = device;
        this.since = since;
        this.arrival = nanos;
    }

    /**
     * What outlives a restart, besides the transitions.
     *
     * @param gapMillis time from one sample to the next; 0 where it is not known
     * @param left since when it is no longer watched
     */
    record Kept(
            DeviceId device,
            DeviceState state,
            Instant since,
            String reason,
            Optional<Instant> lastSample,
            Optional<Instant> lastAnswer,
            long gapMillis,
            Optional<Instant> left) {}

    /** What is to be kept: the transitions, the oldest first, and then the rest. */
    record Saved(List<Transition> history, Kept kept) {}

    synchronized Saved save() {
        long known = Math.min(gap, gapBefore);
        Kept kept = new Kept(
                device,
                state,
                since,
                reason,
                instant(lastSample),
                instant(lastAnswer),
                known == NO_GAP ? 0 : TimeUnit.NANOSECONDS.toMillis(known),
                instant(left));
        return new Saved(List.copyOf(history), kept);
    }

    synchronized void restore(Kept kept) {
        state = kept.state();
        since = kept.since();
        reason = kept.reason();
        lastSample = orNever(kept.lastSample());
        lastAnswer = orNever(kept.lastAnswer());
        left = orNever(kept.left());
        if (kept.gapMillis() > 0) {
            gap = TimeUnit.MILLISECONDS.toNanos(kept.gapMillis());
            gapBefore = gap;
        }
    }

    /** Takes a transition that was kept; one that is there already changes nothing. */
    synchronized void restore(Journal.Entry entry) {
        Transition transition = entry.transition();
        if (history.contains(transition)) {
            return;
        }
        if (!history.isEmpty() && history.get(history.size() - 1).to() != transition.from()) {
            history.clear();
        }
        history.add(transition);
        state = transition.to();
        since = transition.at();
        reason = transition.reason();
        lastSample = orNever(entry.lastSample());
        lastAnswer = orNever(entry.lastAnswer());
    }

    synchronized DeviceHealth health(Settings settings) {
        int size = ring.size(settings.degradedWindow());
        return new DeviceHealth(
                device,
                state,
                since,
                reason,
                instant(lastSample),
                instant(lastAnswer),
                rtt == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(rtt)),
                size == 0 ? Optional.empty() : Optional.of((double) ring.losses(settings.degradedWindow()) / size));
    }

    /** The transitions, the oldest first. */
    synchronized List<Transition> history() {
        return List.copyOf(history);
    }

    synchronized boolean isWatched() {
        return watched;
    }

    synchronized DeviceState state() {
        return state;
    }

    synchronized void watch(long nanos) {
        if (awaited) {
            arrival = nanos;
            awaited = false;
        }
        watched = true;
        left = NEVER;
    }

    synchronized void leave(Instant now) {
        watched = false;
        if (left == NEVER) {
            left = now.toEpochMilli();
        }
    }

    synchronized boolean leftBefore(Instant time) {
        return left != NEVER && left < time.toEpochMilli();
    }

    /** Forgets the oldest transitions. */
    synchronized void trim(int limit) {
        if (history.size() > limit) {
            history.subList(0, history.size() - limit).clear();
        }
    }

    /** Bytes that the history takes on the disk, about. */
    synchronized long historyBytes() {
        return history.stream().mapToLong(Journal::size).sum();
    }

    private Journal.Entry entry(Transition transition) {
        return transition == null ? null : new Journal.Entry(transition, instant(lastSample), instant(lastAnswer));
    }

    /** Takes a sample of the round-trip time; tells which transition it brings, or null. */
    synchronized Journal.Entry accept(Sample sample, Settings settings, long nanos) {
        if (sample.outcome() == Outcome.NOT_SENT) {
            refused = true;
            if (state == DeviceState.UNKNOWN) {
                reason = "this monitor cannot ask it";
            }
            return null;
        }
        arrived(nanos);
        boolean lost = sample.outcome().isLoss();
        long millis = sample.at().toEpochMilli();
        int window = Math.max(settings.degradedWindow(), Math.max(settings.downWindow(), settings.upAnswers()));
        ring.add(lost, millis, window);
        lastSample = millis;
        if (!lost) {
            lastAnswer = millis;
            rtt = sample.value();
        }
        return entry(judge(sample, lost, settings));
    }

    private void arrived(long nanos) {
        if (asked) {
            gapBefore = gap;
            gap = nanos - arrival;
        }
        asked = true;
        refused = false;
        arrival = nanos;
    }

    private Transition judge(Sample sample, boolean lost, Settings settings) {
        if (state == DeviceState.DOWN) {
            return lost || ring.answersInARow() < settings.upAnswers() ? null : recover(settings);
        }
        int losses = ring.losses(settings.downWindow());
        if (lost && losses >= settings.downLosses()) {
            return change(
                    DeviceState.DOWN,
                    Instant.ofEpochMilli(ring.firstLoss(settings.downWindow())),
                    losses + " of " + ring.size(settings.downWindow()) + " lost: " + Words.loss(sample.outcome()));
        }
        if (state == DeviceState.UNKNOWN) {
            if (lost) {
                reason = "has not answered yet";
                return null;
            }
            return change(DeviceState.UP, sample.at(), "answers");
        }
        return judgeLoss(settings);
    }

    private Transition recover(Settings settings) {
        Instant first = Instant.ofEpochMilli(ring.time(settings.upAnswers() - 1));
        String words = "answers again after " + Words.duration(Duration.between(since, first));
        ring.keep(settings.upAnswers());
        return change(DeviceState.UP, first, words);
    }

    private Transition judgeLoss(Settings settings) {
        int window = settings.degradedWindow();
        int size = ring.size(window);
        if (size * 2 < window) {
            return null;
        }
        int losses = ring.losses(window);
        double share = (double) losses / size;
        if (state == DeviceState.UP && losses > 0 && share >= settings.degradedLoss()) {
            return change(
                    DeviceState.DEGRADED, Instant.ofEpochMilli(ring.firstLoss(window)), Words.share(losses, size));
        }
        if (state == DeviceState.DEGRADED && share <= settings.degradedClear() && !ring.isNewestLost()) {
            return change(
                    DeviceState.UP,
                    Instant.ofEpochMilli(ring.time(ring.answersInARow() - 1)),
                    "only " + Words.share(losses, size));
        }
        return null;
    }

    /**
     * Says that nothing is known when no sample came for too long.
     *
     * @param lastData when samples of any device came last
     * @return the transition, or null
     */
    synchronized Journal.Entry check(Settings settings, Instant now, long nanos, long lastData) {
        long silent = nanos - arrival;
        long limit = limit(settings);
        if (state == DeviceState.UNKNOWN || silent <= limit) {
            return null;
        }
        String words;
        if (!watched) {
            words = "no longer watched";
        } else if (nanos - lastData > limit / 2) {
            words = "no data from any probe";
        } else {
            words = (refused ? "this monitor could not ask it for " : "no data for ")
                    + Words.duration(Duration.ofNanos(silent));
        }
        ring.keep(0);
        return entry(change(DeviceState.UNKNOWN, asked ? Instant.ofEpochMilli(lastSample) : now, words));
    }

    private long limit(Settings settings) {
        long known = Math.min(gap, gapBefore);
        long limit = settings.staleAfter().toNanos();
        if (known != NO_GAP) {
            limit = Math.max(limit, GAPS * known);
        }
        return awaited ? Math.max(limit, START_GRACE) : limit;
    }

    private Transition change(DeviceState to, Instant at, String why) {
        Transition transition = new Transition(device, state, to, at, why);
        state = to;
        since = at;
        reason = why;
        history.add(transition);
        return transition;
    }

    private static long orNever(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(NEVER);
    }

    private static Optional<Instant> instant(long millis) {
        return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
