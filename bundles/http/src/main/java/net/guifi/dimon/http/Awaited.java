// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what has to be fetched: a few seconds, and few at the same time, so that the others are still answered. */
final class Awaited {
    private static final int MOST = 4;
    private static final long SECONDS = 6;

    private final Semaphore places = new Semaphore(MOST);

    <T> T of(CompletableFuture<T> future) {
        if (!places.tryAcquire()) {
            throw Problem.late();
        }
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw Problem.late();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.late();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException) {
                throw Problem.late();
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            places.release();
        }
    }
}
