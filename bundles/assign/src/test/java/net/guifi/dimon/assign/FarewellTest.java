// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

class FarewellTest {
    private final List<String> told = new ArrayList<>();
    private final Farewell farewell = new Farewell(() -> told.add("left"));
    private final AtomicInteger looks = new AtomicInteger();

    private static BundleEvent event(int type, long bundle) {
        return new BundleEvent(type, (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getBundleId");
                    return bundle;
                }));
    }

    private static StoreStatus.Link link(Trust trust, boolean waiting) {
        return new StoreStatus.Link(
                "link", trust, Instant.EPOCH, Optional.empty(), List.of(), waiting, Instant.EPOCH, 0, 0, 0, 0, 0);
    }

    /** Waits at a store whose links are as they are at each look, the first being 1; returns whether that took the limit. */
    private boolean waits(Duration limit, IntFunction<Stream<StoreStatus.Link>> links) {
        ReplicatedStore store = (ReplicatedStore) Proxy.newProxyInstance(
                ReplicatedStore.class.getClassLoader(),
                new Class<?>[] {ReplicatedStore.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("status");
                    return new StoreStatus(
                            0, 0, 0, links.apply(looks.incrementAndGet()).toList(), List.of());
                });
        long end = System.nanoTime() + limit.toNanos();
        Farewell.await(store, end);
        return System.nanoTime() - end >= 0;
    }

    @Test
    void theOthersAreToldWhenTheWholeFrameworkStops() {
        farewell.bundleChanged(event(BundleEvent.STOPPING, 0));
        assertThat(told).containsExactly("left");
    }

    @Test
    void nothingIsToldWhenABundleStopsOrTheFrameworkDoesAnythingElse() {
        farewell.bundleChanged(event(BundleEvent.STOPPING, 7));
        farewell.bundleChanged(event(BundleEvent.STARTED, 0));
        farewell.bundleChanged(event(BundleEvent.STOPPED, 0));
        assertThat(told).isEmpty();
    }

    @Test
    void itIsWaitedUntilEverythingHasGoneOut() {
        assertThat(waits(
                        Duration.ofMinutes(1),
                        look -> Stream.of(link(Trust.TRUSTED, false), link(Trust.TRUSTED, look < 3))))
                .isFalse();
        assertThat(looks).hasValue(3);
    }

    @Test
    void whereThereIsNoWayNothingIsWaitedFor() {
        assertThat(waits(
                        Duration.ofMinutes(1),
                        look -> Stream.of(
                                link(Trust.AWAY, true), link(Trust.DOUBTED, true), link(Trust.TRUSTED, false))))
                .isFalse();
        assertThat(waits(Duration.ofMinutes(1), look -> Stream.empty())).isFalse();
        assertThat(looks).hasValue(2);
    }

    @Test
    void itIsNotWaitedForEver() {
        assertThat(waits(Duration.ofMillis(200), look -> {
                    assertThat(look).isLessThan(100);
                    return Stream.of(link(Trust.TRUSTED, true));
                }))
                .isTrue();
    }
}
