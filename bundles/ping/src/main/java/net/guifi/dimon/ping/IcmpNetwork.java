// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.io.IOException;

/** Where sockets come from. */
interface IcmpNetwork extends AutoCloseable {
    /**
     * Opens a socket.
     *
     * @throws IOException when that is not possible; the message tells a person why, and how to allow it
     */
    IcmpSocket open(Family family, int receiveBuffer) throws IOException;

    /** Waits until a socket has something, {@link #wake()} is called, or the time is over. */
    void await(long nanos);

    void wake();

    @Override
    void close();
}
