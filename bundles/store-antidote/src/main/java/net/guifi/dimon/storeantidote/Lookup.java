// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;

/** Looks up where a host is, in a thread for each time: a name server that is away may keep it for minutes. */
final class Lookup {
    /** What knows names. */
    @FunctionalInterface
    interface Resolver {
        InetAddress find(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final String host;
    private CompletableFuture<InetAddress> underWay = new CompletableFuture<>();

    Lookup(Resolver resolver, String host) {
        this.resolver = resolver;
        this.host = host;
        underWay.cancel(false);
    }

    /** Begins, unless it is at it still: never more than one thread. Who waits may cancel it for himself. */
    synchronized CompletableFuture<InetAddress> begin() {
        if (underWay.isDone()) {
            CompletableFuture<InetAddress> found = new CompletableFuture<>();
            Thread thread = new Thread(() -> find(found), "dimon-antidote-lookup");
            thread.setDaemon(true);
            thread.start();
            underWay = found;
        }
        return underWay.copy();
    }

    private void find(CompletableFuture<InetAddress> found) {
        try {
            found.complete(resolver.find(host));
        } catch (UnknownHostException | RuntimeException e) {
            found.completeExceptionally(e);
        }
    }
}
