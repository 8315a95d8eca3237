// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A thread of its own for what may hang in the kernel, as a file system over the network does. Nobody waits for it
 * beyond a limit, and while it hangs nothing else is begun.
 */
final class Worker implements AutoCloseable {
    private final Duration limit;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "dimon-store-folder");
        made.setDaemon(true);
        return made;
    });
    private volatile Job<?> overdue;
    private volatile boolean closed;

    Worker(Duration limit) {
        this.limit = limit;
    }

    /** Something to be done. */
    interface Task<T> {
        /**
         * Does it.
         *
         * @param abandoned whether nobody waits any more: then nothing more may be changed
         */
        T run(BooleanSupplier abandoned) throws IOException;
    }

    private final class Job<T> implements Runnable {
        private final Task<T> task;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private volatile boolean abandoned;
        private volatile boolean ended;

        Job(Task<T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                if (!isAbandoned()) {
                    result.complete(task.run(this::isAbandoned));
                }
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            } finally {
                ended = true;
                // Nobody waits in vain, whatever ended it.
                result.completeExceptionally(new IOException("it was given up"));
            }
        }

        private boolean isAbandoned() {
            return abandoned || closed;
        }
    }

    /**
     * Waits for something to be done.
     *
     * @throws IOException what the task threw, or that it takes too long
     */
    <T> T call(Task<T> task) throws IOException {
        Job<?> hanging = overdue;
        if (hanging != null && !hanging.ended) {
            throw new IOException("it still does not answer");
        }
        Job<T> job = new Job<>(task);
        try {
            thread.execute(job);
            return job.result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            overdue = job;
            job.abandoned = true;
            throw new IOException("it did not answer within " + limit.toSeconds() + " s", e);
        } catch (RejectedExecutionException e) {
            throw new IOException("it is no longer used", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            job.abandoned = true;
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Waits for nothing. The thread ends with what it is at. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
    }
}
