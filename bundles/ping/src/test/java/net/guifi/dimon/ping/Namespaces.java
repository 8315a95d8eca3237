// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces joined by a veth pair. In the far one every address of 198.18.0.0/16 and fd9a::/48 answers;
 * the near one has no route but to these.
 */
final class Namespaces implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final String near;
    final String far;

    private Namespaces() {
        String suffix = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        near = "dimon-near-" + suffix;
        far = "dimon-far-" + suffix;
        run("ip netns add " + near);
        run("ip netns add " + far);
    }

    static Namespaces open() {
        Namespaces namespaces = new Namespaces();
        try {
            namespaces.configure();
            return namespaces;
        } catch (RuntimeException | AssertionError e) {
            namespaces.close();
            throw e;
        }
    }

    private void configure() {
        run("ip link add veth0 netns " + near + " type veth peer name veth0 netns " + far);
        configure(near, "1");
        configure(far, "2");
        near("ip route add 198.18.0.0/16 via 198.19.255.2");
        near("ip -6 route add fd9a::/48 via fd9a:ff::2");
        far("ip route add local 198.18.0.0/16 dev lo");
        far("ip -6 route add local fd9a::/48 dev lo");
        // Until both ends know each other.
        near("fping -q -r 9 198.18.0.1 fd9a::1");
    }

    private static void configure(String namespace, String host) {
        String in = "ip -n " + namespace;
        run(in + " address add 198.19.255." + host + "/30 dev veth0");
        run(in + " address add fd9a:ff::" + host + "/64 dev veth0 nodad");
        run(in + " link set lo up");
        run(in + " link set veth0 up");
    }

    String near(String command) {
        return run("ip netns exec " + near + " " + command);
    }

    String far(String command) {
        return run("ip netns exec " + far + " " + command);
    }

    /** Who may open datagram ICMP sockets in the near namespace. */
    void pingGroupRange(String range) {
        run(List.of(
                "ip", "netns", "exec", near, "sh", "-c", "echo " + range + " >/proc/sys/net/ipv4/ping_group_range"));
    }

    List<String> prefix() {
        return List.of("ip", "netns", "exec", near);
    }

    /** The prefix of a process that may not open a raw socket. */
    List<String> prefixWithoutRaw() {
        List<String> prefix = new ArrayList<>(prefix());
        prefix.addAll(List.of("setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"));
        return prefix;
    }

    static String run(String command) {
        return run(List.of(command.split(" ")));
    }

    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            // fping tells by 1 that an address did not answer.
            boolean lossTold = command.contains("fping") && process.exitValue() == 1;
            if (process.exitValue() != 0 && !lossTold) {
                throw new AssertionError(command + " ended with " + process.exitValue() + ": " + output
                        + " (root is needed, and the packages iproute2, fping, nftables, util-linux)");
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot run " + command.get(0) + ": install the Debian packages iproute2, "
                            + "fping, nftables and util-linux",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        run("ip netns del " + near);
        run("ip netns del " + far);
    }
}
