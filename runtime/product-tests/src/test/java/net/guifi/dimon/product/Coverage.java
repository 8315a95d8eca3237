// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which monitors ask which devices, by the echo requests that arrive there: the counters of the router, read twice a second.
 * It knows nothing of what monitors say.
 */
final class Coverage implements AutoCloseable {
    /** A monitor, or rather its address, and a device's. */
    private record Pair(String monitor, String device) {}

    /**
     * How much was lacking.
     *
     * @param last when something was lacking last
     * @param deviceSeconds devices times seconds
     * @param worst the device with the fewest
     */
    record Shortfall(Optional<Instant> last, double deviceSeconds, String worst) {}

    private final Duration window;
    private final Process process;
    private volatile boolean closed;
    private final TreeSet<Instant> readings = new TreeSet<>();
    private final Map<Pair, Long> counts = new HashMap<>();
    private final Map<Pair, TreeSet<Instant>> asked = new HashMap<>();

    /** Begins to count. A device is covered by who asked it within the window. */
    Coverage(Countryside countryside, Duration window) throws IOException {
        this.window = window;
        List<String> command = new ArrayList<>(countryside.routerNamespace().entering());
        command.addAll(List.of("sh", "-c", "while " + countryside.listing() + " && date +%s.%N; do sleep 0.5; done"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, "coverage");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            String listing = lines.readLine();
            while (listing != null) {
                String at = lines.readLine();
                if (at == null) {
                    return;
                }
                long nanos = new BigDecimal(at).movePointRight(9).longValueExact();
                take(listing, Instant.ofEpochSecond(0, nanos));
                listing = lines.readLine();
            }
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized void take(String listing, Instant at) {
        try (JsonReader json = Json.createReader(new StringReader(listing))) {
            for (JsonObject part : json.readObject().getJsonArray("nftables").getValuesAs(JsonObject.class)) {
                JsonObject set = part.getJsonObject("set");
                if (set == null || !set.containsKey("elem")) {
                    continue;
                }
                for (JsonObject each : set.getJsonArray("elem").getValuesAs(JsonObject.class)) {
                    JsonObject element = each.getJsonObject("elem");
                    JsonArray addresses = element.getJsonObject("val").getJsonArray("concat");
                    Pair pair = new Pair(addresses.getString(0), addresses.getString(1));
                    long count = element.getJsonObject("counter")
                            .getJsonNumber("packets")
                            .longValueExact();
                    Long before = counts.put(pair, count);
                    if (before == null || before < count) {
                        asked.computeIfAbsent(pair, missing -> new TreeSet<>()).add(at);
                    }
                }
            }
        }
        readings.add(at);
    }

    /** How many of these monitors asked a device within the window before a moment. */
    private long watchers(String device, Collection<String> monitors, Instant at) {
        return monitors.stream()
                .filter(monitor -> {
                    TreeSet<Instant> times = asked.get(new Pair(monitor, device));
                    Instant last = times == null ? null : times.floor(at);
                    return last != null && last.isAfter(at.minus(window));
                })
                .count();
    }

    /** The fewest and the most monitors that ask a device now. */
    synchronized List<Long> range(Collection<String> devices, Collection<String> monitors) {
        LongSummaryStatistics watchers = devices.stream()
                .mapToLong(device -> readings.isEmpty() ? 0 : watchers(device, monitors, readings.last()))
                .summaryStatistics();
        return List.of(watchers.getMin(), watchers.getMax());
    }

    /**
     * When devices were last asked by fewer of these monitors than they should, from one moment to another, and how much
     * that was.
     */
    synchronized Shortfall below(
            long redundancy, Collection<String> devices, Collection<String> monitors, Instant from, Instant to) {
        Instant last = null;
        double sum = 0;
        String worst = "";
        long fewest = redundancy;
        Instant before = from;
        for (Instant at : readings.subSet(from, false, to, true)) {
            for (String device : devices) {
                long watchers = watchers(device, monitors, at);
                if (watchers < redundancy) {
                    last = at;
                    sum += Duration.between(before, at).toMillis() / 1000.0;
                    if (watchers < fewest) {
                        fewest = watchers;
                        worst = device + " was asked by " + watchers + " at " + at;
                    }
                }
            }
            before = at;
        }
        return new Shortfall(Optional.ofNullable(last), sum, worst);
    }

    /** The widest distance of two readings between two moments: nothing is known of what is shorter. */
    synchronized Duration resolution(Instant from, Instant to) {
        Duration widest = Duration.ZERO;
        Instant before = from;
        List<Instant> moments = new ArrayList<>(readings.subSet(from, to));
        moments.add(to);
        for (Instant at : moments) {
            Duration distance = Duration.between(before, at);
            widest = distance.compareTo(widest) > 0 ? distance : widest;
            before = at;
        }
        return widest;
    }

    @Override
    public void close() {
        closed = true;
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
