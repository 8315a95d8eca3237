// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The functions of the C library that sockets need. They are called by pointers: what JNA binds to a class ("direct
 * mapping") it never forgets, also after unregistering, and so the class loader of a replaced bundle would stay.
 */
final class Libc {
    private static final NativeLibrary LIBRARY = NativeLibrary.getInstance("c");
    private static final Function SOCKET = LIBRARY.getFunction("socket");
    private static final Function SETSOCKOPT = LIBRARY.getFunction("setsockopt");
    private static final Function GETSOCKOPT = LIBRARY.getFunction("getsockopt");
    private static final Function SENDMMSG = LIBRARY.getFunction("sendmmsg");
    private static final Function RECVMMSG = LIBRARY.getFunction("recvmmsg");
    private static final Function POLL = LIBRARY.getFunction("poll");
    private static final Function EVENTFD = LIBRARY.getFunction("eventfd");
    private static final Function READ = LIBRARY.getFunction("read");
    private static final Function WRITE = LIBRARY.getFunction("write");
    private static final Function CLOSE = LIBRARY.getFunction("close");

    private Libc() {}

    private static int call(Function function, Object... arguments) {
        return function.invokeInt(arguments);
    }

    static int socket(int domain, int type, int protocol) {
        return call(SOCKET, domain, type, protocol);
    }

    static int setsockopt(int fd, int level, int name, Pointer value, int length) {
        return call(SETSOCKOPT, fd, level, name, value, length);
    }

    static int getsockopt(int fd, int level, int name, Pointer value, Pointer length) {
        return call(GETSOCKOPT, fd, level, name, value, length);
    }

    static int sendmmsg(int fd, Pointer messages, int count, int flags) {
        return call(SENDMMSG, fd, messages, count, flags);
    }

    /** Without a timeout. */
    static int recvmmsg(int fd, Pointer messages, int count, int flags) {
        return call(RECVMMSG, fd, messages, count, flags, Pointer.NULL);
    }

    static int poll(Pointer fds, int count, int timeoutMillis) {
        return call(POLL, fds, new NativeLong(count), timeoutMillis);
    }

    static int eventfd(int value, int flags) {
        return call(EVENTFD, value, flags);
    }

    static int read(int fd, Pointer buffer, int length) {
        return call(READ, fd, buffer, new NativeLong(length));
    }

    static int write(int fd, Pointer buffer, int length) {
        return call(WRITE, fd, buffer, new NativeLong(length));
    }

    static int close(int fd) {
        return call(CLOSE, fd);
    }
}
