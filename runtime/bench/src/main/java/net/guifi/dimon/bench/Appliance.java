// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built distribution, run as its users run it. */
final class Appliance implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(120);
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    private final Workplace place;
    private final Path data;
    private final Child child;
    private final Http http;
    private final double secondsToStart;

    private Appliance(Workplace place, Path data, Child child, Http http, double secondsToStart) {
        this.place = place;
        this.data = data;
        this.child = child;
        this.http = http;
        this.secondsToStart = secondsToStart;
    }

    /** Starts it on a data directory of that name, and waits until it says that it runs. */
    static Appliance start(Workplace place, String name, Path cnml)
            throws IOException, InterruptedException, MeasuringException {
        Path data = place.temporary().resolve(name);
        int port = Http.freePort();
        long began = System.nanoTime();
        Child child = Child.start(
                place.temporary().resolve(name + ".out"),
                environment(place),
                List.of(
                        command(place),
                        "run",
                        "--cnml",
                        cnml.toString(),
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(port)));
        try {
            child.until("the appliance runs", START_LIMIT, () -> child.output().contains("DIMON is running"));
            return new Appliance(place, data, child, new Http(port), secondsSince(began));
        } catch (IOException | InterruptedException | MeasuringException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    private static String command(Workplace place) {
        return place.distribution().resolve("bin/dimon").toString();
    }

    /** Keeps away from what the user has, and from what was kept to start faster. */
    private static Map<String, String> environment(Workplace place) {
        return Map.of(
                "DIMON_DATA", place.temporary().resolve("base").toString(),
                "DIMON_CACHE", place.temporary().resolve("cache").toString());
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    Child child() {
        return child;
    }

    double secondsToStart() {
        return secondsToStart;
    }

    /** How many seconds it takes from when a new description is there until {@code dimon import} has ended. */
    double secondsToImport(Path description, Path source) throws IOException, InterruptedException, MeasuringException {
        long began = System.nanoTime();
        Files.move(description, source, StandardCopyOption.ATOMIC_MOVE);
        run(List.of(command(place), "import", "--data", data.toString()));
        return secondsSince(began);
    }

    /** How many devices it has to watch. */
    long monitored() throws IOException, InterruptedException {
        return http.number("/api/v1/sources", "\"monitored\":(\\d+)");
    }

    /** How many devices are up by their samples. */
    long up() throws IOException, InterruptedException {
        return http.number("/api/v1/devices?state=up&limit=1", "\"total\":(\\d+)");
    }

    /** A counter of the ping probe. */
    long pings(String counter) throws IOException, InterruptedException {
        return http.number("/api/v1/probes", "\"name\":\"ping\",\"counters\":\\{[^}]*\"" + counter + "\":(\\d+)");
    }

    /** Octets of heap in use after a collection. */
    long heap() throws IOException, InterruptedException, MeasuringException {
        String pid = Long.toString(child.processes().stream()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow(() -> new MeasuringException("The appliance has no process of Java"))
                .pid());
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run(List.of(jcmd, pid, "GC.run"));
        String generations = run(List.of(jcmd, pid, "GC.heap_info"));
        Matcher used = USED.matcher(generations);
        long kibibytes = 0;
        while (used.find()) {
            kibibytes += Long.parseLong(used.group(1));
        }
        if (kibibytes == 0) {
            throw new MeasuringException("The heap's use is not to be found in:\n" + generations);
        }
        return kibibytes * 1024;
    }

    private String run(List<String> command) throws IOException, InterruptedException, MeasuringException {
        Path output = Files.createTempFile(place.temporary(), "command", ".out");
        try (Child once = Child.start(output, environment(place), command)) {
            once.end(COMMAND_LIMIT);
            return once.output();
        }
    }

    /** Stops it, and waits until it has. */
    @Override
    public void close() {
        child.close();
    }
}
