// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;

/** Takes a thread into a network namespace, which Java itself cannot. */
final class Namespace {
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x40000000;

    private interface Libc extends Library {
        int open(String path, int flags) throws LastErrorException;

        int setns(int descriptor, int type) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    private Namespace() {}

    /** From now on the sockets that this thread opens are in the namespace; those that it has stay where they are. */
    static void enter(String name) throws IOException {
        try {
            Libc libc = Native.load("c", Libc.class);
            int descriptor = libc.open("/run/netns/" + name, O_RDONLY);
            try {
                libc.setns(descriptor, CLONE_NEWNET);
            } finally {
                libc.close(descriptor);
            }
        } catch (LastErrorException e) {
            throw new IOException("the namespace " + name + " cannot be entered: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new IOException("native code cannot be loaded: " + e.getMessage(), e);
        }
    }
}
