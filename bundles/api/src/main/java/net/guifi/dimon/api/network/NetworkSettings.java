// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings that all monitors of a network compute from: one document, signed with the network's key. Settings
 * that this release does not know are kept as they are.
 *
 * @param version counts the changes; 0 for the settings of a network that nobody has changed
 * @param values the settings that differ from their defaults, by name
 */
public record NetworkSettings(long version, SortedMap<String, String> values) {
    /** Who may join: {@code approved}, only the monitors in {@link #ADMITTED}; or {@code open}, everybody. */
    public static final String ADMISSION = "admission";

    /** The ids of the monitors that belong to the network, separated by spaces. */
    public static final String ADMITTED = "admitted";

    /** How often a monitor shows that it is alive, in a network of up to 20: an ISO-8601 duration. */
    public static final String HEARTBEAT = "heartbeat";

    /** Counts the stores that the network has moved to: a number from 0. Entries of other generations are not read. */
    public static final String GENERATION = "generation";

    /** The name of the policy that decides who watches what. */
    public static final String POLICY = "policy";

    /**
     * How many monitors each device should have: a number from 1; or least and most, {@code 2-4}, of which the most is
     * for devices that some of their monitors do not reach.
     */
    public static final String REDUNDANCY = "redundancy";

    /** The same for zones, each with those in it: {@code SOURCE:ZONE=NUMBER}, separated by spaces. */
    public static final String REDUNDANCY_ZONES = "redundancy-zones";

    /** The same for devices: {@code SOURCE:ID=NUMBER}, separated by spaces. */
    public static final String REDUNDANCY_DEVICES = "redundancy-devices";

    private static final NetworkSettings DEFAULTS = new NetworkSettings(0, Collections.emptySortedMap());

    /** Takes an immutable copy of the values. */
    public NetworkSettings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * The settings of a network that nobody has changed.
     *
     * @return version 0, without values
     */
    public static NetworkSettings defaults() {
        return DEFAULTS;
    }

    /**
     * One setting as it was written.
     *
     * @param name its name
     * @return its value; empty when it was not set
     */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * The ids in {@link #ADMITTED}.
     *
     * @return a new set, in order
     */
    public SortedSet<String> admitted() {
        SortedSet<String> ids =
                new TreeSet<>(List.of(value(ADMITTED).orElse("").trim().split("\\s+")));
        ids.remove("");
        return ids;
    }
}
