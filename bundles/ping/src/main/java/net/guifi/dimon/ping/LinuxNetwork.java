// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Sockets of Linux, by JNA. */
final class LinuxNetwork implements IcmpNetwork {
    private static final int POLLIN = 1;
    private static final int EFD_FLAGS = 0x80800;
    private static final int POLL_ENTRY = 8;

    private final List<LinuxSocket> sockets = new CopyOnWriteArrayList<>();
    private final Memory polled = new Memory((1L + Family.ALL.size()) * POLL_ENTRY);
    private final ByteBuffer entries = polled.getByteBuffer(0, polled.size()).order(ByteOrder.nativeOrder());
    private final Memory one = new Memory(8);
    private final Memory taken = new Memory(8);
    private final int event;
    private boolean closed;

    LinuxNetwork() {
        one.setLong(0, 1);
        event = Libc.eventfd(0, EFD_FLAGS);
        if (event < 0) {
            throw new IllegalStateException("eventfd: " + Errno.text(Native.getLastError()));
        }
    }

    @Override
    public IcmpSocket open(Family family, int receiveBuffer) throws IOException {
        LinuxSocket socket = LinuxSocket.open(family, receiveBuffer, sockets::remove);
        sockets.add(socket);
        return socket;
    }

    @Override
    public void await(long nanos) {
        entries.putInt(0, event).putShort(4, (short) POLLIN).putShort(6, (short) 0);
        int count = 1;
        for (LinuxSocket socket : sockets) {
            if (!socket.isBroken()) {
                entries.putInt(count * POLL_ENTRY, socket.descriptor());
                entries.putShort(count * POLL_ENTRY + 4, (short) POLLIN);
                entries.putShort(count * POLL_ENTRY + 6, (short) 0);
                count++;
            }
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
        Libc.poll(polled, count, (int) Math.min(millis, Integer.MAX_VALUE));
        if (entries.getShort(6) != 0) {
            Libc.read(event, taken, 8);
        }
    }

    @Override
    public synchronized void wake() {
        if (!closed) {
            Libc.write(event, one, 8);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Libc.close(event);
        polled.close();
        one.close();
        taken.close();
    }
}
