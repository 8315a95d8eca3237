// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * A monitor's discovery in a process of its own. Arguments: id, name, HTTP port, directory. It looks around for each
 * line of input, {@code announce}, {@code other} (HTTPS port), {@code later} (six minutes) or {@code silent}, and prints what
 * it found, one line for each and a dot.
 */
final class DiscoveryChild {
    static final String NETWORK = "0123456789abcdef0123456789abcdef";

    private DiscoveryChild() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[3]));
        // The parent reads it: it is the other end of a pipe, and no log.
        PrintStream answers = System.out;
        Joining joining = new Joining(new FakeConfigurations());
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> Instant.now().plus(later.get());
        try (Discoverer discoverer =
                        new Discoverer(directory.resolve("wanted"), joining, clock.withZone(ZoneOffset.UTC));
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (line.equals("later")) {
                    later.updateAndGet(passed -> passed.plusMinutes(6));
                }
                Settings settings = new Settings(
                        !line.equals("silent"),
                        arguments[1],
                        new Networks(List.of(
                                Networks.Block.parse("198.18.0.0/15"),
                                Networks.Block.parse("fd9a::/16"),
                                Networks.Block.parse("fe80::/10"))),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true,
                        OptionalInt.of(55_555),
                        directory.resolve("result"),
                        List.of());
                discoverer.look(
                        Optional.of(new FixedStore(arguments[0], NETWORK)),
                        settings,
                        new Adapters(),
                        new Discoverer.Ports(
                                OptionalInt.of(Integer.parseInt(arguments[2])),
                                OptionalInt.of(line.equals("other") ? 9443 : 8443),
                                "0.1.0"),
                        OptionalInt.empty());
                answers.println(discoverer.channels().stream()
                        .map(channel -> "channel " + channel)
                        .collect(Collectors.joining("\n")));
                discoverer.result().found().forEach(found -> answers.println("found " + found));
                answers.println("memory " + memory());
                answers.println(".");
            }
        }
        // Threads that were told to end take a moment.
        await().atMost(Duration.ofSeconds(10)).until(() -> threads().stream().noneMatch(name -> name.contains("DNS")));
        answers.println("threads " + threads());
    }

    /** What is in use after a collection, in megabytes. */
    private static long memory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .sorted()
                .toList();
    }
}
