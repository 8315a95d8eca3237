// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import java.time.Duration;

/**
 * A monitor of the network, as this one sees it.
 *
 * @param id fingerprint of its public key
 * @param self whether it is this monitor itself
 * @param admitted whether it belongs to the network; otherwise it waits for being admitted, and what it says about
 *     devices does not count
 * @param silence for how long it could have been heard and was not, since it was heard last or since this monitor
 *     started: time of this monitor's own monotonic clock, counted only while the store was known to be working
 * @param heartbeat how often it should be heard
 * @param clockSynchronised whether it says that its clock is right
 */
public record Member(
        String id, boolean self, boolean admitted, Duration silence, Duration heartbeat, boolean clockSynchronised) {}
