// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * How a device is, and why that is said.
 *
 * @param device the device
 * @param state its state
 * @param since when the state began: the time of the first sample that speaks for it
 * @param reason why, in words: such as {@code 3 of 3 lost}
 * @param lastSample when it was last asked
 * @param lastAnswer when it was last asked and answered
 * @param rtt the last round-trip time
 * @param loss share of the recent samples that were lost, 0 to 1; empty without samples
 */
public record DeviceHealth(
        DeviceId device,
        DeviceState state,
        Instant since,
        String reason,
        Optional<Instant> lastSample,
        Optional<Instant> lastAnswer,
        Optional<Duration> rtt,
        Optional<Double> loss) {}
