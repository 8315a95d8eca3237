// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;

/** What this monitor watches, with what its monotonic clock tells of it. For one thread. */
final class OwnDevices {
    /** Within which time a device that is watched has been asked several times. */
    static final Duration TRIAL = Duration.ofMinutes(2);

    private Map<DeviceId, Own> devices = new HashMap<>();

    /** A device, as it was when it was looked at last. */
    static final class Own {
        private final DeviceId device;
        private final long listed;
        private DeviceState state;
        private long since;
        private boolean reached;
        private boolean answered;
        private long answeredAt;
        private boolean overdue;

        private Own(DeviceId device, long nanos) {
            this.device = device;
            this.listed = nanos;
        }

        private void look(DeviceHealth health, long nanos) {
            state = health.state();
            since = health.since().getEpochSecond();
            reached = health.lastAnswer().isPresent();
            if (Sighting.reaches(state)) {
                answered = true;
                answeredAt = nanos;
            }
            overdue = nanos - (answered ? answeredAt : listed) >= TRIAL.toNanos();
        }

        DeviceId device() {
            return device;
        }

        boolean reaches() {
            return Sighting.reaches(state);
        }

        /** Whether it does not answer this monitor; or cannot be asked, or is not, for long. */
        boolean fails() {
            return Sighting.fails(state) || state == DeviceState.UNKNOWN && overdue;
        }

        /** Whether it answered this monitor some minutes ago. */
        boolean reachedLately() {
            return answered && !overdue;
        }

        /** Whether it stopped answering in the last minutes. */
        boolean lostLately() {
            return reachedLately() && (Sighting.fails(state) || state == DeviceState.UNKNOWN);
        }

        boolean neverReached() {
            return !reached;
        }

        Sighting sighting() {
            return new Sighting(device, state, since, reached, reached || Sighting.fails(state) || overdue);
        }
    }

    void look(Collection<DeviceHealth> health, long nanos) {
        Map<DeviceId, Own> present = new HashMap<>(health.size() * 4 / 3 + 1);
        for (DeviceHealth each : health) {
            Own own = devices.get(each.device());
            if (own == null) {
                own = new Own(each.device(), nanos);
            }
            own.look(each, nanos);
            present.put(each.device(), own);
        }
        devices = present;
    }

    Collection<Own> all() {
        return devices.values();
    }

    boolean contains(DeviceId device) {
        return devices.containsKey(device);
    }

    boolean reaches(DeviceId device) {
        Own own = devices.get(device);
        return own != null && own.reaches();
    }
}
