// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.List;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import org.apache.felix.hc.api.FormattingResultLog;

/** What the health check says of the assignment, as the page and the commands do. */
final class Diagnosis {
    private Diagnosis() {}

    /**
     * Tells it.
     *
     * @param watching how many devices this monitor watches
     */
    static void tell(FormattingResultLog log, AssignmentStatus status, List<MonitorStatus> monitors, int watching) {
        if (monitors.isEmpty()) {
            status.problems().forEach(problem -> log.info("{}", problem));
            return;
        }
        if (status.below() == 0) {
            log.info("Watching {} of {} devices; none has fewer monitors than it should.", watching, status.devices());
        } else if (monitors.size() == 1 && status.unwatched() == 0) {
            // No fault: it has never had company.
            log.info(
                    "This monitor is alone and watches all {} devices; once there are more monitors, each device gets {}{}:"
                            + " how another one joins is told in docs/network.md.",
                    status.devices(),
                    status.redundancy(),
                    status.below() == status.devices() ? "" : ", or what is set for it");
        } else {
            log.warn(
                    "Watching {} of {} devices; {} have fewer monitors than they should, {} of them none.",
                    watching,
                    status.devices(),
                    status.below(),
                    status.unwatched());
        }
        List<MonitorStatus> silent = monitors.stream()
                .filter(monitor -> monitor.standing() == Standing.SILENT)
                .toList();
        if (!silent.isEmpty()) {
            log.warn(
                    "Not heard any more: {}. Others watch their devices. Start them again; for one that is gone for good:"
                            + " dimon dismiss {}.",
                    silent.stream().map(each -> each.monitor().name()).collect(Collectors.joining(", ")),
                    silent.get(0).monitor().id());
        }
        status.problems().forEach(problem -> log.warn("{}", problem));
    }
}
