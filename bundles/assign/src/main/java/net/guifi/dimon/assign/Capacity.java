// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import net.guifi.dimon.api.platform.DataDirectory;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many devices this machine can watch, measured. As a change moves devices it is kept on the disk, looked at again
 * once a day, and changed only by a step or more.
 */
final class Capacity {
    private static final Logger LOG = LoggerFactory.getLogger(Capacity.class);
    private static final Duration DAY = Duration.ofDays(1);

    private record Kept(Instant when, int devices) {}

    private final Path file;
    private final Clock clock;
    private final DoubleSupplier measurement;
    private Optional<Kept> kept;

    /**
     * Begins with what was kept.
     *
     * @param file where it is kept
     * @param measurement measures how many devices this machine can watch
     */
    Capacity(Path file, Clock clock, DoubleSupplier measurement) {
        this.file = file;
        this.clock = clock;
        this.measurement = measurement;
        kept = read(file);
    }

    static Capacity ofThisMachine(BundleContext context) {
        return new Capacity(
                DataDirectory.of(context, "assign").resolve("capacity"), Clock.systemUTC(), Machine::capacity);
    }

    /** How many devices; takes some milliseconds once a day. */
    synchronized int devices() {
        Instant now = clock.instant();
        Optional<Kept> current = kept.filter(
                last -> !now.isBefore(last.when()) && now.isBefore(last.when().plus(DAY)));
        if (current.isEmpty()) {
            double measured = measurement.getAsDouble();
            int devices = kept.map(Kept::devices)
                    .filter(last -> measured < last * Step.RATIO && measured > last / Step.RATIO)
                    .orElseGet(() -> (int) Step.below(measured));
            current = Optional.of(new Kept(now, devices));
            LOG.info("This machine can watch {} devices; {} is reckoned with", (long) measured, devices);
            kept = current;
            write(current.get());
        }
        return current.get().devices();
    }

    private static Optional<Kept> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file).strip();
            int blank = text.indexOf(' ');
            if (blank < 0) {
                throw new IOException("a time and a number are expected");
            }
            int devices = Integer.parseInt(text.substring(blank + 1));
            if (devices < 1) {
                throw new IOException(devices + " is no capacity");
            }
            return Optional.of(new Kept(Instant.parse(text.substring(0, blank)), devices));
        } catch (IOException | DateTimeException | NumberFormatException e) {
            LOG.warn("{} is not readable, the capacity is measured anew: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private void write(Kept measured) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, measured.when() + " " + measured.devices() + "\n");
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("The capacity was not kept in {}: {}", file, e.toString());
        }
    }
}
