// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static net.guifi.dimon.inventory.FakeWorld.SIZE;
import static net.guifi.dimon.inventory.FakeWorld.byHand;
import static net.guifi.dimon.inventory.FakeWorld.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.inventory.FakeWorld.FakeMonitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharingTest {
    private static final String NET = "net";

    @TempDir
    private Path folder;

    private FakeWorld world;
    private FakeMonitor a;
    private FakeMonitor b;
    private FakeMonitor c;

    @BeforeEach
    void three() {
        world = new FakeWorld(folder, 3);
        a = world.monitors.get(0);
        b = world.monitors.get(1);
        c = world.monitors.get(2);
    }

    private void everybodyHas(Map<DeviceId, Device> devices) {
        for (FakeMonitor monitor : world.monitors) {
            assertThat(monitor.devices()).as(monitor.monitorId()).isEqualTo(devices);
        }
    }

    private static long heads(FakeMonitor monitor) {
        return monitor.names(monitor.monitorId()).stream()
                .filter(name -> name.equals("source/" + NET))
                .count();
    }

    @Test
    void whatOneImportsAllHave() {
        a.document(NET, content(NET, 1));
        world.settle();
        everybodyHas(content(NET, 1));
        assertThat(c.sharing().origin(NET)).hasValueSatisfying(origin -> {
            assertThat(origin.owner()).isEqualTo(a.monitorId());
            assertThat(origin.head().location()).isEqualTo("/" + NET);
        });
    }

    @Test
    void identicalImportsWriteNothing() {
        a.document(NET, content(NET, 1));
        world.settle();
        int writes = world.writes;
        b.document(NET, content(NET, 1));
        c.document(NET, content(NET, 1));
        a.document(NET, content(NET, 1));
        world.settle();
        world.monitors.forEach(FakeMonitor::restart);
        world.settle();
        assertThat(world.writes).isEqualTo(writes);
        assertThat(heads(b)).isZero();
    }

    @Test
    void anUnchangedFileOfAnOldDateDoesNotWin() {
        a.document(NET, content(NET, 1));
        b.document(NET, content(NET, 1));
        world.settle();
        b.document(NET, content(NET, 2));
        world.settle();
        everybodyHas(content(NET, 2));
        assertThat(heads(a)).isZero();
        a.document(NET, content(NET, 1));
        a.restart();
        world.settle();
        everybodyHas(content(NET, 2));
        a.document(NET, content(NET, 3));
        world.settle();
        everybodyHas(content(NET, 3));
        assertThat(b.names(b.monitorId())).isEmpty();
    }

    @Test
    void oneChangedDeviceRewritesOnePartAndTheHead() {
        Map<DeviceId, Device> many = LargeContent.of(NET, 5_000, "");
        a.document(NET, many);
        world.settle();
        assertThat(a.names(a.monitorId())).hasSizeGreaterThan(5);
        int writes = world.writes;
        a.document(NET, LargeContent.of(NET, 5_000, " new"));
        world.settle();
        assertThat(world.writes - writes).isEqualTo(2);
        assertThat(b.devices()).isEqualTo(a.devices()).isNotEqualTo(many);
    }

    /** Octets that it takes until all have what these import, one after another. */
    private long cost(Map<DeviceId, Device> document, FakeMonitor... importers) {
        long before = world.octets;
        for (FakeMonitor importer : importers) {
            importer.document(NET, document);
            world.settle();
        }
        everybodyHas(new TreeMap<>(document));
        return world.octets - before;
    }

    @Test
    void ofTwoImportersTheFirstToSeeAChangePaysAndTheOtherNothing() {
        long whole = cost(LargeContent.of(NET, 5_000, ""), a);
        assertThat(cost(LargeContent.of(NET, 5_000, ""), b, c, a)).isZero();
        long part = cost(LargeContent.of(NET, 5_000, " new"), a);
        assertThat(cost(LargeContent.of(NET, 5_000, " new"), b)).isZero();
        assertThat(part).isLessThan(whole / 8);
        // Another one than before writes all of it, once; from then on it is the one that pays for what changes.
        assertThat(cost(LargeContent.of(NET, 5_000, " newer"), b)).isBetween(whole * 9 / 10, whole * 11 / 10);
        assertThat(cost(LargeContent.of(NET, 5_000, " newer"), a)).isZero();
        assertThat(cost(LargeContent.of(NET, 5_000, " newest"), b, a)).isLessThan(whole / 8);
    }

    @Test
    void partsThatComeOneByOneMakeOneNewInventory() {
        a.document(NET, LargeContent.of(NET, 5_000, ""));
        a.step();
        List<String> names = List.copyOf(a.names(a.monitorId()));
        int changes = 0;
        for (int heard = 0; heard <= names.size(); heard++) {
            List<String> so = names.subList(0, heard);
            b.hear(a, so::contains);
            changes += b.step() ? 1 : 0;
            assertThat(b.devices().size()).isIn(0, 5_000);
        }
        assertThat(changes).isEqualTo(1);
        assertThat(b.devices()).hasSize(5_000);
    }

    @Test
    void afterARestartAloneNothingIsLost() {
        a.document(NET, content(NET, 1));
        a.add(byHand("roof", "Roof"));
        world.settle();
        c.storeAway = true;
        c.restart();
        c.step();
        assertThat(c.devices()).hasSize(SIZE + 1);
    }

    @Test
    void theEndOfTheOwnerLosesNothing() {
        a.document(NET, content(NET, 1));
        a.add(byHand("roof", "Roof"));
        world.settle();
        world.dismissed.add(a.monitorId());
        world.monitors.remove(a);
        world.settle();
        assertThat(b.devices()).hasSize(SIZE + 1).isEqualTo(c.devices());
        assertThat(heads(b) + heads(c)).isEqualTo(1);
        b.loseStore();
        world.settle();
        assertThat(b.devices()).hasSize(SIZE + 1);
    }

    @Test
    void aRemovedSourceIsGoneEverywhereAndStaysGone() {
        world.monitors.forEach(monitor -> monitor.document(NET, content(NET, 1)));
        world.settle();
        b.noDocument(NET);
        world.settle();
        everybodyHas(Map.of());
        world.monitors.forEach(FakeMonitor::restart);
        world.dismissed.add(b.monitorId());
        world.settle();
        assertThat(a.devices()).isEmpty();
        assertThat(c.devices()).isEmpty();
        c.document(NET, content(NET, 2));
        world.settle();
        assertThat(a.devices()).isEqualTo(content(NET, 2));
    }

    @Test
    void whatIsRemovedWhileTheStoreIsAwayIsToldLater() {
        a.document(NET, content(NET, 1));
        world.settle();
        a.storeAway = true;
        a.noDocument(NET);
        a.step();
        assertThat(a.devices()).isEmpty();
        a.restart();
        assertThat(a.devices()).isEmpty();
        a.storeAway = false;
        world.settle();
        everybodyHas(Map.of());
    }

    @Test
    void aNewcomerBringsWhatTheNetworkLacksAndOverridesNothing() {
        c.join("dd".repeat(16));
        c.document(NET, content(NET, 1));
        c.document("other", content("other", 1));
        c.step();
        c.document(NET, content(NET, 2));
        c.document(NET, content(NET, 3));
        c.configure(byHand("roof", "Theirs"));
        c.configure(byHand("cellar", "Theirs"));
        world.settle();
        a.document(NET, content(NET, 4));
        a.add(byHand("roof", "Ours"));
        world.settle();
        assertThat(c.devices()).hasSize(2 * SIZE + 2);

        c.join(a.networkId());
        world.settle();
        assertThat(a.devices()).hasSize(2 * SIZE + 2).isEqualTo(c.devices()).containsAllEntriesOf(content(NET, 4));
        assertThat(a.devices().get(new DeviceId("manual", "roof")).title()).isEqualTo("Ours");
        assertThat(a.devices().get(new DeviceId("manual", "cellar")).title()).isEqualTo("Theirs");
        assertThat(c.configured()).containsExactly("cellar");
    }

    @Test
    void whatComesFromTheFormerNetworkGoes() {
        a.document(NET, content(NET, 1));
        a.add(byHand("roof", "Roof"));
        c.document("mine", content("mine", 1));
        world.settle();
        assertThat(c.devices()).hasSize(2 * SIZE + 1);
        c.join("dd".repeat(16));
        c.step();
        assertThat(c.devices()).isEqualTo(content("mine", 1));
    }

    @Test
    void whoIsNotAdmittedPublishesNothing() {
        c.admitted = false;
        c.document(NET, content(NET, 2));
        c.step();
        assertThat(c.devices()).isEqualTo(content(NET, 2));
        assertThat(c.names(c.monitorId())).isEmpty();
        a.document(NET, content(NET, 1));
        world.settle();
        c.admitted = true;
        world.settle();
        everybodyHas(content(NET, 1));
    }

    @Test
    void aMonitorWithANewIdGoesOn() {
        a.document(NET, content(NET, 1));
        a.configure(byHand("roof", "Roof"));
        world.settle();
        a.become("99".repeat(16));
        world.dismissed.add("10".repeat(16));
        world.settle();
        assertThat(b.devices()).hasSize(SIZE + 1).isEqualTo(a.devices());
        a.document(NET, content(NET, 2));
        world.settle();
        assertThat(b.devices()).containsAllEntriesOf(content(NET, 2));
    }

    @Test
    void devicesByHandAreAddedChangedAndRemovedAnywhere() {
        a.configure(byHand("roof", "Roof"));
        world.settle();
        everybodyHas(Map.of(byHand("roof", "Roof").id(), byHand("roof", "Roof")));
        b.add(byHand("roof", "Terrat"));
        world.settle();
        everybodyHas(Map.of(byHand("roof", "Roof").id(), byHand("roof", "Terrat")));
        assertThat(a.configured()).isEmpty();
        c.removeByHand("roof");
        world.settle();
        everybodyHas(Map.of());
        world.monitors.forEach(FakeMonitor::restart);
        world.settle();
        everybodyHas(Map.of());
        assertThatIllegalArgumentException().isThrownBy(() -> a.removeByHand("roof"));
        a.configure(byHand("roof", "Roof"));
        world.settle();
        everybodyHas(Map.of(byHand("roof", "Roof").id(), byHand("roof", "Roof")));
        a.unconfigure("roof");
        world.settle();
        everybodyHas(Map.of());
    }

    @Test
    void aRemovalOutlivesWhoRemoved() {
        a.configure(byHand("roof", "Roof"));
        world.settle();
        a.storeAway = true;
        b.removeByHand("roof");
        world.monitors.remove(a);
        world.settle();
        world.dismissed.add(b.monitorId());
        world.monitors.remove(b);
        world.settle();
        world.monitors.add(a);
        a.storeAway = false;
        a.restart();
        world.settle();
        assertThat(a.devices()).isEmpty();
        assertThat(c.devices()).isEmpty();
        assertThat(a.configured()).isEmpty();
    }

    @Test
    void identicalDevicesByHandWriteNothing() {
        a.configure(byHand("roof", "Roof"));
        world.settle();
        int writes = world.writes;
        b.configure(byHand("roof", "Roof"));
        world.settle();
        assertThat(world.writes).isEqualTo(writes);
        assertThat(b.configured()).containsExactly("roof");
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestGoesOn() {
        a.document(NET, content(NET, 1));
        b.strange = true;
        b.own("source/" + NET, new byte[] {7, 7, 7});
        b.own("source/../etc", new byte[] {1});
        b.own("manual", new byte[] {1, 2, 3});
        world.settle();
        assertThat(c.devices()).isEqualTo(content(NET, 1));
        assertThat(c.sharing().problems()).hasSize(2).allMatch(problem -> problem.contains(b.monitorId()));
    }

    @Test
    void whoDoesNotBelongHindersNobody() {
        b.strange = true;
        Head last = Head.removal(a.networkId(), Head.MAX_NUMBER, FakeWorld.WHEN);
        b.own("source/" + NET, last.encode());
        for (int i = 0; i < 1000; i++) {
            b.own("source/A" + i, last.encode());
        }
        b.own("source/broken", new byte[] {7});
        DeviceId roof = new DeviceId(ManualDevices.SOURCE, "roof");
        b.own(
                "manual",
                HandMadeCoding.encode(
                        new TreeMap<>(Map.of(roof, new HandMadeCoding.Version(Head.MAX_NUMBER, Optional.empty()))),
                        a.networkId()));
        a.hear(b, name -> true);
        c.hear(b, name -> true);
        world.dismissed.add(b.monitorId());
        a.document(NET, content(NET, 1));
        a.configure(byHand("roof", "Roof"));
        world.settle();
        c.document(NET, content(NET, 2));
        c.add(byHand("roof", "Terrat"));
        world.settle();
        a.document(NET, content(NET, 3));
        a.add(byHand("roof", "Tejado"));
        world.settle();
        Map<DeviceId, Device> expected = new HashMap<>(content(NET, 3));
        expected.put(roof, byHand("roof", "Tejado"));
        assertThat(a.devices()).isEqualTo(expected);
        assertThat(c.devices()).isEqualTo(expected);
        assertThat(c.sharing().names()).containsExactly(NET);
        assertThat(c.sharing().problems()).isEmpty();
        world.dismissed.clear();
        c.step();
        assertThat(c.sharing().problems()).hasSize(2);
    }

    @Test
    void onlyEntriesOfTheInventoryConcernIt() {
        assertThat(a.sharing().changed(b.monitorId(), Set.of())).isFalse();
        assertThat(a.sharing().changed(b.monitorId(), Set.of("state/0", "watch", "monitor")))
                .isFalse();
        assertThat(a.sharing().changed(b.monitorId(), Set.of("state/0", "source/net/3")))
                .isTrue();
        assertThat(a.sharing().changed(b.monitorId(), Set.of("manual"))).isTrue();
    }

    @Test
    void aVersionWithOtherDevicesThanItSaysIsPassedOver() {
        a.document(NET, content(NET, 1));
        world.settle();
        List<byte[]> parts = Parts.encode(content(NET, 2).values(), 1);
        Head forged = new Head(
                a.networkId(),
                9,
                "ab".repeat(16),
                false,
                SIZE,
                FakeWorld.WHEN,
                "",
                parts.stream().map(Parts::digest).toList());
        b.strange = true;
        b.own("source/" + NET, forged.encode());
        b.own("source/" + NET + "/0", parts.get(0));
        world.pass(Duration.ofMinutes(6));
        world.settle();
        assertThat(c.devices()).isEqualTo(content(NET, 1));
        assertThat(c.sharing().problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("other devices than it says"));
        a.document(NET, content(NET, 3));
        world.settle();
        assertThat(c.devices()).isEqualTo(content(NET, 3));
    }
}
