// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import net.guifi.dimon.api.network.NetworkListener;
import net.guifi.dimon.api.network.NetworkSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final NetworkSettings SETTINGS = new NetworkSettings(1, new TreeMap<>());

    private final Announcer announcer = new Announcer();

    @AfterEach
    void close() {
        announcer.close();
    }

    private CountDownLatch busy() {
        CountDownLatch release = new CountDownLatch(1);
        announcer.execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return release;
    }

    @Test
    void aListenerThatIsGoneBeforeItWasToldAnythingIsToldNothing() {
        CountDownLatch release = busy();
        List<String> told = new CopyOnWriteArrayList<>();
        NetworkListener lasting = settings -> told.add("lasting");
        announcer.add(lasting);
        announcer.settingsChanged(SETTINGS);
        NetworkListener gone = settings -> told.add("gone");
        announcer.add(gone);
        announcer.remove(gone);
        release.countDown();
        announcer.settingsChanged(SETTINGS);
        await().atMost(LIMIT).until(() -> told.size() == 2);
        assertThat(told).containsOnly("lasting");
    }

    @Test
    void itsThreadEndsAlsoWhenSomethingWaits() {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> worker = new CopyOnWriteArrayList<>();
        announcer.execute(() -> worker.add(Thread.currentThread()));
        await().atMost(LIMIT).until(() -> !worker.isEmpty());
        announcer.execute(() -> done.set(true), Duration.ofDays(1));
        announcer.close();
        await().atMost(LIMIT).until(() -> !worker.get(0).isAlive());
        assertThat(done).isFalse();
    }
}
