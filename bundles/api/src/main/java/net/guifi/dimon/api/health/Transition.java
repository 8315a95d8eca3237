// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

import java.time.Instant;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * A change of a device's state.
 *
 * @param device the device
 * @param from the state before
 * @param to the state after
 * @param at when it began: the time of the first sample that speaks for the new state
 * @param reason why, in words
 */
public record Transition(DeviceId device, DeviceState from, DeviceState to, Instant at, String reason) {}
