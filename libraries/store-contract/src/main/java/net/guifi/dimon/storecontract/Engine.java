// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import java.io.IOException;
import java.time.Duration;
import net.guifi.dimon.api.store.StorageAdapter;

/**
 * An engine that two monitors share, number 0 and number 1, each by adapters of its own. An adapter's tests implement
 * it, and as many of {@link Breakable}, {@link Emptiable} and {@link Divisible} as they can.
 */
public interface Engine extends AutoCloseable {
    /** An adapter, as long as it is in use. */
    interface Connection extends AutoCloseable {
        /**
         * The adapter.
         *
         * @return the same each time
         */
        StorageAdapter adapter();

        /** Does what happens to the adapter when its component is deactivated. */
        @Override
        void close();
    }

    /** An engine that can be made to fail. */
    interface Breakable extends Engine {
        /** Makes the engine fail at once: what is asked of it is refused. */
        void breakDown();

        /** Makes the engine silent: it neither refuses nor answers. For one that can't it is the same as failing. */
        default void fallSilent() {
            breakDown();
        }

        /** Makes the engine work again, with all it had. */
        void mend();
    }

    /** An engine that can lose everything. */
    interface Emptiable extends Engine {
        /** Empties the engine, in all its parts. It works when this returns. */
        void empty();
    }

    /** An engine of which the part of monitor 0 and the part of monitor 1 can lose each other. */
    interface Divisible extends Engine {
        /** Cuts the parts from each other. Each goes on for its own monitor. */
        void cut();

        /** Joins the parts again. */
        void heal();
    }

    /**
     * Makes a new adapter.
     *
     * @param monitor whose: 0 or 1
     * @return the adapter, which nobody else has
     * @throws Exception when that is not possible, which is a failure of the test
     */
    Connection connect(int monitor) throws Exception;

    /**
     * A generous limit of the time after which one monitor reads what the other one wrote.
     *
     * @return the limit
     */
    default Duration settling() {
        return Duration.ofSeconds(30);
    }

    /** Ends the engine and removes what it left. */
    @Override
    void close() throws IOException;
}
