// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.probing.Time;

/** A running {@link PingChild}. */
final class PingProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    record Seen(String address, Outcome outcome, long rtt, long at) {}

    private final Process process;
    private final Writer input;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Seen> samples = new CopyOnWriteArrayList<>();
    private final Thread reader;

    /** Starts it behind a prefix such as {@code ip netns exec NAME}. */
    PingProcess(List<String> prefix, String period, String timeout) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PingChild.class.getName(), period, timeout));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        reader = new Thread(this::read, "child-output");
        reader.start();
        line(line -> line.equals("ready"));
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("sample")) {
                    samples.add(new Seen(
                            words[1], Outcome.valueOf(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4])));
                } else {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tell(String... words) throws IOException {
        input.write(String.join(" ", words) + "\n");
        input.flush();
    }

    void watch(List<String> addresses) throws IOException {
        tell("watch", String.join(" ", addresses));
    }

    /** Waits for a line of output. */
    String line(Predicate<String> wanted) {
        await("a line of the child; it printed " + lines)
                .atMost(PATIENCE)
                .until(() -> lines.stream().anyMatch(wanted) || !reader.isAlive());
        return lines.stream().filter(wanted).findFirst().orElseThrow(() -> new AssertionError("The child: " + lines));
    }

    String ask(String question, String answer) throws IOException {
        lines.removeIf(line -> line.startsWith(answer));
        tell(question.split(" "));
        return line(line -> line.startsWith(answer));
    }

    /** One of the counters. */
    long counter(String name) throws IOException {
        String counters = ask("counters", "counters ");
        return Arrays.stream(counters.substring(counters.indexOf('{') + 1, counters.indexOf('}'))
                        .split(", "))
                .filter(entry -> entry.startsWith(name + "="))
                .mapToLong(entry -> Long.parseLong(entry.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    List<String> lines() {
        return lines;
    }

    List<Seen> samples(String address) throws IOException {
        String host = InetAddress.getByName(address).getHostAddress();
        return samples.stream().filter(seen -> seen.address.equals(host)).toList();
    }

    List<Seen> samples() {
        return samples;
    }

    /** Waits until an address has so many samples, and gives them. */
    List<Seen> samples(String address, int count) {
        await(address + " has " + count + " samples; the child printed " + lines)
                .atMost(PATIENCE)
                .until(() -> samples(address).size() >= count);
        try {
            return samples(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a sample of what is asked from now on, and so for all that were measured before. */
    void awaitLater(String address) {
        long now = Time.nanos(Instant.now());
        await(address + " is asked again").atMost(PATIENCE).until(() -> {
            List<Seen> seen = samples(address);
            return !seen.isEmpty() && seen.get(seen.size() - 1).at > now;
        });
    }

    void awaitLast(String address, Outcome outcome) {
        await(address + " is " + outcome).atMost(PATIENCE).until(() -> {
            List<Seen> seen = samples(address);
            return !seen.isEmpty() && seen.get(seen.size() - 1).outcome == outcome;
        });
    }

    /** Ends it in an orderly way; gives how many of its threads were left. */
    int end() throws IOException {
        input.close();
        String threads = line(line -> line.startsWith("threads "));
        return Integer.parseInt(threads.substring("threads ".length()));
    }

    @Override
    public void close() {
        try (input) {
            // The end of its input ends it.
        } catch (IOException e) {
            process.destroy();
        }
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reader.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
