// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.discovery;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Another monitor that was found. All of it is what somebody said, whom nobody has checked: it has the right shape and
 * length, and no more than that is known.
 *
 * @param id the monitor's id, 32 lower-case hexadecimal digits
 * @param name what it calls itself: at most 63 printable characters, which still have to be escaped where they are shown
 * @param network id of its network, 32 lower-case hexadecimal digits
 * @param version release it runs, at most 32 of {@code A-Z a-z 0-9 . + ~ -}
 * @param address where it was found
 * @param api base address of its HTTP API
 * @param httpsPort port of its console, where that is on HTTPS
 * @param role where it shares what it knows
 * @param storePort port of the AntidoteDB it offers at {@code address}; there for {@link StoreRole#OFFERS} alone
 * @param channels names of the channels that tell of it, such as {@code mDNS} and {@code Serf}
 * @param seen when one of them told so last
 * @param distance how long a connection to its store took; empty where none was tried
 * @param objection why this monitor will not connect to it, for people, such as that its address is not within the
 *     networks allowed; empty when it would
 */
public record Found(
        String id,
        String name,
        Optional<String> network,
        Optional<String> version,
        InetAddress address,
        URI api,
        OptionalInt httpsPort,
        StoreRole role,
        OptionalInt storePort,
        SortedSet<String> channels,
        Instant seen,
        Optional<Duration> distance,
        Optional<String> objection) {
    /** Takes an immutable copy of the set. */
    public Found {
        channels = Collections.unmodifiableSortedSet(new TreeSet<>(channels));
    }
}
