// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The folder itself. A marker file in it tells an emptied folder from a mount point on which nothing is mounted; that
 * there was one before is remembered elsewhere.
 */
final class Folder {
    private static final String SYNCTHING_MARKER = ".stfolder";
    private static final String EXPLANATION =
            """
            This folder is shared by monitors of DIMON. While this file is missing from a folder that was used before,
            a monitor takes it that nothing is mounted here, and keeps off.
            """;

    private final Path path;
    private final Path memory;

    /**
     * A folder, which is not looked at yet.
     *
     * @param path where it is
     * @param memories where it is remembered which folders were used
     */
    Folder(Path path, Path memories) {
        this.path = path;
        this.memory = memories.resolve(fingerprint(path));
    }

    private static String fingerprint(Path path) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Path path() {
        return path;
    }

    /**
     * Makes sure that the folder is there; marks it at its first use.
     *
     * @return its path without symbolic links
     */
    Path open(Access access) throws IOException {
        Path real = path.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new IOException("it is no folder");
        }
        Path marker = real.resolve(Names.MARKER);
        boolean marked = exists(marker);
        boolean used = Files.exists(memory);
        // Syncthing has a marker of the same purpose: where it is, a folder was set up anew.
        if (!marked && used && !exists(real.resolve(SYNCTHING_MARKER))) {
            throw new IOException("it was used before, but " + Names.MARKER
                    + " is missing from it. Is it mounted? If it was emptied on purpose, make that file (touch "
                    + marker
                    + ")");
        }
        if (!marked) {
            mark(marker, access);
        }
        if (!used) {
            remember();
        }
        return real;
    }

    private void remember() throws IOException {
        try {
            Files.createDirectories(memory.getParent());
            Files.writeString(memory, path + "\n");
        } catch (IOException e) {
            throw new IOException("that it is used cannot be kept in mind: " + e, e);
        }
    }

    /** What cannot be told is no absence. */
    private static boolean exists(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void mark(Path marker, Access access) throws IOException {
        try {
            Files.createFile(marker, Access.ofNewFile());
        } catch (FileAlreadyExistsException e) {
            // Another monitor was faster.
            return;
        }
        Files.writeString(marker, EXPLANATION);
        access.applyTo(marker);
    }

    /** Says what went wrong so that a volunteer can mend it. */
    String explain(IOException e) {
        return "Folder " + path + ": " + reason(e);
    }

    private String reason(IOException e) {
        if (e instanceof NoSuchFileException missing && missing.getFile().equals(path.toString())) {
            return "it does not exist. Make it, or mount what should be there";
        }
        if (e instanceof AccessDeniedException denied) {
            return "the user " + System.getProperty("user.name") + " may not use " + denied.getFile()
                    + ": mend owner, group or permissions";
        }
        String system = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        String lower = String.valueOf(system).toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota exceeded")) {
            return "its disk is full (" + system + ")";
        }
        if (lower.contains("read-only")) {
            return "it is read-only (" + system + ")";
        }
        // Of a failure without a reason the message is but a path.
        return system == null ? e.toString() : e.getMessage();
    }
}
