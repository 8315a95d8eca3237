// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.discovery;

import java.util.Optional;

/**
 * One way on which monitors announce and find each other.
 *
 * @param name what people call it: {@code mDNS}, {@code Serf} or {@code avahi-ps}
 * @param state how it goes
 * @param announced whether this monitor is announced on it now, as far as is known
 * @param found how many other monitors it tells of
 * @param problem what is wrong, and how to mend it, for people
 */
public record Channel(String name, State state, boolean announced, int found, Optional<String> problem) {
    /** How a channel goes. */
    public enum State {
        /** There is none on this host, which is no fault. */
        ABSENT,
        /** It works. */
        WORKING,
        /** It is there and does not do what it should. */
        FAILING
    }
}
