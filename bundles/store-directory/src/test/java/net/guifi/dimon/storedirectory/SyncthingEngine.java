// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import net.guifi.dimon.storecontract.Engine;

/** Two monitors on two machines, each on the folder of a real Syncthing of its own; their namespaces know only each other. */
final class SyncthingEngine implements Engine.Divisible, Engine.Emptiable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path home = Files.createTempDirectory("dimon-syncthing");
    private final String[] namespaces = new String[2];
    private final Syncthing[] nodes = new Syncthing[2];

    SyncthingEngine() throws IOException {
        String suffix = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        try {
            for (int i = 0; i < 2; i++) {
                String name = "dimon-sync" + i + "-" + suffix;
                Command.run("ip", "netns", "add", name);
                namespaces[i] = name;
            }
            Command.run(
                    ("ip link add veth0 netns " + namespaces[0] + " type veth peer name veth0 netns " + namespaces[1])
                            .split(" "));
            for (int i = 0; i < 2; i++) {
                String in = "ip -n " + namespaces[i];
                Command.run((in + " address add " + address(i) + "/30 dev veth0").split(" "));
                Command.run((in + " link set lo up").split(" "));
                Command.run((in + " link set veth0 up").split(" "));
                nodes[i] = new Syncthing(namespaces[i], address(i), Files.createDirectory(home.resolve("node" + i)));
            }
            nodes[0].join(nodes[1]);
            nodes[1].join(nodes[0]);
            nodes[0].start();
            nodes[1].start();
            awaitSharing();
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private static String address(int node) {
        return "198.18.77." + (node + 1);
    }

    /** Both answer each other: a file of ours goes there, and another comes back. */
    private void awaitSharing() throws IOException {
        for (int i = 0; i < 2; i++) {
            Path file = Files.createFile(nodes[i].folder().resolve(".probe" + i));
            Path copy = nodes[1 - i].folder().resolve(file.getFileName());
            await("Syncthing shares").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(copy).as(nodes[0].output() + nodes[1].output()).exists();
            });
        }
    }

    Syncthing node(int number) {
        return nodes[number];
    }

    @Override
    public Duration settling() {
        return PATIENCE;
    }

    @Override
    public Connection connect(int monitor) {
        return FolderEngine.connect(nodes[monitor].folder(), home.resolve("memories" + monitor));
    }

    @Override
    public void empty() {
        for (Syncthing node : nodes) {
            FolderEngine.emptied(node.folder());
        }
    }

    @Override
    public void cut() {
        Command.run("ip", "-n", namespaces[0], "link", "set", "veth0", "down");
    }

    @Override
    public void heal() {
        Command.run("ip", "-n", namespaces[0], "link", "set", "veth0", "up");
    }

    @Override
    public void close() throws IOException {
        for (Syncthing node : nodes) {
            if (node != null) {
                node.close();
            }
        }
        for (String namespace : namespaces) {
            if (namespace != null) {
                Command.run("ip", "netns", "del", namespace);
            }
        }
        FolderEngine.removed(home);
    }
}
