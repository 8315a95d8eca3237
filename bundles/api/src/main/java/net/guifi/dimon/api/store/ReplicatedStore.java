// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store that all monitors of a network share. It is local first: what is put is on this monitor's disk when the
 * call returns, what is read comes from this monitor's disk, and nothing here waits for another machine.
 *
 * <p>Every entry has one writer, the monitor that owns it.
 */
@ProviderType
public interface ReplicatedStore {
    /**
     * The id of this monitor.
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
     * Writes an entry of this monitor.
     *
     * @param name name of the entry, such as {@code watch}; 1 to 200 of {@code A-Z a-z 0-9 . _ / : -}
     * @param value the value; a copy is kept
     * @throws IllegalArgumentException when the name has another shape
     * @throws StoreException when the disk refuses it
     */
    void put(String name, byte[] value);

    /**
     * Removes an entry of this monitor. Nothing happens when there is none.
     *
     * @param name name of the entry
     * @throws StoreException when the disk refuses it
     */
    void remove(String name);

    /**
     * Reads an entry.
     *
     * @param owner id of the monitor that owns it
     * @param name name of the entry
     * @return the newest value that has come here
     */
    Optional<byte[]> get(String owner, String name);

    /**
     * The monitors that own an entry.
     *
     * @param name name of the entry
     * @return ids, in order
     */
    List<String> owners(String name);
}
