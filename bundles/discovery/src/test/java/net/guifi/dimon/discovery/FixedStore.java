// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/** A store that has nothing but the ids. */
record FixedStore(String monitorId, String networkId) implements ReplicatedStore {
    @Override
    public void apply(List<Write> writes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public List<String> owners(String name) {
        return List.of();
    }

    @Override
    public SortedSet<String> names(String owner) {
        return new TreeSet<>();
    }

    @Override
    public Optional<byte[]> note(String owner) {
        return Optional.empty();
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(0, 0, 0, List.of(), List.of());
    }
}
