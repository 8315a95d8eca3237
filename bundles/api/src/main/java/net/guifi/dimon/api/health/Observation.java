// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

import java.time.Instant;

/**
 * How one monitor sees a device.
 *
 * @param monitor id of the monitor
 * @param state the state of the device there
 * @param since when that began, by that monitor's clock
 * @param reached whether that monitor has ever had an answer from it
 * @param counts whether what it says counts: the monitor is alive and not isolated, and knows something
 */
public record Observation(String monitor, DeviceState state, Instant since, boolean reached, boolean counts) {}
