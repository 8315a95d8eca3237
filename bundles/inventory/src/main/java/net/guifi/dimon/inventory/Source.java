// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured source: what it contributes, how its last import went, and what is kept of it on the disk.
 *
 * <p>Confined to the import thread, but for {@link #status}.
 */
final class Source {
    private static final Logger LOG = LoggerFactory.getLogger(Source.class);
    /** From so many devices on, the loss of over half of them waits for a person. */
    private static final int SUSPICIOUS_FROM = 2;

    /** When to try again what could not be read at all, such as a server that is away. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** What is known of a version on the disk without reading its documents. */
    private record Version(String digest, String location, String format) {
        static final Version NONE = new Version("", "", "");

        static Version of(DocumentArchive archive) {
            return new Version(
                    archive.property(DocumentArchive.DIGEST),
                    archive.property(Fetch.LOCATION),
                    archive.property(Fetch.FORMAT));
        }
    }

    private final String name;
    private final SourceFiles files;
    private final Supplier<Map<DeviceId, Device>> counting;
    private SourceSettings settings;
    private Map<DeviceId, Device> devices = Map.of();
    private Version kept = Version.NONE;
    private Version waiting = Version.NONE;
    /** The devices of which over half would go by the version that waits. */
    private Map<DeviceId, Device> waitsAgainst = Map.of();

    private String discarded = "";
    private String waitingMessage = "";
    private String summary = "";
    private Map<String, String> validators = Map.of();
    private String seenMark = "";
    private String importedMark = "";
    private long dueAt = System.nanoTime();
    private Optional<Instant> checked = Optional.empty();
    private Optional<Instant> imported = Optional.empty();
    private volatile SourceStatus status;

    /** {@code counting} tells the devices of the source that count in the network, which others may have imported. */
    Source(SourceFiles files, SourceSettings settings, Supplier<Map<DeviceId, Device>> counting) {
        this.name = settings.name();
        this.files = files;
        this.counting = counting;
        this.settings = settings;
        load();
    }

    SourceStatus status() {
        return status;
    }

    /** What was imported here last: another map after each import. */
    Map<DeviceId, Device> devices() {
        return devices;
    }

    /** Where that was, without any password. */
    String importedFrom() {
        return kept.location();
    }

    /** What an import takes the place of. */
    private Map<DeviceId, Device> before() {
        Map<DeviceId, Device> inNetwork = counting.get();
        return inNetwork.isEmpty() ? devices : inNetwork;
    }

    /** Takes over other settings of the same name; the source is due at once. */
    void configure(SourceSettings newSettings) {
        boolean elsewhere = !newSettings.location().equals(settings.location());
        settings = newSettings;
        dueAt = System.nanoTime();
        if (elsewhere) {
            validators = Map.of();
            dropWaitingFromElsewhere();
        }
        status = new SourceStatus(
                name,
                settings.location().display(),
                status.state(),
                status.message(),
                status.devices(),
                status.added(),
                status.removed(),
                status.changed(),
                status.checked(),
                status.imported(),
                status.took());
    }

    /** Whether its interval is over, or a file has changed and been left alone since the last call. */
    boolean isDue() {
        String mark = settings.location().mark();
        boolean settled = mark.equals(seenMark);
        seenMark = mark;
        return System.nanoTime() - dueAt >= 0 || (settled && !mark.equals(importedMark));
    }

    /** Begins to look: what is to be fetched, by whichever thread. */
    Fetch begin() {
        long start = System.nanoTime();
        checked = Optional.of(Instant.now());
        importedMark = settings.location().mark();
        seenMark = importedMark;
        dueAt = start + settings.interval().toNanos();
        // Another monitor may have taken over meanwhile what waits here.
        boolean anew = isWaiting() && before() != waitsAgainst;
        return new Fetch(settings, anew ? Map.of() : validators, files.fetching(), start);
    }

    /** Whether it was begun with other settings than those of now. */
    boolean isOutdated(Fetch fetch) {
        return fetch.settings() != settings;
    }

    /** Reads and takes over what was fetched and is new; returns whether something was taken over. */
    boolean end(Fetch fetch) {
        long start = fetch.start();
        try {
            return takeOver(fetch);
        } catch (ImportException e) {
            failed(e.getMessage(), start);
            LOG.debug("Source {}", name, e);
        } catch (IOException e) {
            failed(settings.location().display() + ": " + reason(e), start);
            LOG.debug("Source {}", name, e);
            dueAt = Math.min(dueAt, start + RETRY.toNanos());
        } catch (RuntimeException e) {
            failed("an error of this program: " + e, start);
            LOG.error("Source {}", name, e);
        } catch (OutOfMemoryError e) {
            long heap = Runtime.getRuntime().maxMemory() >> 20;
            failed("it does not fit into the memory of this monitor (" + heap + " MiB)", start);
            LOG.error("Source {}", name, e);
        } finally {
            drop();
        }
        return false;
    }

    private boolean takeOver(Fetch fetch) throws ImportException, IOException {
        long start = fetch.start();
        Map<DeviceId, Device> before = before();
        boolean anew = isWaiting() && before != waitsAgainst;
        Optional<Map<String, String>> learned = fetch.learned();
        if (learned.isEmpty()) {
            unchanged(start);
            return false;
        }
        files.move(files.fetching(), files.fetched());
        // Until it is known to be good, the next fetch brings it again.
        validators = Map.of();
        Version version;
        DeviceCollector collector;
        try (DocumentArchive archive = new DocumentArchive(files.fetched())) {
            version = Version.of(archive);
            if (version.equals(kept) && (isWaiting() || !discarded.isEmpty())) {
                files.supersede();
                waiting = Version.NONE;
                discarded = "";
            }
            if (version.equals(kept)
                    || version.equals(waiting) && !anew
                    || version.digest().equals(discarded)) {
                validators = learned.get();
                unchanged(start);
                return false;
            }
            collector = read(archive);
        }
        Differences differences = Differences.between(before, collector.devices());
        boolean moved = !kept.equals(Version.NONE) && !version.location().equals(kept.location());
        if (!moved && before.size() >= SUSPICIOUS_FROM && lost(before, collector) * 2 > before.size()) {
            files.move(files.fetched(), files.waiting());
            waiting = version;
            discarded = "";
            waits(before, collector, start);
        } else {
            take(version, collector, differences, start);
        }
        validators = learned.get();
        return waiting.equals(Version.NONE);
    }

    private DeviceCollector read(DocumentArchive archive) throws ImportException, IOException {
        DeviceCollector collector = new DeviceCollector(name, before());
        Format.valueOf(archive.property(Fetch.FORMAT)).read(archive, collector);
        return collector;
    }

    /** Makes the version that was fetched the one that counts. */
    private void take(Version version, DeviceCollector collector, Differences differences, long start)
            throws IOException {
        files.move(files.fetched(), files.kept());
        files.supersede();
        devices = collector.devices();
        kept = version;
        waiting = Version.NONE;
        discarded = "";
        imported = Optional.of(Instant.now());
        summary = collector.summary();
        set(State.IMPORTED, summary, differences, start);
        LOG.info(
                "Source {}: {}; {} ({} ms)",
                name,
                summary,
                differences,
                status.took().toMillis());
        collector.warnings().forEach(warning -> LOG.warn("Source {}: {}", name, warning));
    }

    /** How many devices would go, or stay without being watched any longer. */
    private static int lost(Map<DeviceId, Device> before, DeviceCollector collector) {
        int lost = 0;
        for (Device device : before.values()) {
            Device next = collector.devices().get(device.id());
            if (next == null || device.monitored() && !next.monitored()) {
                lost++;
            }
        }
        return lost;
    }

    private void waits(Map<DeviceId, Device> before, DeviceCollector collector, long start) {
        Differences differences = Differences.between(before, collector.devices());
        int lost = lost(before, collector);
        waitsAgainst = before;
        waitingMessage = lost + " of " + before.size() + " devices would go"
                + (lost > differences.removed() ? " or no longer be watched" : "") + " (" + differences
                + "): confirm this import, or discard it";
        set(State.WAITING, waitingMessage, differences, start);
        LOG.warn("Source {}: {}; it has {}", name, waitingMessage, collector.summary());
    }

    private void unchanged(long start) {
        if (isWaiting()) {
            keepWaiting(waitingMessage, start);
        } else if (!discarded.isEmpty()) {
            set(State.UNCHANGED, summary + "; the newest version was discarded", Differences.NONE, start);
        } else {
            set(State.UNCHANGED, summary, Differences.NONE, start);
        }
    }

    private void failed(String reason, long start) {
        if (Thread.currentThread().isInterrupted()) {
            LOG.info("Source {}: an import was stopped, its {} devices stand as they were", name, devices.size());
            return;
        }
        boolean known = status.message().endsWith(reason);
        if (isWaiting()) {
            keepWaiting(waitingMessage + ". A later attempt failed: " + reason, start);
        } else {
            set(State.FAILED, reason, Differences.NONE, start);
        }
        if (!known) {
            LOG.warn("Source {} failed, its {} devices stand as they were: {}", name, devices.size(), reason);
        }
    }

    private void keepWaiting(String message, long start) {
        set(State.WAITING, message, new Differences(status.added(), status.removed(), status.changed()), start);
    }

    private void set(State state, String message, Differences differences, long start) {
        status = new SourceStatus(
                name,
                settings.location().display(),
                state,
                message,
                devices.size(),
                differences.added(),
                differences.removed(),
                differences.changed(),
                checked,
                imported,
                Duration.ofNanos(System.nanoTime() - start));
    }

    boolean isWaiting() {
        return !waiting.equals(Version.NONE);
    }

    /** Takes over the version that waits. */
    void confirm() {
        long start = System.nanoTime();
        try {
            DeviceCollector collector;
            try (DocumentArchive archive = new DocumentArchive(files.waiting())) {
                collector = read(archive);
            }
            files.move(files.waiting(), files.fetched());
            take(waiting, collector, Differences.between(before(), collector.devices()), start);
        } catch (ImportException e) {
            failed(e.getMessage(), start);
        } catch (IOException e) {
            failed(reason(e), start);
        }
    }

    /** Drops the version that waits, and remembers not to ask again about it. */
    void discard() {
        long start = System.nanoTime();
        try {
            files.discard(waiting.digest());
            discarded = waiting.digest();
            waiting = Version.NONE;
            unchanged(start);
            LOG.info("Source {}: the waiting import was discarded", name);
        } catch (IOException e) {
            failed(reason(e), start);
        }
    }

    /** Removes what is kept of it on the disk. */
    void forget() {
        try {
            files.forget();
        } catch (IOException e) {
            LOG.warn("Source {}: its kept copy could not be removed: {}", name, reason(e));
        }
    }

    private void load() {
        long start = System.nanoTime();
        drop();
        if (Files.exists(files.kept())) {
            try (DocumentArchive archive = new DocumentArchive(files.kept())) {
                kept = Version.of(archive);
                DeviceCollector collector = read(archive);
                devices = collector.devices();
                imported = Optional.of(Instant.parse(archive.property(Fetch.IMPORTED)));
                summary = collector.summary();
                validators = validators(archive);
            } catch (ImportException | IOException | RuntimeException e) {
                kept = Version.NONE;
                LOG.warn("Source {}: its kept copy cannot be read and is not used: {}", name, e.getMessage());
            }
        }
        set(
                State.NEW,
                devices.isEmpty() ? "not read yet" : summary + ", kept from an earlier import",
                Differences.NONE,
                start);
        loadWaiting(start);
    }

    private void loadWaiting(long start) {
        try {
            discarded = files.discarded();
            if (Files.exists(files.waiting())) {
                try (DocumentArchive archive = new DocumentArchive(files.waiting())) {
                    waiting = Version.of(archive);
                    DeviceCollector collector = read(archive);
                    waits(before(), collector, start);
                    validators = validators(archive);
                }
            }
        } catch (ImportException | IOException | RuntimeException e) {
            waiting = Version.NONE;
            LOG.warn("Source {}: its waiting import cannot be read and is not used: {}", name, e.getMessage());
        }
        dropWaitingFromElsewhere();
    }

    private void dropWaitingFromElsewhere() {
        String display = settings.location().display();
        if (!kept.location().equals(display)) {
            validators = Map.of();
            discarded = "";
        }
        if (isWaiting() && !waiting.location().equals(display)) {
            waiting = Version.NONE;
            set(State.NEW, summary, Differences.NONE, System.nanoTime());
            try {
                files.supersede();
            } catch (IOException e) {
                LOG.warn("Source {}: its waiting import could not be removed: {}", name, reason(e));
            }
        }
    }

    private static Map<String, String> validators(DocumentArchive archive) {
        Map<String, String> validators = new HashMap<>();
        archive.properties().forEach((key, value) -> {
            if (key.toString().startsWith(Fetch.VALIDATOR)) {
                validators.put(key.toString().substring(Fetch.VALIDATOR.length()), value.toString());
            }
        });
        return validators;
    }

    /** Drops what was fetched and is not wanted any longer. */
    void drop() {
        for (Path file : List.of(files.fetching(), files.fetched())) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("Source {}: {} could not be removed: {}", name, file, reason(e));
            }
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file " + e.getMessage();
        } else if (e instanceof AccessDeniedException) {
            return "access to " + e.getMessage() + " is denied to this user";
        } else if (e instanceof UnknownHostException) {
            return "the host " + e.getMessage() + " is not known";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
