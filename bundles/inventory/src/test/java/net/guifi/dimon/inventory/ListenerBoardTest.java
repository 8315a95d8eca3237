// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerBoardTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private final ListenerBoard board = new ListenerBoard();

    @AfterEach
    void close() {
        board.close();
    }

    private static Inventory inventory(int version) {
        return new Inventory(Integer.toString(version), List.of());
    }

    @Test
    void whoComesLaterIsToldOfTheCurrentInventoryOnce() {
        List<Inventory> told = new CopyOnWriteArrayList<>();
        Inventory first = inventory(1);
        board.publish(first);
        board.add(told::add);
        await().atMost(LIMIT).until(() -> told.size() == 1);
        Inventory second = inventory(2);
        board.publish(second);
        await().atMost(LIMIT).until(() -> told.size() == 2);
        assertThat(told).containsExactly(first, second);
    }

    @Test
    void beforeThereIsAnInventoryNobodyIsTold() {
        List<Inventory> told = new CopyOnWriteArrayList<>();
        board.add(told::add);
        Inventory first = inventory(1);
        board.publish(first);
        await().atMost(LIMIT).until(() -> !told.isEmpty());
        assertThat(told).containsExactly(first);
    }

    @Test
    void aListenerThatThrowsHindersNobody() {
        List<Inventory> told = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            board.add(inventory -> {
                throw new IllegalStateException("as the test wants it");
            });
        }
        board.add(told::add);
        board.publish(inventory(1));
        await().atMost(LIMIT).until(() -> told.size() == 1);
        board.publish(inventory(2));
        await().atMost(LIMIT).until(() -> told.size() == 2);
    }

    @Test
    void aSlowListenerSkipsToTheNewestAndStaysInOrder() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        board.add(inventory -> {
            told.add(inventory.version());
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        board.publish(inventory(1));
        inside.await();
        for (int version = 2; version <= 100; version++) {
            board.publish(inventory(version));
        }
        go.countDown();
        await().atMost(LIMIT).until(() -> told.contains("100"));
        assertThat(told).containsExactly("1", "100");
    }

    @Test
    void whoLeftIsNotTold() {
        List<Inventory> told = new CopyOnWriteArrayList<>();
        List<Inventory> other = new CopyOnWriteArrayList<>();
        InventoryListener leaving = told::add;
        board.add(leaving);
        board.add(other::add);
        board.publish(inventory(1));
        await().atMost(LIMIT).until(() -> !told.isEmpty() && !other.isEmpty());
        board.remove(leaving);
        board.publish(inventory(2));
        await().atMost(LIMIT).until(() -> other.size() == 2);
        assertThat(told).hasSize(1);
    }
}
