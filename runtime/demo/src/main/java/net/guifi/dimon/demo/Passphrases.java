// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The secrets of the user of SNMPv3, which are made at the first start and stay the same. */
record Passphrases(String authentication, String privacy) {
    static final String USER = "dimon";
    static final String AUTHENTICATION = "demo-snmp-auth";
    static final String PRIVACY = "demo-snmp-priv";

    private static final int OCTETS = 18;

    /** Reads them from the folder, for its owner only, in which the appliance looks for secrets; makes what is missing. */
    static Passphrases in(Path directory) throws IOException {
        Files.createDirectories(directory.toAbsolutePath().getParent());
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new Passphrases(of(directory.resolve(AUTHENTICATION)), of(directory.resolve(PRIVACY)));
    }

    private static String of(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[OCTETS];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getUrlEncoder().encodeToString(random));
        }
        String text = Files.readString(file).strip();
        if (text.length() < 8) {
            throw new IOException(
                    file + " holds no passphrase of at least 8 characters: delete it, and another is made");
        }
        return text;
    }
}
