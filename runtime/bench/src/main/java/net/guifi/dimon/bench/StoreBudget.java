// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import net.guifi.dimon.archive.VirtualArchive;
import net.guifi.dimon.storeantidote.Antidote;
import net.guifi.dimon.storeembedded.VirtualMonitor;

/**
 * What monitors write to the store that they share, against its budget: a day of virtual time of the real replica and
 * archive, and the obvious way beside it. With a server's address the same updates are written there.
 */
final class StoreBudget implements Benchmark {
    static final String HOST = "antidote.hosts";
    static final String DATA = "antidote.data";

    private static final Duration DAY = Duration.ofDays(1);
    private static final int DEVICES = 1_000;
    private static final int MONITOR = 200;
    private static final int WATCH = 2_500;
    private static final int STATES = 300;
    private static final Duration WATCH_CHANGES = Duration.ofHours(4);

    private static final int OBVIOUS_REGISTER = 40;
    private static final int OBVIOUS_HEARTBEAT = 100;
    /** How often the part of a day goes into it that is looked at of the obvious way. */
    private static final int OBVIOUS_PARTS = 288;

    private final Instant start = Instant.parse("2026-11-20T00:00:00Z");
    private final Random random = new Random(1);

    @Override
    public String name() {
        return "store";
    }

    @Override
    public String description() {
        return "what the shared store has to take a day";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public List<Measurement> run(Workplace place) throws IOException, InterruptedException, MeasuringException {
        check();
        place.progress().println("A virtual day of a monitor without devices");
        List<List<Change>> idle = day(place.temporary().resolve("idle"), 0, false);
        place.progress().println("A virtual day of a monitor without devices of which something changes all the time");
        List<List<Change>> restless = day(place.temporary().resolve("restless"), 0, true);
        place.progress().println("A virtual day of a monitor with " + DEVICES + " devices");
        List<List<Change>> watching = day(place.temporary().resolve("watching"), DEVICES, false);
        List<List<Change>> heartbeats = obviousHeartbeats();
        List<List<Change>> registers = obviousRegisters();

        List<Measurement> measurements = new ArrayList<>(List.of(
                megabytes(
                        "log a day of a monitor without devices",
                        Antidote.cost(idle),
                        "a heartbeat each 5 s",
                        obvious(Antidote.cost(heartbeats)),
                        5),
                Measurement.of("the same, an entry of it changing each minute", Antidote.cost(restless) / 1e6, "MB")
                        .atMost(5),
                megabytes(
                        "log a day more for 1,000 devices",
                        Antidote.cost(watching) - Antidote.cost(idle),
                        "a register a device each minute",
                        obvious(Antidote.cost(registers)),
                        2),
                Measurement.of("updates a day with 1,000 devices", watching.size(), "updates")
                        .beside("the obvious way", obvious(heartbeats.size() + registers.size())),
                Measurement.of("octets of them", octets(watching) / 1e6, "MB")
                        .beside("the obvious way", obvious(octets(heartbeats) + octets(registers)) / 1e6)));
        Optional<String> host = Optional.ofNullable(System.getProperty(HOST));
        if (host.isPresent()) {
            measurements.addAll(onServer(place, host.get(), idle, watching, heartbeats, registers));
        }
        return measurements;
    }

    private static void check() throws MeasuringException {
        String data = System.getProperty(DATA);
        if (data != null && (System.getProperty(HOST) == null || !Files.isDirectory(Path.of(data)))) {
            throw new MeasuringException(
                    DATA + "=" + data + " has to be the data folder of the server that " + HOST + " names");
        }
        try (Antidote server = Antidote.at(System.getProperty(HOST, "localhost"))) {
            server.write(List.of());
        } catch (IllegalArgumentException | StorageException e) {
            throw new MeasuringException(HOST + ": " + e.getMessage());
        }
    }

    private static Measurement megabytes(String name, long octets, String peer, double peerOctets, double most) {
        return Measurement.of(name, octets / 1e6, "MB")
                .beside(peer, peerOctets / 1e6)
                .atMost(most);
    }

    private static double obvious(long part) {
        return (double) part * OBVIOUS_PARTS;
    }

    private static long octets(List<List<Change>> updates) {
        return updates.stream()
                .flatMap(List::stream)
                .mapToLong(change -> change instanceof Change.Assign assign ? assign.value().length : 0)
                .sum();
    }

    /** What a monitor writes in a day, when it has been there for a month. */
    private List<List<Change>> day(Path folder, int devices, boolean restless) throws IOException {
        try (VirtualMonitor monitor = new VirtualMonitor(folder, start.minus(DAY.multipliedBy(33)))) {
            Instant full = start.minus(Duration.ofHours(50));
            VirtualArchive archive = new VirtualArchive(
                    devices,
                    // Before, one slot a day is enough: only summaries of these days are left of it.
                    slot -> slot.isAfter(full) || slot.getEpochSecond() % DAY.toSeconds() == 0,
                    monitor.store(),
                    monitor.network(),
                    monitor,
                    monitor::nanos);
            monitor.store().put("monitor", noise(MONITOR));
            while (monitor.instant().isBefore(start.minus(Duration.ofHours(1)))) {
                monitor.skip(Duration.ofMinutes(15));
                archive.share();
            }
            Instant watched = Instant.EPOCH;
            Instant changed = Instant.EPOCH;
            while (monitor.instant().isBefore(start)) {
                monitor.round();
            }
            monitor.takeUpdates();
            while (monitor.instant().isBefore(start.plus(DAY))) {
                if (devices > 0 && !monitor.instant().isBefore(watched.plus(WATCH_CHANGES))) {
                    watched = monitor.instant();
                    monitor.store().put("watch", noise(WATCH * devices / DEVICES));
                }
                if (restless && !monitor.instant().isBefore(changed.plus(Duration.ofMinutes(1)))) {
                    changed = monitor.instant();
                    monitor.store().put("states", noise(STATES));
                }
                archive.share();
                monitor.round();
            }
            return monitor.takeUpdates();
        }
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private List<List<Change>> obviousHeartbeats() {
        List<List<Change>> updates = new ArrayList<>();
        for (int i = 0; i < DAY.toSeconds() / OBVIOUS_PARTS / 5; i++) {
            updates.add(List.of(new Change.Assign("obvious/monitor", noise(OBVIOUS_HEARTBEAT))));
        }
        return updates;
    }

    private List<List<Change>> obviousRegisters() {
        List<List<Change>> updates = new ArrayList<>();
        for (int minute = 0; minute < DAY.toMinutes() / OBVIOUS_PARTS; minute++) {
            for (int device = 0; device < DEVICES; device++) {
                updates.add(List.of(new Change.Assign("obvious/device/" + device, noise(OBVIOUS_REGISTER))));
            }
        }
        return updates;
    }

    private static List<Measurement> onServer(
            Workplace place,
            String host,
            List<List<Change>> idle,
            List<List<Change>> watching,
            List<List<Change>> heartbeats,
            List<List<Change>> registers)
            throws IOException, MeasuringException {
        Optional<Path> data = Optional.ofNullable(System.getProperty(DATA)).map(Path::of);
        try (Antidote server = Antidote.at(host)) {
            place.progress().println("The same to the server at " + host);
            Written ofIdle = Written.to(server, data, idle);
            Written ofWatching = Written.to(server, data, watching);
            Written ofHeartbeats = Written.to(server, data, heartbeats);
            Written ofRegisters = Written.to(server, data, registers);
            List<Measurement> measurements = new ArrayList<>();
            if (data.isPresent()) {
                measurements.add(megabytes(
                        "on the server's disk: a day without devices",
                        ofIdle.grown(),
                        "a heartbeat each 5 s",
                        obvious(ofHeartbeats.grown()),
                        5));
                measurements.add(megabytes(
                        "on the server's disk: more for 1,000 devices",
                        ofWatching.grown() - ofIdle.grown(),
                        "a register a device each minute",
                        obvious(ofRegisters.grown()),
                        2));
            }
            measurements.add(Measurement.of(
                            "time of the server for a day with 1,000 devices", ofWatching.seconds(), "s")
                    .beside("the obvious way", (ofHeartbeats.seconds() + ofRegisters.seconds()) * OBVIOUS_PARTS));
            return measurements;
        } catch (StorageException e) {
            throw new MeasuringException("The server at " + host + " did not take what was written: " + e.getMessage());
        }
    }

    /** What became of a server that took updates. */
    private record Written(long grown, double seconds) {
        static Written to(Antidote server, Optional<Path> data, List<List<Change>> updates)
                throws IOException, StorageException {
            long before = size(data);
            long began = System.nanoTime();
            server.write(updates);
            return new Written(size(data) - before, (System.nanoTime() - began) / 1e9);
        }

        private static long size(Optional<Path> data) throws IOException {
            if (data.isEmpty()) {
                return 0;
            }
            try (Stream<Path> files = Files.walk(data.get())) {
                long size = 0;
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    size += Files.size(file);
                }
                return size;
            }
        }
    }
}
