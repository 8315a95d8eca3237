// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A network namespace of this test run. Needs root. */
final class Namespace {
    private final String name;
    private final Thread interrupted = new Thread(this::abandon);

    /** Makes it; the name is to be unique on this host. */
    Namespace(String name) throws IOException, InterruptedException {
        this.name = name;
        succeed(List.of("ip", "netns", "add", name));
        Runtime.getRuntime().addShutdownHook(interrupted);
        ip("link", "set", "lo", "up");
    }

    String name() {
        return name;
    }

    /** What comes before a command that is to run there. */
    List<String> entering() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Runs a command there, and tells what it printed. */
    String run(String... command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(entering());
        whole.addAll(List.of(command));
        return succeed(whole);
    }

    void ip(String... words) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of("ip", "-netns", name));
        whole.addAll(List.of(words));
        succeed(whole);
    }

    /** Runs a command that must succeed, and tells what it printed. */
    static String succeed(List<String> command) throws IOException, InterruptedException {
        Product.Output output = Product.run(command);
        assertThat(output.exitCode())
                .as("%s (packages iproute2, nftables and curl, run by root): %s", command, output.text())
                .isZero();
        return output.text();
    }

    void delete() throws IOException, InterruptedException {
        Runtime.getRuntime().removeShutdownHook(interrupted);
        succeed(List.of("ip", "netns", "delete", name));
    }

    /** Nothing is left behind when the tests are ended before they end themselves. */
    private void abandon() {
        try {
            new ProcessBuilder("sh", "-c", "ip netns pids $0 | xargs -r kill -9; ip netns delete $0", name)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
