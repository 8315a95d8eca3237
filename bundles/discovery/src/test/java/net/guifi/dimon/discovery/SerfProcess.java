// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** An agent of Serf on a loopback address of its own. */
final class SerfProcess implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final String name = "dimon-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    private final String host = loopback();
    private final Path log;
    private final List<String> options;
    private Process process;

    SerfProcess(Path directory, String... options) {
        this.log = directory.resolve(name + ".log");
        this.options = List.of(options);
    }

    /** Addresses of 127/8 are this host's alone, and others who run tests take others. */
    private static String loopback() {
        long pid = ProcessHandle.current().pid();
        return "127." + (64 + NUMBER.get()) + "." + (pid >> 8 & 0xff) + "." + (pid & 0xff);
    }

    SerfProcess start() {
        List<String> command = new ArrayList<>(List.of("serf", "agent", "-profile=local", "-node=" + name));
        command.addAll(List.of("-bind=" + host + ":7946", "-rpc-addr=" + host + ":7373"));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run serf: install the Debian package serf", e);
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(rpc(), 1000);
                return true;
            }
        });
        return this;
    }

    InetAddress address() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress rpc() {
        return new InetSocketAddress(address(), 7373);
    }

    SerfProcess join(SerfProcess other) {
        run("join", other.host + ":7946");
        return this;
    }

    /** Runs a command of serf against this agent, and tells what it printed. */
    String run(String command, String... words) {
        Output output = execute(command, words);
        assertThat(output.exitCode()).as("serf %s: %s", command, output.text()).isZero();
        return output.text();
    }

    record Output(int exitCode, String text) {}

    Output execute(String command, String... words) {
        List<String> all = new ArrayList<>(List.of("serf", command, "-rpc-addr=" + host + ":7373"));
        all.addAll(List.of(words));
        try {
            Process client = new ProcessBuilder(all).redirectErrorStream(true).start();
            String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).as("%s ends", all).isTrue();
            return new Output(client.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the agent says of its own tags. */
    String tags() {
        return run("members", "-name=" + name, "-format=json");
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
