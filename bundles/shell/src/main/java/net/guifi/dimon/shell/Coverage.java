// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;

/** How the devices of the network are watched, in a line. */
final class Coverage {
    private Coverage() {}

    static String line(Assignments assignments, Optional<Network> network) {
        AssignmentStatus status = assignments.status();
        List<MonitorStatus> monitors = assignments.monitors();
        long alive = alive(monitors);
        return Words.count(alive, "monitor") + ", " + devices(status, alive, monitors.size(), exceptions(network))
                + (status.settled() ? "" : "; a hand-over goes on");
    }

    /** Whether there is but one monitor that works, which watches all. */
    static boolean isByOneAlone(Assignments assignments) {
        AssignmentStatus status = assignments.status();
        return status.below() == status.devices() && status.unwatched() == 0 && alive(assignments.monitors()) == 1;
    }

    private static long alive(List<MonitorStatus> monitors) {
        return monitors.stream().filter(MonitorStatus::alive).count();
    }

    private static String devices(AssignmentStatus status, long alive, int known, boolean exceptions) {
        String all = Words.count(status.devices(), "device");
        String wanted = status.redundancy() + (exceptions ? " or what is set for it" : "");
        if (status.devices() == 0) {
            return "no device to be watched";
        }
        if (status.below() == 0) {
            return all + ", each watched by " + wanted;
        }
        if (known == 1 && status.unwatched() == 0) {
            return all + ", all watched by this one, which is alone; once there are more, each gets " + wanted;
        }
        if (alive == 1 && status.unwatched() == 0) {
            return all + ", each watched by that one alone: " + wanted + " should, and another monitor is missing";
        }
        return all + ": " + status.below() + (status.below() == 1 ? " has" : " have") + " fewer than " + wanted
                + (status.unwatched() == 0 ? "" : ", " + status.unwatched() + " of them none");
    }

    private static boolean exceptions(Optional<Network> network) {
        return network.map(Network::settings)
                .filter(settings -> settings.value(NetworkSettings.REDUNDANCY_ZONES)
                                .isPresent()
                        || settings.value(NetworkSettings.REDUNDANCY_DEVICES).isPresent())
                .isPresent();
    }
}
