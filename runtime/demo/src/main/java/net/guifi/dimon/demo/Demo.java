// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The demo network: an invented network of about 300 devices on this host alone, some of which fail now and then. */
public final class Demo {
    private static final int BAD_ARGUMENTS = 2;
    static final long SEED = 2026;
    // Ports below 1024 may be refused, or taken by an agent of this host.
    private static final List<Integer> SNMP_PORT_OFFSETS = List.of(0, 10_000);
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    private Demo() {}

    /**
     * Runs until the process is told to end.
     *
     * @param arguments as {@code --help} tells
     */
    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(arguments);
            if (options.help()) {
                out.print(Options.HELP);
            } else {
                start(options, out);
            }
            return 0;
        } catch (Options.BadArguments e) {
            err.println(e.getMessage() + ". Try --help.");
            return BAD_ARGUMENTS;
        } catch (IOException e) {
            err.println("The demo network cannot be set up: " + e);
            return 1;
        }
    }

    private static void start(Options options, PrintStream out) throws IOException {
        Files.createDirectories(options.directory());
        Path file = options.directory().resolve("demo.cnml").toAbsolutePath();
        Journal journal = new Journal(out, options.directory().resolve("demo.log"));
        // Whoever ends the demo while it is being set up waits for that, so that nothing is left behind.
        CompletableFuture<Runnable> stop = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.join().run(), "demo-stop"));
        Host host;
        try {
            host = host(options, file);
        } catch (IOException | RuntimeException e) {
            stop.complete(() -> {});
            throw e;
        }
        Network network = host.network();
        Optional<Agents> agents = agents(network, host, options, journal);
        Simulator simulator = new Simulator(network, host, agents, journal, options, SEED);
        try {
            CnmlFile.write(network, file, Map.of());
            journal.tell(host.explanation());
            out.println("READY " + file);
            if (host.canSilence()) {
                simulator.start();
            }
        } finally {
            stop.complete(() -> stop(simulator, agents, host, journal));
        }
        if (!host.canSilence()) {
            waitForEnd();
        }
    }

    private static Host host(Options options, Path file) throws IOException {
        String reason = "that was asked for";
        if (!options.loopback()) {
            if (mayMakeNamespaces()) {
                try {
                    return new NamespaceHost(SEED);
                } catch (IOException e) {
                    reason = "a network namespace could not be made (" + e.getMessage() + ")";
                }
            } else {
                reason = "only root may make a network namespace";
            }
        }
        return new LoopbackHost(file, reason, SEED);
    }

    private static Optional<Agents> agents(Network network, Host host, Options options, Journal journal) {
        try {
            Passphrases passphrases = Passphrases.in(options.secrets());
            Agents agents = new Agents(network, host, passphrases, InstantSource.system(), journal, SNMP_PORT_OFFSETS);
            ApplianceConfiguration.write(
                    network, agents.portOffset(), options.directory().resolve("configuration.json"));
            journal.tell(agents.explanation());
            return Optional.of(agents);
        } catch (IOException | RuntimeException | LinkageError e) {
            journal.tell("No device answers SNMP: " + e);
            return Optional.empty();
        }
    }

    private static boolean mayMakeNamespaces() throws IOException {
        String capabilities = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).strip())
                .findFirst()
                .orElse("0");
        long bits = Long.parseUnsignedLong(capabilities, 16);
        return (bits >> CAP_NET_ADMIN & bits >> CAP_SYS_ADMIN & 1) == 1;
    }

    private static void waitForEnd() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Simulator simulator, Optional<Agents> agents, Host host, Journal journal) {
        try {
            simulator.stop();
            host.close();
            if (agents.isPresent()) {
                agents.get().stop();
            }
            journal.tell("The demo network is removed.");
        } catch (IOException e) {
            journal.tell("The demo network is not wholly removed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
