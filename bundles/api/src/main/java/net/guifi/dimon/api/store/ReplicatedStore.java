// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store that all monitors of a network share. It is local first: what is put is on this monitor's disk when the
 * call returns, what is read comes from this monitor's disk, and nothing here waits for another machine. What others
 * own comes by itself, whenever a {@link StorageAdapter} is there: each value whole, signed by its owner, and never an
 * older one after a newer one.
 *
 * <p>Every entry has one writer, the monitor that owns it.
 */
@ProviderType
public interface ReplicatedStore {
    /** The most octets of a value. */
    int MAX_VALUE = 256 << 10;

    /** The most octets of a note. */
    int MAX_NOTE = 64;

    /**
     * The id of this monitor. It changes when the monitor finds that another one uses the same key.
     *
     * @return fingerprint of its Ed25519 public key, in lower-case hexadecimal digits
     */
    String monitorId();

    /**
     * The id of the network. Entries of different networks never meet.
     *
     * @return lower-case hexadecimal digits
     */
    String networkId();

    /**
     * Does several things at once: others see all of them or none.
     *
     * @param writes what to do, in this order
     * @throws IllegalArgumentException when a name has another shape or a value is too long; nothing is done then
     * @throws StoreException when the disk refuses it
     */
    void apply(List<Write> writes);

    /**
     * Writes an entry of this monitor that goes everywhere.
     *
     * @param name name of the entry, such as {@code watch}; 1 to 200 of {@code A-Z a-z 0-9 . _ / : -}
     * @param value the value; must not be changed any more
     * @throws IllegalArgumentException when the name has another shape or the value is too long
     * @throws StoreException when the disk refuses it
     */
    default void put(String name, byte[] value) {
        apply(List.of(new Write.Put(name, value, Reach.EVERYWHERE)));
    }

    /**
     * Removes an entry of this monitor. Nothing happens when there is none.
     *
     * @param name name of the entry
     * @throws StoreException when the disk refuses it
     */
    default void remove(String name) {
        apply(List.of(new Write.Remove(name)));
    }

    /**
     * Reads an entry from this monitor's disk.
     *
     * @param owner id of the monitor that owns it
     * @param name name of the entry
     * @return the newest value that has come here
     */
    Optional<byte[]> get(String owner, String name);

    /**
     * Reads an entry, from where the monitors share them when it is not on this monitor's disk.
     *
     * @param owner id of the monitor that owns it
     * @param name name of the entry
     * @return completed with the value, or empty when the owner has no such entry or it cannot be had now
     */
    CompletableFuture<Optional<byte[]>> fetch(String owner, String name);

    /**
     * The monitors that own an entry.
     *
     * @param name name of the entry
     * @return ids, in order
     */
    List<String> owners(String name);

    /**
     * What a monitor owns, whether its values are here or not.
     *
     * @param owner id of the monitor
     * @return names of its entries
     */
    SortedSet<String> names(String owner);

    /**
     * The newest note of a monitor that has come here.
     *
     * @param owner id of the monitor
     * @return its note; empty when it has none
     */
    Optional<byte[]> note(String owner);

    /**
     * How this monitor gets on with those that it shares the store with.
     *
     * @return the state at this moment
     */
    StoreStatus status();
}
