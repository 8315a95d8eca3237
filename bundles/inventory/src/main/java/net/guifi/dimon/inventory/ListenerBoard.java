// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of the newest inventory, one after another, on a thread of its own. */
final class ListenerBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerBoard.class);
    /** What a listener has that was told of nothing yet. */
    private static final Inventory NOTHING = new Inventory("", List.of());

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "dimon-inventory-listeners");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<InventoryListener, Inventory> told = new ConcurrentHashMap<>();
    private volatile Inventory current = NOTHING;

    void add(InventoryListener listener) {
        told.put(listener, NOTHING);
        wake();
    }

    void remove(InventoryListener listener) {
        told.remove(listener);
    }

    void publish(Inventory inventory) {
        current = inventory;
        wake();
    }

    private void wake() {
        try {
            executor.execute(this::tell);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody is told any more", e);
        }
    }

    private void tell() {
        for (InventoryListener listener : told.keySet()) {
            Inventory newest = current;
            Inventory last = told.get(listener);
            if (last == null || last == newest || !told.replace(listener, last, newest)) {
                continue;
            }
            try {
                listener.inventoryChanged(newest);
            } catch (RuntimeException | LinkageError e) {
                LOG.error(
                        "{} failed on {}; the others are told",
                        listener.getClass().getName(),
                        newest,
                        e);
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
