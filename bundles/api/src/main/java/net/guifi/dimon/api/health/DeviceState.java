// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

/** How a device is. */
public enum DeviceState {
    /** It does not answer. */
    DOWN,
    /** It is not to blame: something before it on the way is down. */
    UNREACHABLE,
    /** It answers, but badly. */
    DEGRADED,
    /** There is no data: nothing can be said. */
    UNKNOWN,
    /** People work on it: what it does is not counted. */
    MAINTENANCE,
    /** It answers. */
    UP
}
