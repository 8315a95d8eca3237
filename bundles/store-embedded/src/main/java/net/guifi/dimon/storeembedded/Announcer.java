// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.guifi.dimon.api.network.NetworkListener;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.StoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what came, on a thread of its own: a slow one holds up no link. What waits is told together. */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "dimon-store");
        thread.setDaemon(true);
        return thread;
    });
    private final List<StoreListener> storeListeners = new CopyOnWriteArrayList<>();
    private final List<NetworkListener> networkListeners = new CopyOnWriteArrayList<>();
    private final Map<String, Set<String>> waiting = new LinkedHashMap<>();
    private volatile Optional<NetworkSettings> settings = Optional.empty();

    Announcer() {
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void add(StoreListener listener) {
        storeListeners.add(listener);
    }

    void remove(StoreListener listener) {
        storeListeners.remove(listener);
    }

    void add(NetworkListener listener) {
        networkListeners.add(listener);
        execute(() -> settings.filter(newest -> networkListeners.contains(listener))
                .ifPresent(newest -> tell(listener, each -> each.settingsChanged(newest))));
    }

    void remove(NetworkListener listener) {
        networkListeners.remove(listener);
    }

    void storeChanged(String owner, Set<String> names) {
        boolean first;
        synchronized (waiting) {
            first = waiting.isEmpty();
            waiting.computeIfAbsent(owner, id -> new HashSet<>()).addAll(names);
        }
        if (first) {
            execute(this::tellStoreListeners);
        }
    }

    private void tellStoreListeners() {
        Map<String, Set<String>> changes;
        synchronized (waiting) {
            changes = new LinkedHashMap<>(waiting);
            waiting.clear();
        }
        changes.forEach((owner, names) -> storeListeners.forEach(
                listener -> tell(listener, each -> each.storeChanged(owner, Set.copyOf(names)))));
    }

    void settingsChanged(NetworkSettings newest) {
        execute(() -> {
            settings = Optional.of(newest);
            networkListeners.forEach(listener -> tell(listener, each -> each.settingsChanged(newest)));
        });
    }

    private static <T> void tell(T listener, Consumer<T> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.error("{} failed to take news of the store", listener.getClass().getName(), e);
        }
    }

    /** Does something after everything that is to be told already. */
    void execute(Runnable task) {
        execute(task, Duration.ZERO);
    }

    /** Does something after some time. */
    void execute(Runnable task, Duration delay) {
        try {
            worker.schedule(() -> attempt(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped: nothing is told any more");
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.error("A task of the store failed", e);
        }
    }

    /** What still waits is not told any more; what is being told is not interrupted: it might be writing a file. */
    void close() {
        worker.shutdown();
    }
}
