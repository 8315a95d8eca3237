// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import net.guifi.dimon.certificate.ServerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key of the server as it stands in its files now; the former one while they are not usable. */
final class CurrentKey {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentKey.class);

    private final Path data;
    private Object stamp;
    private Optional<ServerKey> key = Optional.empty();
    private Optional<String> problem = Optional.empty();

    CurrentKey(Path data) {
        this.data = data;
    }

    /** The key; empty when there never was one that could be read. */
    synchronized Optional<ServerKey> get() {
        Object now = ServerKey.stamp(data);
        if (!now.equals(stamp)) {
            stamp = now;
            try {
                ServerKey read = ServerKey.load(data);
                key = Optional.of(read);
                problem = Optional.empty();
                LOG.info("The certificate of HTTPS is {}, good until {}", read.fingerprint(), read.notAfter());
            } catch (IOException e) {
                problem = Optional.of(e.getMessage());
                LOG.error(
                        "HTTPS {}: {}. \"dimon certificate --new\" makes a new key and certificate.",
                        key.isPresent() ? "goes on with its former certificate" : "is off",
                        e.getMessage());
            }
        }
        return key;
    }

    /** Why the files are not usable. */
    synchronized Optional<String> problem() {
        return problem;
    }
}
