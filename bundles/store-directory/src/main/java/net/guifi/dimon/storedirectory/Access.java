// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Who may read and write what is written to the folder. */
enum Access {
    /** The user that the monitor runs as: 0700 and 0600. */
    OWNER,
    /** The folder's group too, such as a Syncthing of another user: 2770 and 0660. */
    GROUP;

    private static final int GROUP_FOLDER = 02770;
    private static final int GROUP_FILE = 0660;

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException when it is none of them; the message says which there are
     */
    static Access of(String text) {
        for (Access access : values()) {
            if (access.name().toLowerCase(Locale.ROOT).equals(text)) {
                return access;
            }
        }
        throw new IllegalArgumentException("access is \"" + text + "\": owner or group is expected");
    }

    /** What a file is made with, before anything stands in it. */
    static FileAttribute<?> ofNewFile() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    void makeFolder(Path folder) throws IOException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (this == GROUP) {
            share(folder, GROUP_FOLDER);
        }
    }

    void applyTo(Path file) throws IOException {
        if (this == GROUP) {
            share(file, GROUP_FILE);
        }
    }

    /** Gives it the group of the folder around it; that comes before the mode, part of which it clears. */
    private static void share(Path path, int mode) throws IOException {
        GroupPrincipal group = view(path.getParent()).readAttributes().group();
        if (!view(path).readAttributes().group().equals(group)) {
            view(path).setGroup(group);
        }
        // The view of POSIX permissions knows no set-group-ID bit, and clears it.
        Files.setAttribute(path, "unix:mode", mode);
    }

    private static PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
