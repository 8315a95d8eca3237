// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.util.Collection;
import net.guifi.dimon.demo.Network.Device;

/** The place on this host where the devices answer, or do not. */
interface Host extends AutoCloseable {
    /** The network, with the addresses that it has here. */
    Network network();

    /** Whether devices can be taken down here; {@link #explanation} says why not. */
    boolean canSilence();

    boolean canLose();

    /** What a person should know about this place, in one sentence. */
    String explanation();

    /** Takes the calling thread there: the sockets that it opens have the addresses of the devices. */
    void enter() throws IOException;

    /** Makes exactly these devices silent, and exactly these lose some of what is sent to them. */
    void apply(Collection<Device> silent, Collection<Device> lossy) throws IOException;

    @Override
    void close() throws IOException;
}
