// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static net.guifi.dimon.api.health.DeviceState.DOWN;
import static net.guifi.dimon.api.health.DeviceState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When pages are written, and what that costs; in virtual time. */
class PublisherTest {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherTest.class);
    // What an engine's log grows by for each key besides its value, and for manifest and recent changes with each
    // update.
    private static final int KEY = 1340;
    private static final int UPDATE = 2 * KEY + 500;

    private final Town town = new Town();
    private final Town.Node node = town.add("aaaaaaaa0000");
    private final Random random = new Random(7);

    private static double cost(List<Write> update) {
        double cost = UPDATE;
        for (Write write : update) {
            cost += write instanceof Write.Put put ? KEY + put.value().length : KEY;
        }
        return cost;
    }

    private double cost(int from) {
        return node.updates.stream().skip(from).mapToDouble(PublisherTest::cost).sum();
    }

    /** Devices that have been in their states for up to a year, each for another time. */
    private void town(int devices) {
        for (int i = 0; i < devices; i++) {
            node.skew = Duration.ofSeconds(-random.nextInt(365 * 86_400));
            node.see(random.nextInt(20) == 0 ? DOWN : UP, 3 * i + random.nextInt(3));
        }
        node.skew = Duration.ZERO;
        town.pass(Duration.ofMinutes(2));
    }

    @Test
    void aDayOfAThousandDevicesOfWhichOneInAHundredFlaps() {
        town(1000);
        List<Integer> flapping = node.devices.keySet().stream()
                .map(device -> Integer.parseInt(device.id()))
                .limit(10)
                .toList();
        int before = node.updates.size();
        for (int minute = 0; minute < 1440; minute++) {
            for (int number : flapping) {
                node.see(random.nextBoolean() ? UP : DOWN, number);
            }
            town.pass(Duration.ofMinutes(1));
        }
        int updates = node.updates.size() - before;
        LOG.info(
                "1,000 devices, 10 of them flapping: {} updates, {} octets of pages, {} MB of log a day",
                updates,
                node.own.get("state/0").length,
                Math.round(cost(before) / 1e4) / 1e2);
        assertThat(updates).isBetween(90, 130);
        assertThat(cost(before)).isLessThan(1.2e6);
    }

    @Test
    void aDayInWhichEverythingFlapsIsBoundedToo() {
        town(1000);
        int before = node.updates.size();
        List<DeviceId> devices = List.copyOf(node.devices.keySet());
        for (int minute = 0; minute < 1440; minute++) {
            // Another device each time, so that none of them is restless.
            for (int i = 0; i < 4; i++) {
                int number = Integer.parseInt(
                        devices.get((minute * 4 + i) % devices.size()).id());
                node.see(node.devices.get(Town.device(number)).state() == UP ? DOWN : UP, number);
            }
            town.pass(Duration.ofMinutes(1));
        }
        LOG.info(
                "1,000 devices, each changing 6 times a day: {} updates, {} MB of log a day",
                node.updates.size() - before,
                Math.round(cost(before) / 1e4) / 1e2);
        assertThat(cost(before)).isLessThan(2.3e6);
    }

    @Test
    void withoutAChangeNothingIsWritten() {
        town(100);
        int updates = node.updates.size();
        town.pass(Duration.ofHours(6));
        assertThat(node.updates).hasSize(updates);
    }

    @Test
    void aChangeIsWrittenSoonAndWhatChangesAtTheSameTimeWithIt() {
        town(100);
        town.pass(Duration.ofHours(1));
        int updates = node.updates.size();
        List<DeviceId> devices = List.copyOf(node.devices.keySet());
        for (int i = 0; i < 5; i++) {
            node.see(DOWN, Integer.parseInt(devices.get(i).id()));
            town.passSeconds(1);
        }
        town.passSeconds(10);
        assertThat(node.updates).hasSize(updates + 1);
        town.pass(Duration.ofHours(1));
        assertThat(node.updates).hasSize(updates + 1);
    }

    @Test
    void aDeviceThatFlapsIsWrittenAfterAWhileAndAgainAtOnceWhenItWasCalm() {
        node.seeRange(UP, 0, 10);
        town.pass(Duration.ofMinutes(2));
        for (int i = 0; i < Publisher.CHANGES; i++) {
            node.see(i % 2 == 0 ? DOWN : UP, 1);
            town.passSeconds(30);
        }
        int updates = node.updates.size();
        node.see(DOWN, 1);
        town.pass(Publisher.LATEST.minusSeconds(30));
        assertThat(node.updates).hasSize(updates);
        node.see(DOWN, 2);
        town.passSeconds(30);
        assertThat(node.updates).hasSize(updates + 1);
        node.see(UP, 1);
        town.pass(Publisher.LATEST.plusSeconds(30));
        assertThat(node.updates).hasSize(updates + 2);
        town.pass(Publisher.CALM);
        node.see(DOWN, 1);
        town.passSeconds(30);
        assertThat(node.updates).hasSize(updates + 3);
    }

    @Test
    void manyDevicesStandOnSeveralPagesAndAChangeWritesOneOfThem() throws IOException {
        town(5000);
        Set<DeviceId> listed = new TreeSet<>();
        Set<String> names = new TreeSet<>(node.own.keySet());
        names.remove("state");
        assertThat(names).hasSizeBetween(5, 10).allMatch(name -> name.matches("state/[0-9]"));
        for (String name : names) {
            StatePage page = StatePage.decode(node.own.get(name));
            StatePageTest.sightings(page).forEach(each -> listed.add(each.device()));
        }
        assertThat(listed).isEqualTo(node.devices.keySet());

        int updates = node.updates.size();
        node.see(UP, 1_000_000);
        town.passSeconds(30);
        assertThat(node.updates).hasSize(updates + 1);
        assertThat(node.updates.get(updates)).hasSize(1);
    }

    @Test
    void aListThatGrowsAndShrinksIsCutAnewSeldom() {
        town(1020);
        node.seeRange(UP, 100_000, 100_010);
        town.pass(Duration.ofMinutes(2));
        assertThat(pages()).isEqualTo(2);
        int updates = node.updates.size();
        for (int i = 0; i < 10; i++) {
            node.devices.remove(Town.device(100_000 + i));
        }
        town.pass(Duration.ofMinutes(2));
        assertThat(pages()).isEqualTo(2);
        assertThat(node.updates.size() - updates).isPositive();
        List.copyOf(node.devices.keySet()).stream().skip(10).forEach(node.devices::remove);
        town.pass(Duration.ofMinutes(2));
        assertThat(pages()).isLessThanOrEqualTo(2);
        node.devices.clear();
        town.pass(Duration.ofMinutes(2));
        assertThat(pages()).isZero();
    }

    private long pages() {
        return node.own.keySet().stream()
                .filter(name -> name.startsWith("state/"))
                .count();
    }
}
