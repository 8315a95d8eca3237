// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static net.guifi.dimon.api.health.DeviceState.DOWN;
import static net.guifi.dimon.api.health.DeviceState.UNKNOWN;
import static net.guifi.dimon.api.health.DeviceState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import org.junit.jupiter.api.Test;

/** Who is isolated, and who only sees that the devices are down; in virtual time. */
class IsolationTest {
    private static final int DEVICES = 50;

    private final Town town = new Town();
    private final Town.Node a = town.add("aaaaaaaa0000");
    private final Town.Node b = town.add("bbbbbbbb0000");
    private final Town.Node c = town.add("cccccccc0000");

    private static void all(Town.Node node, DeviceState state) {
        node.seeRange(state, 0, DEVICES);
    }

    private void allUp() {
        all(a, UP);
        all(b, UP);
        c.seeRange(UP, 100, 120);
        town.pass(Duration.ofMinutes(5));
    }

    @Test
    void whoLosesAllThatOthersReachIsIsolated() {
        allUp();
        all(a, DOWN);
        town.passSeconds(30);
        for (Town.Node node : town.nodes) {
            assertThat(node.states.isolated()).containsExactly(a.id);
            assertThat(node.state(1)).isEqualTo(UP);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.SINGLE);
        }
        assertThat(b.view(1).observations().get(1).state()).isEqualTo(UNKNOWN);
        assertThat(b.view(1).observations().get(1).counts()).isFalse();
        assertThat(NetworkHealthComponent.check(a.states.report()).toString()).contains("taken for isolated");
        assertThat(NetworkHealthComponent.check(b.states.report()).toString()).contains("1 of 2", "aaaaaa");

        a.seeRange(UP, 0, DEVICES / 2 - 1);
        town.passSeconds(30);
        assertThat(b.states.isolated()).containsExactly(a.id);
        a.seeRange(UP, 0, DEVICES / 2);
        town.passSeconds(30);
        assertThat(b.states.isolated()).isEmpty();
        assertThat(b.view(1).agreement()).isEqualTo(Agreement.AGREED);
        town.passSeconds(60);
        assertThat(b.view(DEVICES - 1).agreement()).isEqualTo(Agreement.DISPUTED);
    }

    @Test
    void anIsolatedMonitorWritesOnlyThatItIs() {
        allUp();
        int updates = a.updates.size();
        for (int i = 0; i < DEVICES; i++) {
            a.see(DOWN, i);
        }
        town.pass(Duration.ofHours(1));
        assertThat(a.updates).hasSize(updates + 1);
        assertThat(a.updates.get(updates)).hasSize(1);
    }

    @Test
    void whoLosesSomeIsNot() {
        allUp();
        a.seeRange(DOWN, 0, DEVICES * 4 / 5 - 1);
        town.passSeconds(90);
        assertThat(a.states.isolated()).isEmpty();
        assertThat(b.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
    }

    @Test
    void whatAllWatchersLoseIsDown() {
        allUp();
        all(a, DOWN);
        all(b, DOWN);
        town.pass(Duration.ofMinutes(2));
        for (Town.Node node : town.nodes) {
            assertThat(node.states.isolated()).isEmpty();
            assertThat(node.state(1)).isEqualTo(DOWN);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.AGREED);
        }
        town.pass(Duration.ofHours(1));
        assertThat(c.states.isolated()).isEmpty();
    }

    @Test
    void whatAllWatchersLoseOneAfterAnotherIsDown() {
        allUp();
        all(a, DOWN);
        town.passSeconds(60);
        assertThat(c.states.isolated()).containsExactly(a.id);
        all(b, DOWN);
        town.pass(Duration.ofMinutes(2));
        assertThat(c.states.isolated()).isEmpty();
        assertThat(c.state(1)).isEqualTo(DOWN);
        assertThat(c.view(1).agreement()).isEqualTo(Agreement.AGREED);
    }

    @Test
    void whoAloneLosesWhatNobodyElseWatchesIsIsolatedUntilOthersSayTheSame() {
        allUp();
        c.seeRange(DOWN, 100, 120);
        town.passSeconds(30);
        assertThat(a.states.isolated()).containsExactly(c.id);
        assertThat(a.state(100)).isEqualTo(UNKNOWN);
        a.seeRange(UNKNOWN, 100, 120);
        town.passSeconds(30);
        assertThat(a.states.isolated()).containsExactly(c.id);
        a.seeRange(DOWN, 100, 120);
        town.passSeconds(30);
        assertThat(b.states.isolated()).isEmpty();
        assertThat(b.state(100)).isEqualTo(DOWN);
        town.pass(Duration.ofHours(1));
        assertThat(b.states.isolated()).isEmpty();
    }

    @Test
    void whoNeverReachedWhatOthersReachIsIsolated() {
        all(b, UP);
        town.passSeconds(30);
        all(a, DOWN);
        town.passSeconds(30);
        assertThat(c.states.isolated()).containsExactly(a.id);
        assertThat(c.state(1)).isEqualTo(UP);
    }

    @Test
    void whoCannotAskAnybodyIsIsolatedAfterAWhile() {
        allUp();
        all(a, UNKNOWN);
        town.passSeconds(30);
        assertThat(a.isIsolated()).isTrue();

        c.devices.clear();
        c.seeRange(UNKNOWN, 0, DEVICES);
        town.passSeconds(60);
        assertThat(c.isIsolated()).isFalse();
        town.pass(Duration.ofMinutes(2));
        assertThat(c.isIsolated()).isTrue();
    }

    @Test
    void afterARestartItStillIs() {
        allUp();
        all(a, DOWN);
        town.passSeconds(60);
        a.restart();
        town.passSeconds(60);
        assertThat(b.states.isolated()).containsExactly(a.id);
        assertThat(b.state(1)).isEqualTo(UP);
    }

    @Test
    void whoIsAloneConcludesNothingButThatAllFailedAtOnce() {
        Town village = new Town();
        Town.Node alone = village.add("eeeeeeee0000");
        all(alone, UP);
        village.pass(Duration.ofMinutes(5));
        all(alone, DOWN);
        village.passSeconds(30);
        assertThat(alone.states.isolated()).isEmpty();
        assertThat(alone.state(1)).isEqualTo(DOWN);
        assertThat(alone.view(1).health().reason())
                .startsWith("seen DOWN; all that this monitor watches failed at once");
        assertThat(NetworkHealthComponent.check(alone.states.report()).toString())
                .contains("failed at once");
        all(alone, UP);
        village.passSeconds(10);
        assertThat(alone.state(1)).isEqualTo(UP);
        assertThat(alone.view(1).health().reason()).isEqualTo("seen UP");
        assertThat(NetworkHealthComponent.check(alone.states.report()).toString())
                .doesNotContain("at once");
    }

    @Test
    void whatFailsOneAfterAnotherDoesNotFailAtOnce() {
        Town village = new Town();
        Town.Node alone = village.add("eeeeeeee0000");
        all(alone, UP);
        village.pass(Duration.ofMinutes(5));
        for (int i = 0; i < DEVICES; i++) {
            alone.see(DOWN, i);
            village.passSeconds(20);
            if (i < DEVICES - 5) {
                assertThat(alone.states.report().togetherSince()).isEmpty();
            }
        }
    }

    @Test
    void ofFewDevicesAllHaveToFail() {
        a.seeRange(UP, 0, 3);
        b.seeRange(UP, 0, 4);
        town.pass(Duration.ofMinutes(5));
        a.seeRange(DOWN, 0, 2);
        town.passSeconds(60);
        assertThat(a.isIsolated()).isFalse();
        a.seeRange(DOWN, 0, 3);
        town.passSeconds(60);
        assertThat(a.isIsolated()).isTrue();
        assertThat(b.isIsolated()).isFalse();
    }

    @Test
    void oneOrTwoDevicesProveNothing() {
        a.seeRange(UP, 0, 2);
        b.seeRange(UP, 0, 2);
        town.pass(Duration.ofMinutes(5));
        a.seeRange(DOWN, 0, 2);
        town.pass(Duration.ofMinutes(5));
        assertThat(a.isIsolated()).isFalse();
        assertThat(b.view(0).agreement()).isEqualTo(Agreement.DISPUTED);
    }

    @Test
    void whoIsCutOffFromTheStoreTooStaysIsolatedUntilItReachesThings() {
        allUp();
        a.connected = false;
        all(a, DOWN);
        town.passSeconds(30);
        assertThat(a.isIsolated()).isTrue();
        town.pass(Duration.ofHours(1));
        assertThat(a.isIsolated()).isTrue();
        assertThat(a.state(1)).isEqualTo(UNKNOWN);
        assertThat(b.states.isolated()).isEmpty();
        assertThat(b.state(1)).isEqualTo(UP);
        all(a, UP);
        town.passSeconds(10);
        assertThat(a.isIsolated()).isFalse();
        assertThat(a.state(1)).isEqualTo(UP);
        a.connected = true;
        town.passSeconds(30);
        assertThat(b.view(1).agreement()).isEqualTo(Agreement.AGREED);
    }
}
