// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the system, run to its end. */
final class Command {
    private static final String NEEDED =
            ": root is needed, and the Debian packages syncthing, iproute2, mount and util-linux";

    private Command() {}

    static String run(String... words) {
        List<String> command = List.of(words);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue() + ", " + output + NEEDED);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + words[0] + NEEDED, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
