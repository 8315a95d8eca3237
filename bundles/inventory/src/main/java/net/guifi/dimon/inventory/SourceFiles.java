// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is kept of one source on the disk. A file is replaced atomically, or not at all. */
final class SourceFiles {
    private final Path directory;
    private final String source;

    SourceFiles(Path directory, String source) {
        this.directory = directory;
        this.source = source;
    }

    /** The last good version: what the source contributes. */
    Path kept() {
        return file("kept.zip");
    }

    /** The version that waits for a person. */
    Path waiting() {
        return file("waiting.zip");
    }

    /** What is being fetched. */
    Path fetching() {
        return file("fetching.zip");
    }

    /** The version that was fetched, while it is looked at. */
    Path fetched() {
        return file("fetched.zip");
    }

    /** Puts a file that is complete on the disk in the place of another. */
    void move(Path from, Path to) throws IOException {
        KeptFile.move(from, to);
    }

    /** The digest of the version that a person discarded; empty when there is none. */
    String discarded() throws IOException {
        try {
            return Files.readString(file("discarded")).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Remembers the waiting version as discarded, and drops it. */
    void discard(String digest) throws IOException {
        KeptFile.write(file("discarded"), digest.getBytes(StandardCharsets.US_ASCII));
        Files.deleteIfExists(waiting());
        forceDirectory();
    }

    /** Drops what waits, and what a person discarded: a newer version made them meaningless. */
    void supersede() throws IOException {
        Files.deleteIfExists(waiting());
        Files.deleteIfExists(file("discarded"));
        forceDirectory();
    }

    /** Removes everything. */
    void forget() throws IOException {
        supersede();
        Files.deleteIfExists(kept());
        Files.deleteIfExists(fetched());
        Files.deleteIfExists(fetching());
        forceDirectory();
    }

    private Path file(String suffix) {
        return directory.resolve(source + "." + suffix);
    }

    private void forceDirectory() throws IOException {
        KeptFile.forceDirectory(directory);
    }
}
