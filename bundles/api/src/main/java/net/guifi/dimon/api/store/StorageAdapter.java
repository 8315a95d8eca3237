// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that carries values to and from one engine that several monitors share. It has registers, of
 * which the last write wins, and sets of words, of which an addition wins over a removal at the same time. It does not
 * have to be reliable: values may be lost, late, or old, and an emptied engine may answer as if nothing was wrong. The
 * monitor that uses it checks, repeats and repairs.
 *
 * <p>Keys are 1 to 200 of {@code A-Z a-z 0-9 . _ -}, in parts separated by {@code /}; no part is empty or begins with
 * a dot. Values have 1 octet or more. Words are 1 to 100 of {@code A-Z a-z 0-9 . _ -} and do not begin with a dot.
 *
 * <p>Calls come one after another from one thread and may take their time, but within a limit: no call lasts longer
 * than a minute. After a {@link StorageException} the next call tries anew; how long to wait until then is the
 * caller's decision.
 */
@ConsumerType
public interface StorageAdapter {
    /**
     * A service property, optional: the servers of the engine, a {@code String[]} of {@code HOST:PORT} each. Where one of
     * them is this host itself, other monitors can be told of it.
     */
    String HOSTS = "hosts";

    /**
     * What people call the engine, such as {@code AntidoteDB at 10.0.0.1:8087}.
     *
     * @return a short text
     */
    String name();

    /**
     * Reads registers, as far as the engine can at one moment.
     *
     * @param keys their keys
     * @return their values in the same order; empty for one that was never written or is not there, as an engine that
     *     lost something answers too. A value that the engine has but that is not to be had, such as one too long, is
     *     empty too
     * @throws StorageException when the engine did not answer
     */
    List<Optional<byte[]>> read(List<String> keys) throws StorageException;

    /**
     * Reads a set.
     *
     * @param key its key
     * @return its words; empty for one that was never written
     * @throws StorageException when the engine did not answer
     */
    Set<String> members(String key) throws StorageException;

    /**
     * Does several things, in this order as far as the order can be seen, and at once where the engine can.
     *
     * @param changes what to do
     * @throws StorageException when the engine refused or did not answer: all, some or none of it may have been done
     */
    void update(List<Change> changes) throws StorageException;

    /**
     * What an operator should know of the engine although it answers, such as that two servers no longer hear each
     * other.
     *
     * @return sentences for people, none when all is well
     */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * Estimates what an update costs for good.
     *
     * @param changes what is to be done
     * @return octets that the engine's log or folder grows by
     */
    long cost(List<Change> changes);

    /** One thing to be done. */
    sealed interface Change {
        /**
         * The register or set.
         *
         * @return its key
         */
        String key();

        /**
         * Writes a register.
         *
         * @param key its key
         * @param value the value
         */
        record Assign(String key, byte[] value) implements Change {}

        /**
         * Adds a word to a set.
         *
         * @param key the set's key
         * @param word the word
         */
        record Add(String key, String word) implements Change {}

        /**
         * Removes a word from a set.
         *
         * @param key the set's key
         * @param word the word
         */
        record Remove(String key, String word) implements Change {}
    }
}
