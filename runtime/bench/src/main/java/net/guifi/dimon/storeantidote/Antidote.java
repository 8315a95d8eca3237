// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.util.List;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;

/** The adapter as the appliance has it. It stands in its package, as nobody else has to see it. */
public final class Antidote implements AutoCloseable {
    private final AntidoteAdapter adapter;

    private Antidote(AntidoteAdapter adapter) {
        this.adapter = adapter;
    }

    /**
     * Does not connect yet.
     *
     * @param host {@code HOST:PORT}
     * @return the way there
     */
    public static Antidote at(String host) {
        return new Antidote(new AntidoteAdapter(List.of(HostPort.parse(host)), Limits.DEFAULT));
    }

    /**
     * What the adapter says that updates cost.
     *
     * @param updates the updates
     * @return octets of the log
     */
    public static long cost(List<List<Change>> updates) {
        try (AntidoteAdapter adapter = new AntidoteAdapter(List.of(), Limits.DEFAULT)) {
            return updates.stream().mapToLong(adapter::cost).sum();
        }
    }

    /**
     * Writes updates, one after the other.
     *
     * @param updates the updates
     * @throws StorageException when the server does not take one
     */
    public void write(List<List<Change>> updates) throws StorageException {
        for (List<Change> update : updates) {
            adapter.update(update);
        }
    }

    @Override
    public void close() {
        adapter.close();
    }
}
