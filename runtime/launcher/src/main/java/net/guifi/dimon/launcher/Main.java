// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.guifi.dimon.certificate.HostNames;
import net.guifi.dimon.certificate.ServerKey;

/** Starts the appliance and stays in the foreground until it is stopped. */
public final class Main {
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /**
     * Starts the appliance.
     *
     * @param arguments see {@code dimon run --help}
     * @throws InterruptedException never: nobody interrupts this thread
     */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream terminal = System.out;
        try {
            Options options = Options.parse(List.of(arguments));
            Appliance appliance = Appliance.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(appliance::stop, "dimon-stop"));
            if (announce(options, appliance, terminal)) {
                appliance.ready();
            }
            appliance.await();
            System.exit(0);
        } catch (Options.UsageException e) {
            terminal.println(e.getMessage());
            System.exit(EXIT_USAGE);
        } catch (Appliance.StartException e) {
            terminal.println(e.getMessage());
            System.exit(EXIT_FAILED);
        }
    }

    private static boolean announce(Options options, Appliance appliance, PrintStream terminal)
            throws InterruptedException {
        Path log = options.data().resolve("log/dimon.0.log");
        if (!new Readiness(options.port(), terminal).await(READY_LIMIT)) {
            terminal.println("DIMON does not answer yet on port " + options.port() + "; " + log + " tells more");
            return false;
        }
        String base = "http://localhost:" + options.port();
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        terminal.printf(Locale.ROOT, "%nDIMON is running, ready after %.1f s%n%n", seconds);
        terminal.printf("  Console   %s/system/console/dimon%n", base);
        terminal.printf("            user admin, password %s%n", password(options));
        options.httpsPort().ifPresent(port -> announceHttps(port, appliance.serverKey(), terminal));
        terminal.printf("  API       %s/api/v1/devices%n", base);
        terminal.printf("  Data      %s%n", options.data());
        terminal.printf("  Log       %s%n%n", log);
        return true;
    }

    private static void announceHttps(int port, Optional<ServerKey> key, PrintStream terminal) {
        if (key.isPresent()) {
            terminal.printf("  HTTPS     https://%s:%d/system/console/dimon%n", HostNames.name(), port);
            terminal.printf("            certificate SHA-256 %s%n", key.get().fingerprint());
        } else {
            terminal.printf("  HTTPS     off, its key is not usable: `dimon doctor` tells more%n");
        }
    }

    private static String password(Options options) {
        if (options.service()) {
            return "as `dimon password` shows it";
        }
        Path file = options.data().resolve("secrets/console-password");
        try {
            String line = Files.readString(file).strip();
            return line.startsWith("{") ? "as you set it (`dimon password --new` makes a new one)" : line;
        } catch (IOException e) {
            return "not readable: " + e;
        }
    }
}
