// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.util.converter.Converters;

class AssignerTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private final MemoryStore store = new MemoryStore();
    private final Recorder probe = new Recorder();
    private final Assigner assigner = new Assigner(config(Map.of("monitorName", "here")), 8080, () -> 1000);

    private static Assigner.Config config(Map<String, Object> settings) {
        return Converters.standardConverter().convert(settings).to(Assigner.Config.class);
    }

    @AfterEach
    void stop() {
        assigner.deactivate();
    }

    private void start(Inventory inventory) {
        assigner.bindStore(store);
        assigner.bindNetwork(store);
        assigner.bindPolicy(new BalancedPolicy());
        assigner.bindListener(probe);
        assigner.inventoryChanged(inventory);
    }

    private static Inventory inventory(int count) {
        return new Inventory("v" + count, Devices.monitored(count));
    }

    @Test
    void aMonitorAloneWatchesWhatIsToBeWatched() throws IOException {
        List<Device> devices = new ArrayList<>(Devices.monitored(5));
        devices.add(Devices.device(99, false));
        start(new Inventory("v", devices));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 5);
        assertThat(assigner.watchList().watches()).hasSize(5);
        assertThat(assigner.watchers(devices.get(0).id())).containsExactly("self");
        assertThat(assigner.watchers(devices.get(5).id())).isEmpty();
        assertThat(assigner.monitors())
                .singleElement()
                .satisfies(status -> assertThat(status.monitor().name()).isEqualTo("here"))
                .matches(MonitorStatus::alive)
                .matches(MonitorStatus::self);
        await().atMost(LIMIT).until(() -> store.get("self", Register.WATCH).isPresent());
        assertThat(Register.decodeDevices(store.get("self", Register.WATCH).orElseThrow(), device -> {}))
                .isEqualTo(5);
        assertThat(assigner.execute().isOk()).isTrue();
        assertThat(assigner.execute().toString()).contains("alone and watches all 5 devices");
    }

    @Test
    void changesOfTheInventoryReachTheProbes() {
        start(inventory(5));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 5);
        assigner.inventoryChanged(inventory(8));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 8);
        assertThat(probe.last().since(new WatchList(List.of())).added()).hasSize(8);
    }

    @Test
    void anInventoryWithoutAChangeIsNotTold() {
        start(inventory(5));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 5);
        int told = probe.lists.size();
        assigner.inventoryChanged(inventory(5));
        assigner.inventoryChanged(inventory(6));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 6);
        assertThat(probe.lists).hasSizeLessThanOrEqualTo(told + 1);
    }

    @Test
    void aProbeThatComesLaterIsToldEvenWhileTheStoreIsAway() {
        start(inventory(5));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 5);
        assigner.unbindStore(store);
        assertThat(assigner.execute().isOk()).isFalse();
        Recorder late = new Recorder();
        assigner.bindListener(late);
        await().atMost(LIMIT).until(() -> late.last().watches().size() == 5);
        assertThat(probe.last().watches()).hasSize(5);
    }

    @Test
    void stoppingWaitsForWhatIsUnderWayAndDoesNotInterruptIt() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        assigner.bindListener(list -> {
            begun.countDown();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        start(inventory(3));
        await().atMost(LIMIT).until(() -> begun.getCount() == 0);
        assigner.deactivate();
        assertThat(interrupted.get()).isEqualTo(Boolean.FALSE);
    }

    @Test
    void anErrorIsNotTheEndOfAllWork() {
        AtomicReference<Boolean> failed = new AtomicReference<>(false);
        assigner.bindListener(list -> {
            if (!failed.getAndSet(true)) {
                throw new NoClassDefFoundError("on purpose");
            }
        });
        start(inventory(3));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
        assertThat(failed.get()).isTrue();
    }

    @Test
    void aProbeThatFailsDoesNotKeepTheOthersFromTheList() {
        assigner.bindListener(list -> {
            throw new IllegalStateException("on purpose");
        });
        start(inventory(3));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
    }

    @Test
    void aChangeOfConfigurationIsEffectiveAtOnce() {
        start(inventory(3));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
        assigner.modified(config(Map.of("capacity", 0)));
        await().atMost(LIMIT).until(() -> probe.last().watches().isEmpty());
        assigner.modified(config(Map.of()));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
    }

    @Test
    void whatAMachineCanWatchIsMeasuredUnlessSomebodySaysIt() {
        start(inventory(3));
        await().atMost(LIMIT).until(() -> capacity() == 1000);
        assigner.modified(config(Map.of("capacity", 7)));
        await().atMost(LIMIT).until(() -> capacity() == 7);
    }

    private int capacity() {
        return assigner.monitors().isEmpty()
                ? -1
                : assigner.monitors().get(0).monitor().capacity();
    }

    @Test
    void aPolicyThatNobodyHasIsNamedAndTheUsualOneDecides() {
        start(inventory(3));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
        store.settings = new NetworkSettings(1, new TreeMap<>(Map.of(NetworkSettings.POLICY, "no-such")));
        assigner.settingsChanged(store.settings);
        await().atMost(LIMIT).until(() -> assigner.execute().toString().contains("no-such"));
        assertThat(assigner.status().policy()).isEqualTo("balanced/1");
        assertThat(probe.last().watches()).hasSize(3);
    }

    @Test
    void aPolicyThatFailsIsNotUsedAnyMore() {
        AssignmentPolicy broken = new AssignmentPolicy() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
                throw new IllegalStateException("on purpose");
            }
        };
        store.settings = new NetworkSettings(1, new TreeMap<>(Map.of(NetworkSettings.POLICY, "broken")));
        assigner.bindPolicy(broken);
        start(inventory(3));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
        assertThat(assigner.monitors().get(0).monitor().policies()).containsExactly("balanced/1");
        assertThat(assigner.execute().toString()).contains("\"broken\"");
    }

    @Test
    void aNewAssignerTellsNothingBeforeItKnowsWhatToWatch() {
        assigner.bindListener(probe);
        assigner.bindStore(store);
        assigner.bindNetwork(store);
        assigner.bindPolicy(new BalancedPolicy());
        await().atMost(LIMIT).until(() -> !assigner.monitors().isEmpty());
        assertThat(probe.lists).isEmpty();
        assigner.inventoryChanged(inventory(2));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 2);
    }

    @Test
    void whoStopsSaysSo() {
        start(inventory(3));
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 3);
        assigner.leave();
        assertThat(Note.decode(store.note("self").orElseThrow()).orElseThrow().leaving())
                .isTrue();
        assertThat(probe.last().watches()).hasSize(3);
    }

    @Test
    void theOrderOfComingDoesNotMatter() {
        assigner.inventoryChanged(inventory(4));
        assigner.bindListener(probe);
        assigner.bindPolicy(new BalancedPolicy());
        assigner.bindStore(store);
        assigner.bindNetwork(store);
        await().atMost(LIMIT).until(() -> probe.last().watches().size() == 4);
    }

    private static final class Recorder implements WatchListener {
        private final List<WatchList> lists = new CopyOnWriteArrayList<>();

        @Override
        public void watch(WatchList watchList) {
            lists.add(watchList);
        }

        WatchList last() {
            return lists.isEmpty() ? WatchList.empty() : lists.get(lists.size() - 1);
        }
    }

    private static final class MemoryStore implements ReplicatedStore, Network {
        private final Map<String, byte[]> entries = new TreeMap<>();
        private volatile NetworkSettings settings = NetworkSettings.defaults();
        private Optional<byte[]> note = Optional.empty();

        @Override
        public String monitorId() {
            return "self";
        }

        @Override
        public String networkId() {
            return "net";
        }

        @Override
        public synchronized void apply(List<Write> writes) {
            for (Write write : writes) {
                if (write instanceof Write.Put put) {
                    entries.put(put.name(), put.value());
                } else if (write instanceof Write.Remove remove) {
                    entries.remove(remove.name());
                } else if (write instanceof Write.Note noted) {
                    note = Optional.of(noted.value());
                }
            }
        }

        @Override
        public synchronized Optional<byte[]> get(String owner, String name) {
            return Optional.ofNullable(entries.get(name));
        }

        @Override
        public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
            return CompletableFuture.completedFuture(get(owner, name));
        }

        @Override
        public synchronized SortedSet<String> names(String owner) {
            return new TreeSet<>(entries.keySet());
        }

        @Override
        public synchronized Optional<byte[]> note(String owner) {
            return note;
        }

        @Override
        public String id() {
            return "net";
        }

        @Override
        public NetworkSettings settings() {
            return settings;
        }

        @Override
        public boolean isAdministrator() {
            return true;
        }

        @Override
        public NetworkSettings change(Map<String, Optional<String>> changes) {
            throw new AssertionError("Nothing is changed here");
        }

        @Override
        public List<Member> members() {
            return List.of(new Member("self", true, true, Duration.ZERO, Duration.ofMinutes(1), true));
        }

        @Override
        public StoreStatus status() {
            return new StoreStatus(entries.size(), 0, 0, List.of(), List.of());
        }

        @Override
        public synchronized List<String> owners(String name) {
            return entries.containsKey(name) ? List.of("self") : List.of();
        }
    }
}
