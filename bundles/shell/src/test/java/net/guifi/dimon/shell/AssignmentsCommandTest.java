// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about who watches what, asked as a client asks them. */
class AssignmentsCommandTest {
    private static final String MONTSENY = "01".repeat(16);
    private static final String TIBIDABO = "0a".repeat(16);
    private static final String THIRD = "cc".repeat(16);
    private static final DeviceId DEVICE = DeviceId.parse("demo:1001");
    private static final Instant SINCE = Instant.parse("2026-11-21T01:00:00Z");

    @TempDir
    Path data;

    private FakeServices services;

    @BeforeEach
    void network() {
        services = new FakeServices(data).device("demo:1001", "CanMontarola-Rt1", "198.18.4.1");
        monitor(MONTSENY, "montseny", Standing.ALIVE, true, 500, 100);
        monitor(TIBIDABO, "tibidabo", Standing.SUSPECTED, false, 1000, 500);
    }

    private void monitor(String id, String name, Standing standing, boolean inStep, int capacity, int watches) {
        Monitor monitor =
                new Monitor(id, name, capacity, Optional.empty(), Optional.of("Roof"), List.of(), new TreeSet<>());
        services.monitors.add(
                new MonitorStatus(monitor, services.monitors.isEmpty(), standing, inStep, watches, Optional.of(SINCE)));
    }

    private void assigned(int devices, int below, int unwatched, boolean settled, String... problems) {
        services.assigned = new AssignmentStatus(
                devices, 2, below, unwatched, 0, "balanced/1", "0123456789abcdef", settled, List.of(problems));
    }

    private String ok(String... arguments) {
        Answer answer = new Dispatcher(services).run(List.of(arguments));
        assertThat(answer.exit()).as(answer.text()).isZero();
        return answer.text();
    }

    private String watching() {
        return ok("status")
                .lines()
                .filter(line -> line.startsWith("Watching"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("Watching +", "");
    }

    @Test
    void assignmentsShowsWhoWatchesHowMuch() {
        assertThat(ok("assignments"))
                .startsWith("2 monitors, 300 devices, each watched by 2.\n")
                .containsPattern("Policy +balanced/1, 2 monitors a device")
                .containsPattern("View +0123456789abcdef, settled")
                .containsPattern(
                        "010101010101 \\*  montseny  alive .* 100 +500 +#####\\.{5}\\|\\.{9}  20\\.0 % +yes +Roof")
                .containsPattern("0a0a0a0a0a0a +tibidabo  suspected .* 500 +1000 +#{10}\\|##\\.{7}  50\\.0 % +no +Roof")
                .doesNotContain("TOO FEW");
    }

    @Test
    void aFullMonitorHasAFullBar() {
        monitor(THIRD, "puig", Standing.ALIVE, true, 100, 100);
        assertThat(ok("assignments")).containsPattern("puig +alive .* 100 +100 +#{8}\\|#{11}  100\\.0 % +yes");
    }

    @Test
    void aMonitorThatDoesNotCountHasNoFairShare() {
        monitor(THIRD, "", Standing.SILENT, false, 0, 0);
        assertThat(ok("assignments"))
                .startsWith("2 monitors")
                .containsPattern("cccccccccccc +- +silent .* 0 +0 +\\.{20}  0\\.0 %");
    }

    @Test
    void devicesThatTooFewWatchAreNamed() {
        assigned(300, 30, 2, false, "tibidabo does not answer\nits neighbours");
        IntStream.range(0, 30).forEach(i -> services.below.add(DeviceId.parse("demo:" + (1001 + i))));
        services.watchers.put(DEVICE, List.of(TIBIDABO, THIRD));
        assertThat(ok("assignments"))
                .startsWith("2 monitors, 300 devices: 30 have fewer than 2, 2 of them none; a hand-over goes on.\n")
                .containsPattern("Problem +tibidabo does not answer its neighbours\n")
                .containsPattern("demo:1001 +CanMontarola-Rt1  tibidabo \\(0a0a0a0a0a0a\\) suspected, cccccccccccc\n")
                .containsPattern("demo:1020 +- ")
                .doesNotContain("demo:1021")
                .contains("and 10 more");
    }

    @Test
    void statusTellsInALineHowTheNetworkStands() {
        assertThat(watching()).isEqualTo("2 monitors, 300 devices, each watched by 2");
        assigned(300, 1, 0, true);
        assertThat(watching()).isEqualTo("2 monitors, 300 devices: 1 has fewer than 2");
        assigned(0, 0, 0, true);
        assertThat(watching()).isEqualTo("2 monitors, no device to be watched");
        services.monitors.remove(1);
        monitor(TIBIDABO, "tibidabo", Standing.SILENT, false, 1000, 0);
        assigned(300, 300, 0, true);
        assertThat(watching())
                .isEqualTo("1 monitor, 300 devices, each watched by that one alone: 2 should, and another monitor is"
                        + " missing");
        services.monitors.remove(1);
        assertThat(watching())
                .isEqualTo("1 monitor, 300 devices, all watched by this one, which is alone; once there are more, each"
                        + " gets 2");
        services.below.add(DEVICE);
        assertThat(ok("assignments")).doesNotContain("TOO FEW");
    }

    @Test
    void whatIsSetForSomeDevicesIsMentioned() {
        services.network = new FakeNetwork().member(MONTSENY, "montseny", Duration.ZERO);
        assertThat(ok("network", "set", "redundancy-zones", "demo:2=3")).doesNotContain("does not know");
        assertThat(watching()).isEqualTo("2 monitors, 300 devices, each watched by 2 or what is set for it");
    }

    @Test
    void aDeviceShowsWhatEachMonitorSees() {
        services.watchers.put(DEVICE, List.of(TIBIDABO, MONTSENY));
        services.networkHealth = sees(DeviceView.Agreement.DISPUTED, DeviceState.UP, DeviceState.DOWN);
        assertThat(ok("device", "1001"))
                .containsPattern("State +up since .*: as others tell")
                .containsPattern("Agreement +some monitors reach it, others do not")
                .containsPattern("Last sample +none here")
                .containsPattern("Watched by +tibidabo \\(0a0a0a0a0a0a\\), montseny \\(010101010101\\)")
                .containsPattern("tibidabo \\(0a0a0a0a0a0a\\) +up .* yes +yes")
                .containsPattern("cccccccccccc +down .* never +no");
        assertThat(ok("devices")).containsPattern("up +demo:1001");
        assertThat(ok("status")).containsPattern("States +1 up");
    }

    @Test
    void eachAgreementIsTold() {
        services.networkHealth = sees(DeviceView.Agreement.AGREED, DeviceState.UP, DeviceState.UP);
        assertThat(ok("device", "1001")).contains("2 monitors say the same");
        services.networkHealth = sees(DeviceView.Agreement.SINGLE, DeviceState.UP);
        assertThat(ok("device", "1001")).contains("one monitor says so");
        services.networkHealth = sees(DeviceView.Agreement.NONE);
        assertThat(ok("device", "1001")).contains("no monitor that counts");
    }

    @Test
    void whatOthersTellIsEnoughWithoutTheOwnStates() {
        services.withoutHealth();
        services.networkHealth = sees(DeviceView.Agreement.SINGLE, DeviceState.DOWN);
        assertThat(ok("devices")).containsPattern("down +demo:1001").doesNotContain("not running");
        assertThat(ok("status")).containsPattern("States +1 down").containsPattern("down +demo:1001");
    }

    /** The first monitor that sees it is Tibidabo; the next one sees it too where they say the same. */
    private static NetworkHealth sees(DeviceView.Agreement agreement, DeviceState... states) {
        DeviceHealth health = new DeviceHealth(
                DEVICE,
                states.length == 0 ? DeviceState.UNKNOWN : states[0],
                SINCE,
                "as others tell",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        List<Observation> observations = Stream.of(TIBIDABO, THIRD)
                .limit(states.length)
                .map(id -> {
                    boolean up = id.equals(TIBIDABO) || states[1] == states[0];
                    return new Observation(id, id.equals(TIBIDABO) ? states[0] : states[1], SINCE, up, up);
                })
                .toList();
        DeviceView view = new DeviceView(health, observations, agreement);
        return new NetworkHealth() {
            @Override
            public Optional<DeviceView> of(DeviceId device) {
                return Optional.of(view).filter(known -> device.equals(DEVICE));
            }

            @Override
            public Collection<DeviceView> all() {
                return List.of(view);
            }

            @Override
            public Set<String> isolated() {
                throw new AssertionError("The shell does not ask who is isolated");
            }

            @Override
            public Set<DeviceId> unreached(String monitor) {
                throw new AssertionError("The shell does not ask what was not reached");
            }
        };
    }
}
