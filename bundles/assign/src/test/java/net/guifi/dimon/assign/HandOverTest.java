// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final BitSet NOTHING = new BitSet();
    private static final BitSet DEVICE = BitSet.valueOf(new long[] {1});

    /** One device that should have two monitors, of a, b, c and d. */
    private static Plan plan(String... order) {
        AssignmentPolicy policy = new AssignmentPolicy() {
            @Override
            public String name() {
                return "given";
            }

            @Override
            public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
                return List.of(List.of(order));
            }
        };
        List<Monitor> monitors = Stream.of("a", "b", "c", "d")
                .map(id -> new Monitor(id, "", 1, Optional.empty(), Optional.empty(), List.of(), new TreeSet<>()))
                .toList();
        Inventory inventory = new Inventory("v", Devices.monitored(1));
        return Plan.of(policy, monitors, Targets.of(inventory, RedundancyRules.of(NetworkSettings.defaults())));
    }

    private static Weak weak(BitSet monitors) {
        return new Weak(monitors, Collections.nCopies(4, NOTHING));
    }

    private static BitSet free(Plan plan, BitSet weak, int self, BitSet... agreed) {
        return HandOver.of(plan, weak(weak), self, DEVICE, List.of(agreed)).free();
    }

    @Test
    void whatIsItsOwnIsKept() {
        HandOver own = HandOver.of(plan("b", "a", "c"), weak(NOTHING), 0, DEVICE, Collections.nCopies(4, DEVICE));
        assertThat(own.own()).isEqualTo(DEVICE);
        assertThat(own.held()).isEqualTo(NOTHING);
        assertThat(own.free()).isEqualTo(NOTHING);
    }

    @Test
    void eachOfThoseWhoShouldWatchesAtOnceWhateverTheOthersShow() {
        for (int self : List.of(1, 2)) {
            HandOver own =
                    HandOver.of(plan("b", "c", "d"), weak(NOTHING), self, NOTHING, Collections.nCopies(4, DEVICE));
            assertThat(own.own()).isEqualTo(DEVICE);
        }
        assertThat(HandOver.of(plan("b", "c", "d"), weak(NOTHING), 3, NOTHING, Collections.nCopies(4, NOTHING))
                        .own())
                .isEqualTo(NOTHING);
    }

    @Test
    void allOfThemMustShowIt() {
        Plan plan = plan("b", "c", "d");
        assertThat(free(plan, NOTHING, 0, NOTHING, DEVICE, DEVICE, NOTHING)).isEqualTo(DEVICE);
        assertThat(free(plan, NOTHING, 0, NOTHING, DEVICE, NOTHING, DEVICE)).isEqualTo(NOTHING);
        assertThat(free(plan, NOTHING, 0, NOTHING, NOTHING, DEVICE, DEVICE)).isEqualTo(NOTHING);
    }

    @Test
    void forAWeakOneTheNextMustShowItToo() {
        Plan plan = plan("b", "c", "d");
        BitSet weak = BitSet.valueOf(new long[] {2});
        assertThat(free(plan, weak, 0, NOTHING, DEVICE, DEVICE, NOTHING)).isEqualTo(NOTHING);
        assertThat(free(plan, weak, 0, NOTHING, NOTHING, DEVICE, DEVICE)).isEqualTo(NOTHING);
        assertThat(free(plan, weak, 0, NOTHING, DEVICE, DEVICE, DEVICE)).isEqualTo(DEVICE);
    }

    @Test
    void whatNobodyHasRoomForIsLetGoOnlyByWhoseRoomWasReckonedWith() {
        assertThat(free(plan(), NOTHING, 0, NOTHING, NOTHING, NOTHING, NOTHING)).isEqualTo(DEVICE);
        assertThat(free(plan(), NOTHING, -1, NOTHING, NOTHING, NOTHING, NOTHING))
                .isEqualTo(NOTHING);
    }
}
