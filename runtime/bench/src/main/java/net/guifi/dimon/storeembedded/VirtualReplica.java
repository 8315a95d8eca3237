// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;

/** The replica of one of several monitors, at default settings, on virtual time; all chance in it comes from a seed. */
public final class VirtualReplica {
    private static final String FILE = "replica.mv";

    private final Path folder;
    private final SigningKey key;
    private final SigningKey network;
    private final boolean founder;
    private final Random random;
    private final LongSupplier nanos;
    private final BiConsumer<String, Set<String>> changed;
    private final List<Link> links = new ArrayList<>();
    private Replica replica;
    private Optional<String> fault = Optional.empty();

    /**
     * Makes a monitor that is not started.
     *
     * @param folder where its store and keys are to be
     * @param networkSeed of the network's key: the same seed, the same network
     * @param founder whether it has the network's key
     * @param seed of its key and of all its chance
     * @param nanos its monotonic clock
     * @param changed told which entries of which other monitor changed
     * @throws IOException when its keys cannot be written
     */
    public VirtualReplica(
            Path folder,
            long networkSeed,
            boolean founder,
            long seed,
            LongSupplier nanos,
            BiConsumer<String, Set<String>> changed)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.key = key(folder.resolve("monitor.key"), seed);
        this.network = key(folder.resolve("network.key"), networkSeed);
        this.founder = founder;
        this.random = new Random(seed);
        this.nanos = nanos;
        this.changed = changed;
    }

    private static SigningKey key(Path file, long seed) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Seeded(seed));
            KeyPair pair = generator.generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            Files.writeString(
                    file,
                    base64.encodeToString(pair.getPrivate().getEncoded())
                            + "\n"
                            + base64.encodeToString(pair.getPublic().getEncoded())
                            + "\n");
            return SigningKey.load(file);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no Ed25519", e);
        }
    }

    /** What would be random for a key that has to be kept. */
    private static final class Seeded extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final Random source;

        Seeded(long seed) {
            this.source = new Random(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            source.nextBytes(bytes);
        }
    }

    private final class Virtual implements Surroundings {
        @Override
        public long nanos() {
            return nanos.getAsLong();
        }

        @Override
        public long random() {
            return random.nextLong();
        }

        @Override
        public boolean clockSynchronised() {
            return false;
        }

        @Override
        public void storeChanged(String owner, Set<String> names) {
            changed.accept(owner, names);
        }

        @Override
        public void settingsChanged(NetworkSettings settings) {
            changed.accept(key.id(), Set.of());
        }

        @Override
        public void cloneFound() {
            fault = Optional.of(key.id() + " found a clone, and there is none");
        }

        @Override
        public void storeDamaged() {
            fault = Optional.of("The store of " + key.id() + " is damaged");
        }
    }

    /**
     * The id of the monitor.
     *
     * @return hexadecimal digits
     */
    public String id() {
        return key.id();
    }

    /**
     * Starts with what the disk holds.
     *
     * @param adapters its links
     */
    public void start(List<? extends StorageAdapter> adapters) {
        try {
            replica = new Replica(
                    Shelf.open(folder.resolve(FILE)),
                    key,
                    network.id(),
                    founder ? Optional.of(network) : Optional.empty(),
                    Timing.DEFAULT,
                    new Virtual());
            adapters.forEach(adapter -> links.add(replica.attach(adapter)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends as after a crash. */
    public void stop() {
        links.clear();
        replica.close();
    }

    /** Loses the disk, while it is stopped; the keys stay. */
    public void loseDisk() {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The store, while the monitor runs.
     *
     * @return the store
     */
    public ReplicatedStore store() {
        return replica;
    }

    /**
     * The network, while the monitor runs.
     *
     * @return the network
     */
    public Network network() {
        return replica;
    }

    /**
     * Lets a link have its round.
     *
     * @param link which of the adapters
     * @return how long to wait until the next
     * @throws IllegalStateException when the replica took something for a fault that is none
     */
    public Duration round(int link) {
        Duration wait = links.get(link).round();
        if (fault.isPresent()) {
            throw new IllegalStateException(fault.get());
        }
        return wait;
    }
}
