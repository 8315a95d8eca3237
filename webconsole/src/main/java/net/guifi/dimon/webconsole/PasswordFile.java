// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the console's password, read again whenever it changes. */
final class PasswordFile {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    private static final int LONGEST = 4_096;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private Stamp stamp;
    private Optional<ConsolePassword> password = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private Optional<String> warning = Optional.empty();

    PasswordFile(Path file) {
        this.file = file;
    }

    /** The password as it stands in the file now; empty when there is none that can be read. */
    synchronized Optional<ConsolePassword> password() {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            Stamp now = new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey(), attributes.permissions());
            if (!now.equals(stamp)) {
                read(now);
                stamp = now;
            }
        } catch (IOException | IllegalArgumentException e) {
            stamp = null;
            password = Optional.empty();
            complain("The console is closed, its password file " + file + " is not usable: "
                    + (e instanceof NoSuchFileException ? "it is missing" : e.getMessage())
                    + ". \"dimon password --new\" writes a new one.");
        }
        return password;
    }

    private void read(Stamp now) throws IOException {
        if (now.size > LONGEST) {
            throw new IOException("it is longer than " + LONGEST + " octets");
        }
        password = Optional.of(ConsolePassword.parse(Files.readString(file).strip()));
        problem = Optional.empty();
        warning = OWNER.containsAll(now.permissions)
                ? Optional.empty()
                : Optional.of("Others than the owner may touch " + file + ": chmod 600 it, and change the password.");
        LOG.info("Read the console's password from {}", file);
        warning.ifPresent(LOG::warn);
    }

    private void complain(String text) {
        if (!Objects.equals(problem.orElse(null), text)) {
            LOG.error("{}", text);
        }
        problem = Optional.of(text);
        warning = Optional.empty();
    }

    /** Why there is no password. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** What is not as it should be with the file. */
    synchronized Optional<String> warning() {
        return warning;
    }

    /** What changes when the file does. */
    private record Stamp(FileTime modified, long size, Object key, Set<PosixFilePermission> permissions) {}
}
