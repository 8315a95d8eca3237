// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.assign.RedundancyRules.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedundancyRulesTest {
    private static final Zone CITY = new Zone("2", "The City", Optional.empty());
    private static final Zone QUARTER = new Zone("3", "Quarter", Optional.of(CITY));

    private static NetworkSettings settings(Map<String, String> values) {
        return new NetworkSettings(1, new TreeMap<>(values));
    }

    private static Device device(int number, Zone zone) {
        Device plain = Devices.device(number, true);
        return new Device(
                plain.id(),
                plain.title(),
                plain.type(),
                plain.status(),
                true,
                Optional.of(new Node("1", "Node", Optional.of(zone), Optional.empty())),
                plain.addresses(),
                plain.snmpPorts(),
                plain.links());
    }

    @Test
    void twoByTheBalancedPolicyWhereNothingIsSet() {
        RedundancyRules rules = RedundancyRules.of(NetworkSettings.defaults());
        assertThat(rules.policy()).isEqualTo("balanced");
        assertThat(rules.everywhere()).isEqualTo(new Range(2, 4));
        assertThat(rules.of(Devices.device(1, true))).isEqualTo(new Range(2, 4));
    }

    @Test
    void theDeviceThenTheNearestZoneThenTheRest() {
        RedundancyRules rules = RedundancyRules.of(settings(Map.of(
                "policy", "near",
                "redundancy", "1-2",
                "redundancy-zones", "guifi:The_City=3 guifi:3=4-5 other:3=9",
                "redundancy-devices", "guifi:7=5-5 manual:8=6")));
        assertThat(rules.policy()).isEqualTo("near");
        assertThat(rules.of(device(7, QUARTER))).isEqualTo(new Range(5, 5));
        assertThat(rules.of(device(8, QUARTER))).isEqualTo(new Range(4, 5));
        assertThat(rules.of(device(8, CITY))).isEqualTo(new Range(3, 5));
        assertThat(rules.of(Devices.device(8, true))).isEqualTo(new Range(1, 2));
    }

    @Test
    void whatAnotherReleaseWroteHasItsDefaultAndTheRestCounts() {
        RedundancyRules rules = RedundancyRules.of(settings(Map.of(
                "policy", "by the moon",
                "redundancy", "2 by day",
                "redundancy-zones", "guifi:3=many guifi:2=3",
                "redundancy-devices", "7=4 guifi:8=1")));
        assertThat(rules.policy()).isEqualTo("balanced");
        assertThat(rules.everywhere()).isEqualTo(new Range(2, 4));
        assertThat(rules.of(device(7, QUARTER))).isEqualTo(new Range(3, 5));
        assertThat(rules.of(device(8, QUARTER))).isEqualTo(new Range(1, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy | Balanced | the name of a policy is expected",
                "policy | two words | the name of a policy is expected",
                "redundancy | two | a number of monitors is expected",
                "redundancy | 0 | 1 to 20 monitors are expected",
                "redundancy | 21 | 1 to 20 monitors are expected",
                "redundancy | 3-2 | the most may be 3 to 5",
                "redundancy | 2-5 | the most may be 2 to 4",
                "redundancy-zones | guifi:1=2 guifi:2 | \"guifi:2\": NAME=NUMBER is expected",
                "redundancy-zones | 2=3 | the source and the zone are expected",
                "redundancy-devices | guifi:1=x | a number of monitors is expected",
                "redundancy-devices | 1=2 | \"1\" is no device"
            })
    void whatIsWrongIsNamedBeforeItIsSigned(String name, String value, String problem) {
        AssignmentRule rule = new AssignmentRule();
        assertThat(rule.names()).contains(name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.check(settings(Map.of(name, value))))
                .withMessageStartingWith(name + " has \"")
                .withMessageContaining(problem);
    }

    @Test
    void whatIsRightPasses() {
        assertThatCode(() -> new AssignmentRule()
                        .check(settings(Map.of(
                                "policy", "not-here-yet",
                                "redundancy", "2-4",
                                "redundancy-zones", "",
                                "redundancy-devices", " guifi:1=2  guifi:2=3-4 "))))
                .doesNotThrowAnyException();
    }
}
