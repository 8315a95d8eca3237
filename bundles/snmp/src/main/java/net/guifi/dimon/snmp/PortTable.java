// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.inventory.SnmpPort;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** Makes interfaces of the rows of ifTable and ifXTable. */
final class PortTable {
    /** ifSpeed when the true speed does not fit. */
    private static final long SATURATED = 0xFFFFFFFFL;

    private static final long MEGABIT = 1_000_000;

    private final List<SnmpPort> wanted;
    private final boolean all;
    private final List<String> problems = new ArrayList<>();

    /** What is measured: the wanted ones; all that are in use when there are none and all are to be. */
    PortTable(List<SnmpPort> wanted, boolean all) {
        this.wanted = wanted;
        this.all = all && wanted.isEmpty();
    }

    /** What is wrong with the tables, for a person. */
    List<String> problems() {
        return problems;
    }

    /** The interfaces by index. */
    List<Port> ports(Walk.Table table, Walk.Table extension) {
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        table.rows().forEach((index, columns) -> {
            if (columns.get(Mib.IF_INDEX) instanceof Integer32 told && told.getValue() != index) {
                problem("the row of interface " + index + " says that it is of " + told.getValue()
                        + ": two interfaces have one index");
            }
            Row row = new Row(index, columns, extension.rows().getOrDefault(index, Map.of()));
            rows.add(row);
            names.merge(row.name, 1, Integer::sum);
        });
        Map<Integer, String> keys = keys(rows);
        boolean trusted = table.problem() == null;
        List<Port> ports = new ArrayList<>();
        Set<String> instances = new HashSet<>();
        for (Row row : rows) {
            boolean measured = keys.containsKey(row.index) || all && trusted && row.isInUse();
            boolean isNamed = names.get(row.name) == 1 && !row.name.isEmpty();
            String instance = isNamed ? row.name : row.name + '#' + row.index;
            while (!instances.add(instance)) {
                instance += "#" + row.index;
            }
            ports.add(new Port(row.shown(instance, Optional.ofNullable(keys.get(row.index)), measured), row.wide));
        }
        return ports;
    }

    private void problem(String problem) {
        if (problems.isEmpty()) {
            problems.add(problem);
        }
    }

    /** Keys of the wanted ports by the index that each was found to have. */
    private Map<Integer, String> keys(List<Row> rows) {
        Map<Integer, String> keys = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (SnmpPort port : wanted) {
            OptionalInt index = find(port, rows);
            if (index.isPresent()) {
                keys.putIfAbsent(index.getAsInt(), port.key());
            } else {
                missing.add(port.name()
                        .map(name -> '"' + name + '"')
                        .orElseGet(() -> "#" + port.index().orElse(0)));
            }
        }
        if (!missing.isEmpty()) {
            problem("the device has no interface " + Words.list(missing) + ", which the inventory names");
        }
        return keys;
    }

    private static OptionalInt find(SnmpPort port, List<Row> rows) {
        if (port.name().isPresent()) {
            String name = port.name().get().strip();
            List<Row> found = rows.stream().filter(row -> row.name.equals(name)).toList();
            if (found.isEmpty()) {
                found = rows.stream()
                        .filter(row -> row.description.equals(name))
                        .toList();
            }
            for (Row row : found) {
                if (port.index().isPresent() && port.index().getAsInt() == row.index) {
                    return port.index();
                }
            }
            if (!found.isEmpty()) {
                return OptionalInt.of(found.get(0).index);
            }
        }
        return port.index().isPresent()
                        && rows.stream()
                                .anyMatch(row -> row.index == port.index().getAsInt())
                ? port.index()
                : OptionalInt.empty();
    }

    /** A row of both tables. */
    private static final class Row {
        final int index;
        final String name;
        final String description;
        final boolean wide;
        private final Map<OID, Variable> table;
        private final Map<OID, Variable> extension;

        Row(int index, Map<OID, Variable> table, Map<OID, Variable> extension) {
            this.index = index;
            this.table = table;
            this.extension = extension;
            description = Words.of(table.get(Mib.IF_DESCR));
            String ifName = Words.of(extension.get(Mib.IF_NAME));
            name = ifName.isEmpty() ? description : ifName;
            wide = extension.get(Mib.IF_HC_IN_OCTETS) instanceof Counter64
                    && extension.get(Mib.IF_HC_OUT_OCTETS) instanceof Counter64
                    && !isStandingStill();
        }

        /** Some agents have 64-bit counters that stay zero, beside 32-bit ones that count. */
        private boolean isStandingStill() {
            return extension.get(Mib.IF_HC_IN_OCTETS).toLong() == 0
                    && extension.get(Mib.IF_HC_OUT_OCTETS).toLong() == 0
                    && number(table.get(Mib.IF_IN_OCTETS)) > 0;
        }

        private Interface.Status status(OID column) {
            return table.get(column) instanceof Integer32 number
                    ? Interface.Status.of(number.getValue())
                    : Interface.Status.UNKNOWN;
        }

        private int type() {
            return table.get(Mib.IF_TYPE) instanceof Integer32 number ? number.getValue() : 0;
        }

        boolean isInUse() {
            return status(Mib.IF_ADMIN_STATUS) == Interface.Status.UP && type() != Mib.SOFTWARE_LOOPBACK;
        }

        private OptionalLong speed() {
            long speed = number(table.get(Mib.IF_SPEED));
            long megabits = number(extension.get(Mib.IF_HIGH_SPEED));
            if ((speed == 0 || speed == SATURATED) && megabits > 0) {
                speed = megabits * MEGABIT;
            }
            return speed > 0 && speed != SATURATED ? OptionalLong.of(speed) : OptionalLong.empty();
        }

        private static long number(Variable value) {
            return value instanceof UnsignedInteger32 number ? number.getValue() : 0;
        }

        Interface shown(String instance, Optional<String> key, boolean measured) {
            return new Interface(
                    index,
                    instance,
                    key,
                    name,
                    description,
                    Words.of(extension.get(Mib.IF_ALIAS)),
                    type(),
                    speed(),
                    status(Mib.IF_ADMIN_STATUS),
                    status(Mib.IF_OPER_STATUS),
                    measured);
        }
    }
}
