// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Brings the documents of a source here, which may take as long as a server likes. One thread after the other uses it. */
final class Fetch implements Runnable {
    static final String LOCATION = "location";
    static final String FORMAT = "format";
    static final String IMPORTED = "imported";
    static final String VALIDATOR = "validator.";

    private final SourceSettings settings;
    private final Map<String, String> known;
    private final Path file;
    private final long start;
    private Optional<Map<String, String>> learned = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    /**
     * Begins nothing yet.
     *
     * @param known what an earlier fetch learned
     * @param file where the documents are written
     * @param start when it was asked for, of {@link System#nanoTime()}
     */
    Fetch(SourceSettings settings, Map<String, String> known, Path file, long start) {
        this.settings = settings;
        this.known = known;
        this.file = file;
        this.start = start;
    }

    SourceSettings settings() {
        return settings;
    }

    long start() {
        return start;
    }

    @Override
    public void run() {
        try (DocumentArchive.Writer archive = new DocumentArchive.Writer(file)) {
            Optional<Map<String, String>> found = settings.location().fetch(known, archive);
            if (found.isPresent()) {
                found.get().forEach((key, value) -> archive.property(VALIDATOR + key, value));
                archive.property(LOCATION, settings.location().display());
                archive.property(FORMAT, settings.format().name());
                archive.property(IMPORTED, Instant.now().toString());
                archive.finish();
            }
            learned = found;
        } catch (ImportException | IOException | RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    /** What to know at the next fetch; empty when nothing changed. Throws what kept it from coming. */
    Optional<Map<String, String>> learned() throws ImportException, IOException {
        if (failure.isPresent()) {
            Throwable cause = failure.get();
            if (cause instanceof ImportException wrong) {
                throw wrong;
            } else if (cause instanceof IOException away) {
                throw away;
            } else if (cause instanceof RuntimeException error) {
                throw error;
            } else if (cause instanceof Error error) {
                throw error;
            }
        }
        return learned;
    }
}
