// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.storeembedded.RememberedSignatures;
import net.guifi.dimon.storeembedded.VirtualReplica;

/** The real replica, with its disk and its signatures. */
final class SignedStore implements SimulatedStore {
    private final VirtualReplica replica;
    private final List<Way> ways;

    SignedStore(
            Path folder,
            long networkSeed,
            boolean founder,
            long seed,
            List<Way> ways,
            LongSupplier nanos,
            BiConsumer<String, Set<String>> changed) {
        this.ways = ways;
        RememberedSignatures.install();
        try {
            replica = new VirtualReplica(folder, networkSeed, founder, seed, nanos, changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String owner() {
        return replica.id();
    }

    @Override
    public void start() {
        replica.start(ways);
    }

    @Override
    public void stop() {
        replica.stop();
    }

    @Override
    public void loseDisk() {
        replica.loseDisk();
    }

    @Override
    public ReplicatedStore store() {
        return replica.store();
    }

    @Override
    public Network network() {
        return replica.network();
    }

    @Override
    public int links() {
        return ways.size();
    }

    @Override
    public Duration round(int link) {
        return replica.round(link);
    }
}
