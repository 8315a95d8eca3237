// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.util.Map;

/** Error numbers of Linux (asm-generic: the same on x86 and ARM), and what they mean for a request. */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ENOTSOCK = 88;
    static final int EAFNOSUPPORT = 97;
    static final int ENETUNREACH = 101;
    static final int ENOBUFS = 105;
    static final int EHOSTUNREACH = 113;

    private static final Map<Integer, String> TEXTS = Map.of(
            EPERM,
            "Operation not permitted (a firewall of this machine?)",
            EBADF,
            "Bad file descriptor",
            EAGAIN,
            "Send buffer full",
            EACCES,
            "Permission denied (a prohibited route, or a broadcast address?)",
            EINVAL,
            "Invalid argument (a blackhole route?)",
            90,
            "Message too long",
            100,
            "Network is down",
            ENOBUFS,
            "No buffer space available (neighbour table full? see net.ipv4.neigh.default.gc_thresh3)");

    private Errno() {}

    static String text(int errno) {
        return TEXTS.getOrDefault(errno, "errno " + errno);
    }

    /** Whether this monitor has no route to the target. */
    static boolean isNoRoute(int errno) {
        return errno == ENETUNREACH || errno == EHOSTUNREACH;
    }

    static boolean isBroken(int errno) {
        return errno == EBADF || errno == ENOTSOCK;
    }
}
