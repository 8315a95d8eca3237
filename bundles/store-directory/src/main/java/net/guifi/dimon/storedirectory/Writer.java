// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import net.guifi.dimon.api.store.StorageAdapter.Change;

/**
 * Writes files of ours below a folder: each one whole beside its place, brought to the disk, and moved there. The last
 * one of an update comes when the others are on the disk for good.
 */
final class Writer {
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final Path root;
    private final Access access;
    /** Folders that were changed and not brought to the disk yet. */
    private final Set<Path> changed = new LinkedHashSet<>();

    private final Set<Path> swept;

    /** A writer that adds to the folders that were looked through for what an earlier process left behind. */
    Writer(Path root, Access access, Set<Path> swept) {
        this.root = root;
        this.access = access;
        this.swept = swept;
    }

    /**
     * One thing to be done.
     *
     * @param file which file, below the folder
     * @param content what stands in it from now on; empty: it goes
     */
    record Step(Path file, Optional<byte[]> content) {
        static Step of(Change change) {
            if (change instanceof Change.Assign assign) {
                if (assign.value().length > Envelope.MAX_LENGTH) {
                    throw new IllegalArgumentException(
                            assign.key() + " has " + assign.value().length + " octets, too many for a value");
                }
                return new Step(Names.register(assign.key()), Optional.of(Envelope.wrap(assign.value())));
            }
            if (change instanceof Change.Add add) {
                byte[] word = add.word().getBytes(StandardCharsets.US_ASCII);
                return new Step(Names.set(add.key()).resolve(Names.word(add.word())), Optional.of(Envelope.wrap(word)));
            }
            Change.Remove remove = (Change.Remove) change;
            return new Step(Names.set(remove.key()).resolve(Names.word(remove.word())), Optional.empty());
        }
    }

    void write(List<Step> steps, BooleanSupplier abandoned) throws IOException {
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 1) {
                sync();
            }
            if (abandoned.getAsBoolean()) {
                throw new IOException("it was given up");
            }
            Step step = steps.get(i);
            if (step.content().isPresent()) {
                write(
                        folder(step.file().getParent()),
                        step.file().getFileName(),
                        step.content().get());
            } else {
                remove(step.file());
            }
        }
        sync();
    }

    private void write(Path folder, Path name, byte[] content) throws IOException {
        Path temporary = folder.resolve(Names.TEMPORARY + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Access.ofNewFile())) {
                for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
                    channel.write(left);
                }
                channel.force(true);
            }
            access.applyTo(temporary);
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        changed.add(folder);
    }

    private void remove(Path file) throws IOException {
        Path folder = folder(file.getParent());
        if (Files.deleteIfExists(folder.resolve(file.getFileName()))) {
            changed.add(folder);
        }
    }

    /** A folder below the root, made where it is missing. */
    private Path folder(Path relative) throws IOException {
        Path folder = root;
        if (relative == null) {
            return folder;
        }
        for (Path part : relative) {
            Path parent = folder;
            folder = parent.resolve(part);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                make(folder);
                changed.add(parent);
            }
        }
        return folder;
    }

    private void make(Path folder) throws IOException {
        try {
            access.makeFolder(folder);
        } catch (FileAlreadyExistsException e) {
            // Another monitor, or what shares the folder, may have made it meanwhile; anything else is in the way.
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(folder + " is no folder, and links are not followed", e);
            }
        }
    }

    private void sync() throws IOException {
        for (Path folder : changed) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
            if (swept.add(folder)) {
                sweep(folder);
            }
        }
        changed.clear();
    }

    /** Removes our temporary files of days before; the folder was changed just now, by the clock of its file system. */
    private void sweep(Path folder) throws IOException {
        FileTime now = Files.getLastModifiedTime(folder);
        FileTime before = FileTime.from(now.toInstant().minus(LEFT_BEHIND));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Names.TEMPORARY + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).compareTo(before) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            // Another monitor was faster, or is at work here.
            swept.remove(folder);
        }
    }
}
