// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * What several monitors say of one device, as one.
 *
 * @param names what the monitors are called
 * @param young whether one of them found out just now what it says: others may not have found it yet
 */
record Merging(Names names, boolean young) {
    private static final int NAMED = 4;

    /** How a device is that this monitor does not watch. */
    DeviceView view(DeviceId device, List<Observation> observations) {
        Sum sum = sum(observations);
        DeviceHealth health = new DeviceHealth(
                device,
                sum.state,
                sum.since(),
                reason(sum),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new DeviceView(health, observations, sum.agreement);
    }

    /**
     * How a device is that this monitor watches.
     *
     * @param remark what is to be said besides when it fails here
     */
    DeviceView view(DeviceHealth own, Observation ownObservation, List<Observation> others, Optional<String> remark) {
        List<Observation> observations = new ArrayList<>(others.size() + 1);
        observations.add(ownObservation);
        observations.addAll(others);
        Sum sum = sum(observations);
        String reason = reason(sum);
        Instant since = sum.since();
        boolean speaks = ownObservation.counts() || sum.agreement == Agreement.NONE;
        if (speaks && own.state() == sum.state && !sum.differ) {
            since = own.since();
            reason = own.reason();
        }
        if (remark.isPresent() && !Sighting.reaches(own.state())) {
            reason = reason + "; " + remark.get();
        }
        DeviceHealth health = new DeviceHealth(
                own.device(), sum.state, since, reason, own.lastSample(), own.lastAnswer(), own.rtt(), own.loss());
        return new DeviceView(health, observations, sum.agreement);
    }

    private Sum sum(List<Observation> all) {
        int up = 0;
        int degraded = 0;
        int unreachable = 0;
        int down = 0;
        for (Observation each : all) {
            if (each.counts()) {
                switch (each.state()) {
                    case UP -> up++;
                    case DEGRADED -> degraded++;
                    case UNREACHABLE -> unreachable++;
                    default -> down++;
                }
            }
        }
        int reach = up + degraded;
        int fail = down + unreachable;
        boolean differ = reach > 0 && fail > 0;
        if (differ && !young) {
            return new Sum(all, DeviceState.DEGRADED, Agreement.DISPUTED, true);
        }
        if (reach > 0) {
            return new Sum(all, up > 0 ? DeviceState.UP : DeviceState.DEGRADED, agreement(reach), differ);
        }
        if (fail > 0) {
            return new Sum(all, down > 0 ? DeviceState.DOWN : DeviceState.UNREACHABLE, agreement(fail), false);
        }
        return new Sum(all, DeviceState.UNKNOWN, Agreement.NONE, false);
    }

    private static Agreement agreement(int number) {
        return number > 1 ? Agreement.AGREED : Agreement.SINGLE;
    }

    private String reason(Sum sum) {
        if (sum.differ) {
            return "answers " + names(sum, each -> Sighting.reaches(each.state())) + ", but not "
                    + names(sum, each -> Sighting.fails(each.state())) + (young ? ", as of a moment ago" : "");
        }
        return switch (sum.state) {
            case UP -> "answers " + names(sum, each -> each.state() == sum.state);
            case DEGRADED -> "answers " + names(sum, each -> each.state() == sum.state) + " badly";
            case UNKNOWN -> "no monitor that counts knows it";
            default -> "does not answer " + names(sum, each -> Sighting.fails(each.state()));
        };
    }

    private String names(Sum sum, Predicate<Observation> which) {
        List<String> all = sum.all.stream()
                .filter(each -> each.counts() && which.test(each))
                .map(each -> names.of(each.monitor()))
                .toList();
        String first = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return all.size() <= NAMED ? first : first + " and " + (all.size() - NAMED) + " more";
    }

    /**
     * Those that count, by what they say.
     *
     * @param differ whether some reach it and others do not
     */
    private record Sum(List<Observation> all, DeviceState state, Agreement agreement, boolean differ) {
        /** What the first one tells that says so: clocks of different monitors are not compared. */
        Instant since() {
            for (Observation each : all) {
                if (each.counts() && (each.state() == state || agreement == Agreement.DISPUTED)) {
                    return each.since();
                }
            }
            return all.isEmpty() ? Instant.EPOCH : all.get(0).since();
        }
    }
}
