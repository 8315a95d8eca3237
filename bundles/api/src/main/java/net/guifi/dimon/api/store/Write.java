// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

/** One thing to be done with what this monitor owns. */
public sealed interface Write {
    /**
     * Writes an entry.
     *
     * @param name name of the entry, such as {@code watch}; 1 to 200 of {@code A-Z a-z 0-9 . _ / : -}
     * @param value the value, at most {@link ReplicatedStore#MAX_VALUE} octets; must not be changed any more
     * @param reach how far it goes
     */
    record Put(String name, byte[] value, Reach reach) implements Write {}

    /**
     * Removes an entry. Nothing happens when there is none.
     *
     * @param name name of the entry
     */
    record Remove(String name) implements Write {}

    /**
     * Replaces the note: a few octets that go with each heartbeat, before any entry.
     *
     * @param value at most {@link ReplicatedStore#MAX_NOTE} octets; must not be changed any more
     */
    record Note(byte[] value) implements Write {}
}
