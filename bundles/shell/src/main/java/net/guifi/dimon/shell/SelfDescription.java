// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.SeriesKey;

/** What a device says of itself by SNMP: its system group, its interfaces, and their traffic now. */
final class SelfDescription {
    /** More than the longest period of SNMP, so that each poll is in time. */
    private static final Duration RECENT = Duration.ofMinutes(6);

    private static final Duration FINEST = Duration.ofSeconds(1);
    private static final int BITS = 8;

    private SelfDescription() {}

    static void facts(Table table, Description description) {
        table.row("Asked by", Words.orNothing(description.endpoint()));
        description.problem().ifPresent(problem -> table.row("SNMP problem", problem));
        table.row("SNMP answer", Words.time(description.lastAnswer()));
        description.system().ifPresent(system -> table.row("Calls itself", Words.orNothing(system.name()))
                .row("Is", Words.orNothing(system.description()))
                .row("Location", Words.orNothing(system.location()))
                .row("Contact", Words.orNothing(system.contact()))
                .row("Uptime", Words.duration(system.uptime())));
    }

    static String interfaces(Description description, Optional<Archive> archive, Instant now) {
        if (description.interfaces().isEmpty()) {
            return "";
        }
        Table table = new Table("INTERFACE", "STATUS", "SPEED", "IN", "OUT", "ALIAS");
        for (Interface each : description.interfaces()) {
            table.row(
                    each.instance(),
                    each.admin() == Interface.Status.DOWN ? "disabled" : Words.name(each.oper()),
                    each.speed().isPresent()
                            ? Words.bitsPerSecond(OptionalDouble.of(each.speed().getAsLong()))
                            : Words.NOTHING,
                    rate(Metric.IN_OCTETS, description, each, archive, now),
                    rate(Metric.OUT_OCTETS, description, each, archive, now),
                    each.alias());
        }
        return "\n" + table;
    }

    private static String rate(
            Metric metric, Description description, Interface each, Optional<Archive> archive, Instant now) {
        if (!each.measured() || archive.isEmpty()) {
            return Words.NOTHING;
        }
        SeriesKey series = new SeriesKey(description.device(), metric, each.instance());
        return Words.bitsPerSecond(archive.get().points(series, now.minus(RECENT), now, FINEST).stream()
                .filter(point -> point.lost() < point.count())
                .mapToDouble(Point::mean)
                .map(octets -> octets * BITS)
                .reduce((former, latter) -> latter));
    }
}
