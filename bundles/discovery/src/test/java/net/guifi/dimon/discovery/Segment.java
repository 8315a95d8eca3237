// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Two hosts on one link: network namespaces, the far one with an avahi-daemon and a message bus of its own. */
final class Segment implements AutoCloseable {
    static final String NEAR_ADDRESS = "198.18.77.1";
    static final String FAR_ADDRESS = "198.18.77.2";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private long avahi;
    final String near;
    final String far;

    private Segment(Path directory) {
        this.directory = directory;
        String suffix = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        near = "dimon-mdns-near-" + suffix;
        far = "dimon-mdns-far-" + suffix;
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
    }

    static Segment open(Path directory) throws IOException {
        return open(directory, NEAR_ADDRESS + "/24", FAR_ADDRESS + "/24");
    }

    /**
     * Opens one whose hosts have addresses of IPv6 alone.
     *
     * @param addresses of the near and of the far host with the length of the prefix; none for those of the link alone
     */
    static Segment openIpv6(Path directory, String... addresses) throws IOException {
        return open(directory, addresses);
    }

    private static Segment open(Path directory, String... addresses) throws IOException {
        Segment segment = new Segment(directory);
        try {
            run(
                    "ip",
                    "link",
                    "add",
                    "veth0",
                    "netns",
                    segment.near,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "veth0",
                    "netns",
                    segment.far);
            if (addresses.length > 0) {
                configure(segment.near, addresses[0]);
                configure(segment.far, addresses[1]);
            } else {
                up(segment.near);
                up(segment.far);
            }
            segment.startAvahi(addresses.length > 0 && addresses[0].contains("."));
            return segment;
        } catch (IOException | RuntimeException | AssertionError e) {
            segment.close();
            throw e;
        }
    }

    private static void configure(String namespace, String address) {
        if (address.contains(":")) {
            run("ip", "-n", namespace, "address", "add", address, "dev", "veth0", "nodad");
            up(namespace);
        } else {
            run("ip", "-n", namespace, "address", "add", address, "dev", "veth0");
            up(namespace);
            // Multicast is sent nowhere without it.
            run("ip", "-n", namespace, "route", "replace", "default", "dev", "veth0");
        }
    }

    private static void up(String namespace) {
        run("ip", "-n", namespace, "link", "set", "lo", "up");
        run("ip", "-n", namespace, "link", "set", "veth0", "up");
    }

    /** Another address for the near host, as when it comes to another network. */
    void configureNear(String address) {
        configure(near, address + "/24");
    }

    private void startAvahi(boolean ipv4) throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("avahi.conf"),
                "[server]\nhost-name=far\nuse-ipv4=" + (ipv4 ? "yes\nuse-ipv6=no" : "no\nuse-ipv6=yes")
                        + "\nallow-interfaces=veth0\n");
        Process daemon = start(
                "ip",
                "netns",
                "exec",
                far,
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount -t tmpfs tmpfs /run; mkdir -p /run/dbus /run/avahi-daemon;"
                        + " dbus-daemon --system --nofork --nopidfile & "
                        + "while ! [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done;"
                        + " exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f " + configuration);
        await("avahi-daemon; see " + directory)
                .atMost(PATIENCE)
                .until(() -> !daemon.isAlive() || exitOf(inAvahi(daemon.pid(), "avahi-browse", "-at")) == 0);
        if (!daemon.isAlive()) {
            throw new AssertionError("avahi-daemon does not run: install the Debian packages avahi-daemon, avahi-utils,"
                    + " dbus, iproute2 and util-linux; root is needed");
        }
        avahi = daemon.pid();
    }

    private static String[] inAvahi(long daemon, String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(daemon), "-m", "-n"));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    /** What avahi-browse tells of one type, resolved. */
    String browse() {
        return run(inAvahi(avahi, "avahi-browse", "-rpt", "_dimon._tcp"));
    }

    /** Something published by avahi for as long as the process runs. */
    Process publish(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("avahi-publish"));
        command.addAll(List.of(arguments));
        return start(inAvahi(avahi, command.toArray(String[]::new)));
    }

    Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolve("process-" + processes.size() + ".log")
                        .toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static int exitOf(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " failed: " + output
                        + " (root is needed, and the Debian packages iproute2, util-linux, avahi-utils)");
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot run " + command[0] + ": install the Debian packages iproute2, util-linux and avahi-utils",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (String namespace : List.of(near, far)) {
            // The message bus is a child of what became avahi-daemon.
            run("ip", "netns", "pids", namespace)
                    .lines()
                    .map(Long::parseLong)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .forEach(ProcessHandle::destroyForcibly);
            run("ip", "netns", "del", namespace);
        }
    }
}
