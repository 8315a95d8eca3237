// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The functions of the C library that sockets need; bound and unbound by {@link LinuxNetwork}. */
final class Libc {
    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native int setsockopt(int fd, int level, int name, Pointer value, int length);

    static native int getsockopt(int fd, int level, int name, Pointer value, Pointer length);

    static native int sendmmsg(int fd, Pointer messages, int count, int flags);

    static native int recvmmsg(int fd, Pointer messages, int count, int flags, Pointer timeout);

    static native int poll(Pointer fds, NativeLong count, int timeoutMillis);

    static native int eventfd(int value, int flags);

    static native NativeLong read(int fd, Pointer buffer, NativeLong length);

    static native NativeLong write(int fd, Pointer buffer, NativeLong length);

    static native int close(int fd);
}
