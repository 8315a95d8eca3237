// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;

/** What several monitors say of one device, as one. */
final class Merging {
    private static final int SHORT = 6;
    private static final int NAMED = 4;

    private Merging() {}

    /** How a device is that this monitor does not watch. */
    static DeviceView view(DeviceId device, List<Observation> observations) {
        Sum sum = Sum.of(observations);
        DeviceHealth health = new DeviceHealth(
                device,
                sum.state,
                sum.since(),
                sum.reason(),
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
    static DeviceView view(
            DeviceHealth own, Observation ownObservation, List<Observation> others, Optional<String> remark) {
        List<Observation> observations = new ArrayList<>(others.size() + 1);
        observations.add(ownObservation);
        observations.addAll(others);
        Sum sum = Sum.of(observations);
        String reason = sum.reason();
        Instant since = sum.since();
        boolean speaks = ownObservation.counts() || sum.agreement == Agreement.NONE;
        if (speaks && own.state() == sum.state && sum.agreement != Agreement.DISPUTED) {
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

    /** Those that count, by what they say. */
    private record Sum(List<Observation> all, DeviceState state, Agreement agreement) {
        static Sum of(List<Observation> all) {
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
            if (reach > 0 && fail > 0) {
                return new Sum(all, DeviceState.DEGRADED, Agreement.DISPUTED);
            }
            Agreement agreement = reach + fail > 1 ? Agreement.AGREED : Agreement.SINGLE;
            if (reach > 0) {
                return new Sum(all, up > 0 ? DeviceState.UP : DeviceState.DEGRADED, agreement);
            }
            if (fail > 0) {
                return new Sum(all, down > 0 ? DeviceState.DOWN : DeviceState.UNREACHABLE, agreement);
            }
            return new Sum(all, DeviceState.UNKNOWN, Agreement.NONE);
        }

        /** What the first one tells that says so: clocks of different monitors are not compared. */
        Instant since() {
            for (Observation each : all) {
                if (each.counts() && (each.state() == state || agreement == Agreement.DISPUTED)) {
                    return each.since();
                }
            }
            return all.isEmpty() ? Instant.EPOCH : all.get(0).since();
        }

        String reason() {
            if (agreement == Agreement.DISPUTED) {
                return "answers " + names(each -> Sighting.reaches(each.state())) + ", but not "
                        + names(each -> Sighting.fails(each.state()));
            }
            return switch (state) {
                case UP -> "answers " + names(each -> each.state() == state);
                case DEGRADED -> "answers " + names(each -> each.state() == state) + " badly";
                case UNKNOWN -> "no monitor that counts knows it";
                default -> "does not answer " + names(each -> Sighting.fails(each.state()));
            };
        }

        private String names(Predicate<Observation> which) {
            StringBuilder names = new StringBuilder();
            int named = 0;
            int more = 0;
            for (Observation each : all) {
                if (each.counts() && which.test(each)) {
                    if (named == NAMED) {
                        more++;
                    } else {
                        names.append(named++ == 0 ? "" : ", ")
                                .append(
                                        each.monitor(),
                                        0,
                                        Math.min(SHORT, each.monitor().length()));
                    }
                }
            }
            return more == 0
                    ? names.toString()
                    : names.append(" and ").append(more).append(" more").toString();
        }
    }
}
