// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.nio.ByteBuffer;

/**
 * A socket for echo requests of one family. {@link #send} may be called while another thread reads; {@link #read},
 * {@link #dispatch} and {@link #close} belong to one thread.
 */
interface IcmpSocket extends AutoCloseable {
    /** What waits in a socket. */
    enum Queue {
        REPLIES,
        /** Stamps of sending, and ICMP errors. */
        ERRORS
    }

    /** Takes what was read. Addresses are as in {@link Target}; stamps are wall time in nanoseconds, 0 when missing. */
    interface Handler {
        void reply(long high, long low, ByteBuffer message, int at, int length, long stamp);

        void sent(long cookie, long stamp);

        /** An ICMP error about a request to the address, of which the router quotes the beginning. */
        void error(long high, long low, ByteBuffer quoted, int at, int length, int type, int code);

        /** Packets that the kernel has dropped since it last said so. */
        void overflow(int dropped);
    }

    /** Such as {@code datagram}. */
    String kind();

    /** Whether the kernel stamps what is sent: without, requests must go one by one. */
    boolean stampsSending();

    /** Bytes of receive buffer that the kernel granted. */
    int receiveBuffer();

    /** Asks for another receive buffer. */
    void requestReceiveBuffer(int bytes);

    /** Sends all, and sets the error of each. */
    void send(EchoBatch batch);

    /**
     * Reads up to {@link EchoBatch#CAPACITY} messages without waiting. The replies must be read before the errors, and
     * dispatched after them: then each reply finds the stamp of its request.
     *
     * @return how many were read
     */
    int read(Queue queue);

    /** Hands over what the last read of that queue brought. */
    void dispatch(Queue queue, Handler handler);

    /** Whether it no longer works and must be opened anew. */
    boolean isBroken();

    @Override
    void close();
}
