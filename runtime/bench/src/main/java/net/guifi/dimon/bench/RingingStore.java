// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/** A store that says when it was written to: its links have something to do then. */
record RingingStore(ReplicatedStore store, Runnable bell) implements ReplicatedStore {
    @Override
    public String monitorId() {
        return store.monitorId();
    }

    @Override
    public String networkId() {
        return store.networkId();
    }

    @Override
    public void apply(List<Write> writes) {
        store.apply(writes);
        bell.run();
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        return store.get(owner, name);
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        return store.fetch(owner, name);
    }

    @Override
    public List<String> owners(String name) {
        return store.owners(name);
    }

    @Override
    public SortedSet<String> names(String owner) {
        return store.names(owner);
    }

    @Override
    public Optional<byte[]> note(String owner) {
        return store.note(owner);
    }

    @Override
    public StoreStatus status() {
        return store.status();
    }
}
