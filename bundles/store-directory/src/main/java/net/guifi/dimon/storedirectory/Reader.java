// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads files of ours below a folder, whole or not at all. */
final class Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final int MOST_WORDS = 10_000;
    /** What is read at once is in memory at once: far more than is ever asked for together. */
    private static final int MOST_OCTETS = 16 << 20;

    private final Path root;
    private final Findings findings;
    private final BooleanSupplier abandoned;

    Reader(Path root, Findings findings, BooleanSupplier abandoned) {
        this.root = root;
        this.findings = findings;
        this.abandoned = abandoned;
    }

    List<Optional<byte[]>> values(List<Path> files) throws IOException {
        List<Optional<byte[]>> values = new ArrayList<>(files.size());
        int octets = 0;
        for (Path file : files) {
            Optional<Path> parent = folder(file.getParent());
            if (parent.isPresent()) {
                findings.look(parent.get());
            }
            Optional<byte[]> value =
                    parent.isPresent() ? value(parent.get().resolve(file.getFileName())) : Optional.empty();
            int length = value.map(found -> found.length).orElse(0);
            if (octets + length > MOST_OCTETS) {
                findings.broken(root.resolve(file), "is too long beside the others that are read with it");
                value = Optional.empty();
            } else {
                octets += length;
            }
            values.add(value);
        }
        return values;
    }

    Set<String> words(Path set) throws IOException {
        Set<String> words = new HashSet<>();
        Optional<Path> folder = folder(set);
        if (folder.isEmpty()) {
            return words;
        }
        findings.look(folder.get());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get())) {
            for (Path file : files) {
                Optional<String> word = Names.wordOf(file.getFileName().toString());
                if (word.isPresent() && isOf(word.get(), file)) {
                    words.add(word.get());
                }
                if (words.size() == MOST_WORDS) {
                    findings.broken(folder.get().resolve("*"), "is more than " + MOST_WORDS + " words");
                    break;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Syncthing removes a folder of which the last file went.
            return Set.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return words;
    }

    private boolean isOf(String word, Path file) throws IOException {
        return value(file)
                .filter(value -> new String(value, StandardCharsets.US_ASCII).equals(word))
                .isPresent();
    }

    /** A folder below the root; empty when it is not there, or would lead elsewhere. */
    private Optional<Path> folder(Path relative) throws IOException {
        Path folder = root;
        if (relative == null) {
            return Optional.of(folder);
        }
        for (Path part : relative) {
            folder = folder.resolve(part);
            Optional<BasicFileAttributes> attributes = attributes(folder);
            if (attributes.isEmpty()) {
                return Optional.empty();
            }
            if (!attributes.get().isDirectory()) {
                findings.broken(folder, "is no folder, and links are not followed");
                return Optional.empty();
            }
        }
        return Optional.of(folder);
    }

    private Optional<byte[]> value(Path file) throws IOException {
        if (abandoned.getAsBoolean()) {
            throw new IOException("it was given up");
        }
        try {
            Optional<BasicFileAttributes> attributes = attributes(file);
            if (attributes.isEmpty()) {
                findings.well(file);
                return Optional.empty();
            }
            if (!attributes.get().isRegularFile()) {
                throw new Envelope.BrokenException("is no regular file, and links are not followed");
            }
            byte[] value = Envelope.unwrap(octets(file));
            findings.well(file);
            return Optional.of(value);
        } catch (Envelope.BrokenException e) {
            findings.broken(file, e.getMessage());
            return Optional.empty();
        } catch (AccessDeniedException e) {
            findings.broken(file, "may not be read by the user " + System.getProperty("user.name"));
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static byte[] octets(Path file) throws IOException, Envelope.BrokenException {
        try {
            return octetsNow(file);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            // NFS loses a file that was replaced while it was read.
            LOG.debug("{} is read once more", file, e);
            return octetsNow(file);
        }
    }

    private static byte[] octetsNow(Path file) throws IOException, Envelope.BrokenException {
        int most = Envelope.HEADER + Envelope.MAX_LENGTH;
        try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] octets = input.readNBytes(most + 1);
            if (octets.length > most) {
                throw new Envelope.BrokenException("is longer than any value");
            }
            return octets;
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
