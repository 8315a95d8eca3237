// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

import java.util.List;

/**
 * How a device is, by all monitors that watch it.
 *
 * @param health what it comes to; where this monitor watches the device, the times and figures are its own
 * @param observations one a monitor, this one first, then by id
 * @param agreement whether those that count say the same
 */
public record DeviceView(DeviceHealth health, List<Observation> observations, Agreement agreement) {
    /** Takes an immutable copy of the list. */
    public DeviceView {
        observations = List.copyOf(observations);
    }

    /** Whether monitors say the same of a device. */
    public enum Agreement {
        /** Nobody that counts says anything. */
        NONE,
        /** One does. */
        SINGLE,
        /** Several do, and the same. */
        AGREED,
        /** Some reach it, others do not, and not only for a moment: a fault on a path, or a partition. */
        DISPUTED
    }
}
