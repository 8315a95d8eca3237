// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Those who were silent for so long that they belong no more. What they wrote last stands in the engines still, and must
 * not bring them back. Guarded by the replica.
 */
final class Departures {
    /** How often it is looked who is silent, and kept on the disk for how long. */
    static final Duration INTERVAL = Duration.ofHours(1);

    /** Anybody can make ids; who is forgotten even here is silent for another time. */
    private static final int MOST = Replica.MOST_MONITORS;

    private static final String DEPARTED = "/departed";
    private static final String SILENCE = "/silence";

    /**
     * How long a monitor has been silent.
     *
     * @param length the time that it could have been heard and was not
     * @param last what it wrote last, before that
     */
    record Silence(Duration length, Sequence last) {
        static final Silence NONE = new Silence(Duration.ZERO, Sequence.NONE);
    }

    private final Shelf shelf;
    private final String path;
    private final Map<String, Sequence> last = new HashMap<>();
    private long looked;

    /**
     * Nothing is known before {@link #load}.
     *
     * @param path where the shelf has what is known of monitors
     */
    Departures(Shelf shelf, String path, long now) {
        this.shelf = shelf;
        this.path = path;
        this.looked = now;
    }

    void load() throws MalformedException {
        last.clear();
        Map<String, Octets> found = new HashMap<>();
        shelf.forEach(path, (name, value) -> {
            if (name.endsWith(DEPARTED)) {
                found.put(name.substring(0, name.length() - DEPARTED.length()), value);
            }
        });
        for (Map.Entry<String, Octets> each : found.entrySet()) {
            last.put(each.getKey(), sequence(new Coding.Input(each.getValue())));
        }
    }

    /** How long a monitor had been silent when that was kept last. */
    Silence silence(String id) throws MalformedException {
        Optional<Octets> kept = shelf.get(path + id + SILENCE);
        if (kept.isEmpty()) {
            return Silence.NONE;
        }
        Coding.Input input = new Coding.Input(kept.get());
        return new Silence(Duration.ofNanos(input.number()), sequence(input));
    }

    private static Sequence sequence(Coding.Input input) throws MalformedException {
        return new Sequence(input.number(), input.number());
    }

    /** Whether it is time to look who is silent. */
    boolean isDue(long now) {
        if (now - looked < INTERVAL.toNanos()) {
            return false;
        }
        looked = now;
        return true;
    }

    /**
     * Takes note of how long a monitor has been silent.
     *
     * @return whether something changed on the shelf
     */
    boolean keep(String id, Silence silence) {
        String name = path + id + SILENCE;
        if (silence.length().compareTo(INTERVAL) >= 0) {
            shelf.put(name, encoded(new Coding.Output().number(silence.length().toNanos()), silence.last()));
            return true;
        }
        boolean kept = shelf.get(name).isPresent();
        shelf.remove(name);
        return kept;
    }

    private static Octets encoded(Coding.Output output, Sequence sequence) {
        return output.number(sequence.incarnation()).number(sequence.counter()).done();
    }

    void depart(String id, Sequence wrote) {
        shelf.remove(path + id + SILENCE);
        if (last.size() >= MOST) {
            comeBack(last.keySet().iterator().next());
        }
        last.put(id, wrote);
        shelf.put(path + id + DEPARTED, encoded(new Coding.Output(), wrote));
    }

    /** Whether this is nothing new of somebody who departed. */
    boolean isOld(Manifest manifest) {
        Sequence known = last.get(manifest.owner());
        return known != null && !manifest.sequence().isAfter(known);
    }

    /** @return whether something changed on the shelf */
    boolean comeBack(String id) {
        boolean known = last.remove(id) != null;
        if (known) {
            shelf.remove(path + id + DEPARTED);
        }
        return known;
    }
}
