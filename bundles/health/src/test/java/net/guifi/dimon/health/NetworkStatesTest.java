// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static net.guifi.dimon.api.health.DeviceState.DEGRADED;
import static net.guifi.dimon.api.health.DeviceState.DOWN;
import static net.guifi.dimon.api.health.DeviceState.UNKNOWN;
import static net.guifi.dimon.api.health.DeviceState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;
import org.junit.jupiter.api.Test;

/** Several monitors, in virtual time. */
class NetworkStatesTest {
    private final Town town = new Town();
    private final Town.Node a = town.add("aaaaaaaa0000");
    private final Town.Node b = town.add("bbbbbbbb0000");
    private final Town.Node c = town.add("cccccccc0000");

    @Test
    void eachSeesWhatTheOthersSee() {
        a.see(UP, 1, 2);
        b.see(UP, 2);
        b.see(DEGRADED, 3);
        town.passSeconds(30);

        DeviceView shared = a.view(2);
        assertThat(shared.agreement()).isEqualTo(Agreement.AGREED);
        assertThat(shared.health().state()).isEqualTo(UP);
        assertThat(shared.health().reason()).isEqualTo("seen UP");
        assertThat(shared.observations())
                .containsExactly(
                        new Observation(a.id, UP, a.devices.get(Town.device(2)).since(), true, true),
                        new Observation(b.id, UP, b.devices.get(Town.device(2)).since(), true, true));
        DeviceView foreign = a.view(3);
        assertThat(foreign.agreement()).isEqualTo(Agreement.SINGLE);
        assertThat(foreign.health().state()).isEqualTo(DEGRADED);
        assertThat(foreign.health().reason()).isEqualTo("answers bbbbbb badly");
        assertThat(foreign.health().since())
                .isEqualTo(b.devices.get(Town.device(3)).since());
        assertThat(foreign.health().lastSample()).isEmpty();
        assertThat(c.states.all()).hasSize(3);
        assertThat(a.states.all()).containsExactlyInAnyOrder(a.view(1), a.view(2), a.view(3));
        assertThat(a.states.of(Town.device(4))).isEmpty();
    }

    @Test
    void theOwnStateIsThereAtOnce() {
        a.see(UP, 1);
        assertThat(a.state(1)).isEqualTo(UP);
        a.see(DOWN, 1);
        assertThat(a.state(1)).isEqualTo(DOWN);
    }

    @Test
    void someReachItAndOthersDoNot() {
        a.see(DOWN, 1);
        b.see(UP, 1);
        c.see(UP, 1);
        a.seeRange(UP, 10, 20);
        town.passSeconds(90);
        for (Town.Node node : town.nodes) {
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
            assertThat(node.view(1).health().reason()).startsWith("answers ").endsWith(", but not aaaaaa");
            assertThat(node.view(1).health().reason()).contains("bbbbbb").contains("cccccc");
            assertThat(node.state(1)).isEqualTo(DEGRADED);
        }
        b.see(DOWN, 1);
        c.see(DOWN, 1);
        town.passSeconds(30);
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.AGREED);
        assertThat(a.state(1)).isEqualTo(DOWN);
        assertThat(a.view(1).health().reason()).isEqualTo("seen DOWN");
    }

    @Test
    void aDeviceGoesDownOrUpAndSomeFindItEarlierThanOthers() {
        for (Town.Node node : town.nodes) {
            node.see(UP, 1);
        }
        town.pass(Duration.ofMinutes(5));
        a.see(DOWN, 1);
        town.passSeconds(20);
        for (Town.Node node : town.nodes) {
            assertThat(node.state(1)).isEqualTo(UP);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.AGREED);
            assertThat(node.view(1).health().reason())
                    .contains(", but not aaaaaa")
                    .endsWith("as of a moment ago");
        }
        b.see(DOWN, 1);
        c.see(DOWN, 1);
        town.passSeconds(20);
        for (Town.Node node : town.nodes) {
            assertThat(node.state(1)).isEqualTo(DOWN);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.AGREED);
        }
        town.pass(Duration.ofMinutes(5));
        c.see(UP, 1);
        town.passSeconds(20);
        for (Town.Node node : town.nodes) {
            assertThat(node.state(1)).isEqualTo(UP);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.SINGLE);
        }
        town.passSeconds(60);
        for (Town.Node node : town.nodes) {
            assertThat(node.state(1)).isEqualTo(DEGRADED);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
        }
        assertThat(a.states.all()).containsExactly(a.view(1));
    }

    @Test
    void theWordOfOneWhoseProcessDoesNotAnswerDoesNotCount() {
        a.see(DOWN, 1);
        b.see(UP, 1, 2);
        town.passSeconds(90);
        for (Town.Node node : List.of(a, c)) {
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
            node.assignments = Optional.of(standing(b, "station", Standing.SUSPECTED));
        }
        town.passSeconds(1);
        for (Town.Node node : List.of(a, c)) {
            assertThat(node.state(1)).isEqualTo(DOWN);
            assertThat(node.view(1).agreement()).isEqualTo(Agreement.SINGLE);
            assertThat(node.view(1).observations()).hasSize(2);
            assertThat(node.state(2)).isEqualTo(UNKNOWN);
            node.assignments = Optional.of(standing(b, "station", Standing.ALIVE));
        }
        town.passSeconds(1);
        for (Town.Node node : List.of(a, c)) {
            assertThat(node.view(1).health().reason()).isEqualTo("answers station, but not aaaaaa");
            assertThat(node.state(2)).isEqualTo(UP);
        }
    }

    @Test
    void whatOneSaidWhoHasStoppedIsForgottenUntilItIsBack() {
        a.see(DOWN, 1);
        b.see(UP, 1, 2);
        town.passSeconds(90);
        a.assignments = Optional.of(standing(b, "station", Standing.LEFT));
        town.passSeconds(1);
        assertThat(a.state(1)).isEqualTo(DOWN);
        assertThat(a.view(1).observations()).hasSize(1);
        assertThat(a.states.of(Town.device(2))).isEmpty();
        a.assignments = Optional.of(standing(b, "station", Standing.ALIVE));
        town.passSeconds(1);
        assertThat(a.state(2)).isEqualTo(UP);
    }

    @Test
    void aNameThatSeveralBearNamesNobody() {
        MonitorStatus one = called(a, "station", Standing.ALIVE);
        MonitorStatus same = called(b, "station", Standing.ALIVE);
        MonitorStatus other = called(c, "tower", Standing.ALIVE);
        Names names = Names.of(List.of(one, same, other));
        assertThat(names.of(a.id)).isEqualTo("aaaaaa");
        assertThat(names.of(b.id)).isEqualTo("bbbbbb");
        assertThat(names.of(c.id)).isEqualTo("tower");
        assertThat(names.of("dddddddd")).isEqualTo("dddddd");
    }

    private static MonitorStatus called(Town.Node node, String name, Standing standing) {
        Monitor monitor = new Monitor(
                node.id, name, 100, Optional.empty(), Optional.empty(), List.of(), Collections.emptySortedSet());
        return new MonitorStatus(monitor, false, standing, true, 1, Optional.empty());
    }

    private static Assignments standing(Town.Node node, String name, Standing standing) {
        return new Assignments() {
            @Override
            public List<MonitorStatus> monitors() {
                return List.of(called(node, name, standing));
            }

            @Override
            public AssignmentStatus status() {
                throw new UnsupportedOperationException();
            }

            @Override
            public WatchList watchList() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<String> watchers(DeviceId device) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<DeviceId> below(int most) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void whoKnowsNothingDoesNotCount() {
        a.see(UNKNOWN, 1);
        b.see(DOWN, 1);
        c.see(UP, 2);
        town.passSeconds(30);
        assertThat(a.state(1)).isEqualTo(DOWN);
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.SINGLE);
        assertThat(a.view(1).health().reason()).isEqualTo("does not answer bbbbbb");
        b.see(UNKNOWN, 1);
        town.passSeconds(30);
        assertThat(c.state(1)).isEqualTo(UNKNOWN);
        assertThat(c.view(1).agreement()).isEqualTo(Agreement.NONE);
        assertThat(c.view(1).health().reason()).isEqualTo("no monitor that counts knows it");
    }

    @Test
    void aDeviceThatIsLetGoLeaves() {
        a.see(UP, 1, 2);
        b.see(UP, 2);
        town.passSeconds(30);
        a.devices.remove(Town.device(1));
        a.devices.remove(Town.device(2));
        town.passSeconds(30);
        assertThat(b.view(2).observations()).hasSize(1);
        assertThat(b.states.of(Town.device(1))).isEmpty();
        a.devices.clear();
        assertThat(a.states.all()).hasSize(1);
    }

    @Test
    void aMonitorThatGoesAwayLeaves() {
        a.see(UP, 1);
        b.see(DOWN, 1);
        b.see(UP, 2);
        c.see(UP, 3);
        town.passSeconds(90);
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
        b.connected = false;
        b.running = false;
        town.pass(Duration.ofMinutes(2));
        assertThat(a.view(1).observations()).hasSize(2);
        town.pass(Duration.ofMinutes(2));
        assertThat(a.state(1)).isEqualTo(UP);
        assertThat(a.view(1).observations()).hasSize(1);
        assertThat(a.states.of(Town.device(2))).isEmpty();

        b.connected = true;
        b.running = true;
        town.passSeconds(30);
        assertThat(a.state(2)).isEqualTo(UP);
    }

    @Test
    void whoIsNotAdmittedDoesNotCount() {
        b.admitted = false;
        a.see(UP, 1);
        b.see(DOWN, 1);
        town.passSeconds(30);
        assertThat(a.view(1).observations()).hasSize(1);
        b.admitted = true;
        town.passSeconds(1);
        assertThat(a.view(1).observations()).hasSize(2);
        town.passSeconds(60);
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
    }

    @Test
    void clocksThatAreWrongChangeNothingButTheTimes() {
        a.skew = Duration.ofDays(-20_000);
        c.skew = Duration.ofDays(5000);
        a.see(UP, 1);
        b.see(UP, 1);
        c.see(UP, 1);
        town.passSeconds(30);
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.AGREED);
        assertThat(b.view(1).observations()).extracting(Observation::monitor).containsExactly(b.id, a.id, c.id);
        assertThat(b.view(1).health().since())
                .isEqualTo(b.devices.get(Town.device(1)).since());
    }

    @Test
    void aRestartWritesNothingThatIsThereAlready() {
        a.seeRange(UP, 0, 2000);
        a.see(DOWN, 7);
        town.passSeconds(60);
        int updates = a.updates.size();
        assertThat(updates).isPositive();
        a.restart();
        town.pass(Duration.ofHours(1));
        assertThat(a.updates).hasSize(updates);
        assertThat(b.view(7).observations().get(0).reached()).isTrue();
    }

    @Test
    void whatWasSaidStaysUntilTheDevicesAreKnownAgain() {
        a.see(UP, 1);
        town.passSeconds(30);
        a.restart();
        a.devices.clear();
        town.passSeconds(60);
        assertThat(b.states.of(Town.device(1))).isPresent();
        town.pass(Duration.ofMinutes(2));
        assertThat(b.states.of(Town.device(1))).isEmpty();
    }

    @Test
    void aMonitorThatStartsReadsWhatIsThere() {
        a.see(UP, 1);
        town.passSeconds(30);
        b.restart();
        town.passSeconds(1);
        assertThat(b.state(1)).isEqualTo(UP);
    }

    @Test
    void whoNeverReachesWhatOthersReachIsNamed() {
        a.seeRange(UP, 0, 20);
        a.see(DOWN, 99);
        b.seeRange(UP, 0, 20);
        b.see(UP, 99);
        town.passSeconds(30);
        for (Town.Node node : town.nodes) {
            assertThat(node.states.unreached(a.id)).containsExactly(Town.device(99));
            assertThat(node.states.unreached(b.id)).isEmpty();
            assertThat(node.states.unreached("nobody")).isEmpty();
        }
        b.see(DOWN, 99);
        town.passSeconds(30);
        assertThat(c.states.unreached(a.id)).isEmpty();

        a.see(UP, 99);
        town.passSeconds(30);
        a.see(DOWN, 99);
        b.see(UP, 99);
        town.passSeconds(30);
        a.restart();
        town.passSeconds(60);
        assertThat(c.state(99)).isEqualTo(DEGRADED);
        assertThat(c.states.unreached(a.id)).isEmpty();
        assertThat(a.states.unreached(a.id)).isEmpty();
    }

    @Test
    void whoCannotAskIsNamedAfterAWhile() {
        a.seeRange(UP, 0, 20);
        a.see(UNKNOWN, 99);
        b.see(UP, 99);
        town.passSeconds(60);
        assertThat(a.states.unreached(a.id)).isEmpty();
        assertThat(b.states.unreached(a.id)).isEmpty();
        town.pass(Duration.ofMinutes(2));
        assertThat(a.states.unreached(a.id)).containsExactly(Town.device(99));
        assertThat(b.states.unreached(a.id)).containsExactly(Town.device(99));
        assertThat(c.states.unreached(a.id)).containsExactly(Town.device(99));
    }

    @Test
    void whatIsNotUnderstoodIsLeftOutAndNamed() {
        a.see(UP, 1);
        b.see(UP, 2);
        town.passSeconds(30);
        a.own.put("state/0", "nonsense".getBytes(StandardCharsets.US_ASCII));
        a.own.put("state/00", b.own.get("state/0"));
        a.own.put("state/9999", b.own.get("state/0"));
        a.own.put("state", new byte[3]);
        town.passSeconds(1);
        assertThat(c.states.of(Town.device(1))).isEmpty();
        assertThat(c.view(2).observations()).hasSize(1);
        assertThat(c.states.report().refused()).containsOnlyKeys(a.id + " state/0", a.id + " state");
        assertThat(NetworkHealthComponent.check(c.states.report()).toString())
                .contains("2 pages", "aaaaaa", "version 0 of its coding");
        a.restart();
        town.passSeconds(30);
        assertThat(c.state(1)).isEqualTo(UP);
        assertThat(c.states.report().refused()).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsTriedAgain() {
        a.broken = true;
        a.see(UP, 1);
        town.passSeconds(30);
        assertThat(NetworkHealthComponent.check(a.states.report()).toString()).contains("the disk is full");
        a.broken = false;
        town.pass(Duration.ofMinutes(2));
        assertThat(b.state(1)).isEqualTo(UP);
        assertThat(a.states.report().trouble()).isEmpty();
    }

    @Test
    void aMonitorThatTakesAnotherIdWritesUnderThat() {
        a.see(UP, 1);
        town.passSeconds(30);
        a.id = "dddddddd0000";
        a.own.clear();
        town.passSeconds(30);
        assertThat(b.view(1).observations()).extracting(Observation::monitor).containsExactly(a.id);
    }

    @Test
    void whileTheStoreIsAwayTheOthersDoNotCountForLong() {
        a.see(UP, 1);
        b.see(DOWN, 1);
        town.passSeconds(30);
        a.connected = false;
        town.pass(Duration.ofMinutes(2));
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
        town.pass(Duration.ofMinutes(2));
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.SINGLE);
        assertThat(a.state(1)).isEqualTo(UP);
        assertThat(NetworkHealthComponent.check(a.states.report()).toString()).contains("Nothing has come");
        a.connected = true;
        town.passSeconds(1);
        assertThat(a.view(1).agreement()).isEqualTo(Agreement.DISPUTED);
    }
}
