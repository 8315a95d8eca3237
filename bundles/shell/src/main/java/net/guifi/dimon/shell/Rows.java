// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Zone;

/** Devices in a table, the problems first. */
final class Rows {
    /** A device, and how it is where somebody says so. */
    record Row(Device device, Optional<DeviceHealth> health) {
        static final Comparator<Row> PROBLEMS_FIRST = Comparator.comparingInt(Row::urgency)
                .thenComparing(row -> row.device().id());

        Optional<DeviceState> state() {
            return health.map(DeviceHealth::state);
        }

        boolean isProblem() {
            return state().filter(state -> state.compareTo(DeviceState.UNKNOWN) < 0)
                    .isPresent();
        }

        private int urgency() {
            return state().map(DeviceState::ordinal).orElse(DeviceState.values().length);
        }

        boolean mentions(String query) {
            Optional<Node> node = device.node();
            return Stream.of(
                            Stream.of(device.id().toString(), device.title()),
                            device.addresses().stream().map(InetAddress::getHostAddress),
                            node.map(Node::title).stream(),
                            device.zone().map(Zone::title).stream())
                    .flatMap(texts -> texts)
                    .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(query));
        }
    }

    private Rows() {}

    /** All devices, in order of urgency. */
    static List<Row> of(Services services) throws CommandException {
        Stream<Device> devices = services
                .inventory()
                .orElseThrow(CommandException.notRunning("inventory"))
                .inventory()
                .devices()
                .values()
                .stream();
        return devices.map(device -> new Row(device, services.state(device.id())))
                .sorted(Row.PROBLEMS_FIRST)
                .toList();
    }

    static String table(List<Row> rows, Instant now) {
        Table table = new Table("STATE", "DEVICE", "TITLE", "ADDRESS", "RTT", "LOSS", "SINCE", "WHY");
        for (Row row : rows) {
            Optional<DeviceHealth> health = row.health();
            table.row(
                    row.state().map(Words::name).orElse(Words.NOTHING),
                    row.device().id().toString(),
                    Words.orNothing(row.device().title()),
                    row.device().addresses().stream()
                            .findFirst()
                            .map(InetAddress::getHostAddress)
                            .orElse(Words.NOTHING),
                    Words.rtt(health.flatMap(DeviceHealth::rtt)),
                    Words.loss(health.flatMap(DeviceHealth::loss)),
                    health.map(known -> Words.duration(Duration.between(known.since(), now)))
                            .orElse(Words.NOTHING),
                    health.map(DeviceHealth::reason)
                            .orElse(row.device().monitored() ? "nobody tells of it" : "not to be watched"));
        }
        return table.toString();
    }
}
