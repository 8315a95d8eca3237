// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;

/**
 * A monitor reduced to its replica, for tests of what lies beneath: with threads and a disk, but in more of a hurry.
 * It stands in the package of the replica, which has no other way in.
 */
public final class TestMonitor implements AutoCloseable {
    private static final Timing HURRIED = new Timing(
            Duration.ofMillis(200),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            20,
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            1e9,
            1e9,
            1e8,
            Duration.ofDays(30),
            Duration.ofMillis(200),
            Duration.ofSeconds(2));

    private final Path disk;
    private final SigningKey key = SigningKey.create();
    private final SigningKey network;
    private final boolean founder;
    private final List<Flow> flows = new ArrayList<>();
    private volatile boolean cloneFound;
    private Replica replica;

    private TestMonitor(Path disk, SigningKey network, boolean founder) {
        this.disk = disk;
        this.network = network;
        this.founder = founder;
    }

    /**
     * Makes the monitor that founds a network.
     *
     * @param disk an empty directory
     * @return the monitor, not started
     */
    public static TestMonitor founder(Path disk) {
        return new TestMonitor(disk, SigningKey.create(), true);
    }

    /**
     * Makes another monitor of this one's network, and admits it.
     *
     * @param otherDisk an empty directory
     * @return the monitor, not started
     */
    public TestMonitor another(Path otherDisk) {
        TestMonitor other = new TestMonitor(otherDisk, network, false);
        String admitted = replica.settings().values().get(NetworkSettings.ADMITTED);
        replica.change(Map.of(NetworkSettings.ADMITTED, Optional.of(admitted + ' ' + other.key.id())));
        return other;
    }

    /**
     * Starts the monitor with what its disk holds.
     *
     * @param adapters its links
     */
    public void start(StorageAdapter... adapters) {
        try {
            replica = new Replica(
                    Shelf.open(disk.resolve("replica.mv")),
                    key,
                    network.id(),
                    founder ? Optional.of(network) : Optional.empty(),
                    HURRIED,
                    new Calm());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        attach(adapters);
    }

    /**
     * Adds links while the monitor runs.
     *
     * @param adapters the links
     */
    public void attach(StorageAdapter... adapters) {
        for (StorageAdapter adapter : adapters) {
            flows.add(new Flow(replica, replica.attach(adapter), Optional.empty()));
        }
    }

    /** Removes all links while the monitor runs. */
    public void detach() {
        Flow.stop(flows);
        flows.clear();
    }

    /** Removes what the monitor's disk holds, while it does not run; its key stays. */
    public void loseDisk() {
        try {
            Files.deleteIfExists(disk.resolve("replica.mv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The monitor's store, while it runs.
     *
     * @return the store
     */
    public ReplicatedStore store() {
        return replica;
    }

    /**
     * Whether it was found that another process uses this monitor's key.
     *
     * @return whether it was
     */
    public boolean isCloneFound() {
        return cloneFound;
    }

    /** Stops the monitor; it can be started again. */
    @Override
    public void close() {
        detach();
        if (replica != null) {
            replica.close();
        }
    }

    private final class Calm implements Surroundings {
        private final SecureRandom random = new SecureRandom();

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long random() {
            return random.nextLong();
        }

        @Override
        public boolean clockSynchronised() {
            return true;
        }

        @Override
        public void cloneFound() {
            cloneFound = true;
        }

        @Override
        public void storeDamaged() {
            throw new IllegalStateException("The disk of a monitor of the tests is damaged");
        }
    }
}
