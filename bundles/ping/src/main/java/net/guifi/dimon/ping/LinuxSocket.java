// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * A datagram ICMP socket of Linux, or a raw one where that is refused. Numbers are those of asm-generic, which x86 and
 * ARM share. The {@code _NEW} time stamps (Linux 5.1) have 64-bit seconds everywhere.
 */
final class LinuxSocket implements IcmpSocket {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC_NONBLOCK = 0x80800;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_IP = 0;
    private static final int IP_RECVERR = 11;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVERR = 25;
    private static final int SOL_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final int ICMPV6_FILTER = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_RXQ_OVFL = 40;
    private static final int SO_TIMESTAMPING_NEW = 65;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;

    private static final int RX_SOFTWARE = 1 << 3;
    private static final int SOFTWARE = 1 << 4;
    private static final int OPT_ID = 1 << 7;
    /**
     * When the packet is handed to the device's queue: every device does that, while the stamp of leaving the queue
     * needs the driver's help.
     */
    private static final int TX_SCHED = 1 << 8;

    private static final int OPT_TSONLY = 1 << 11;
    private static final int RECEIVING = RX_SOFTWARE | SOFTWARE;
    private static final int BOTH_WAYS = RECEIVING | TX_SCHED | OPT_TSONLY;

    private static final int ORIGIN_ICMP = 2;
    private static final int ORIGIN_ICMPV6 = 3;
    private static final int ORIGIN_TIMESTAMPING = 4;

    private static final int SEND_BUFFER = 4 << 20;
    private static final int SEND_STRIDE = 1536;
    private static final int RECEIVE_STRIDE = 256;
    private static final int CONTROL_STRIDE = 256;
    private static final int TRIES = 4;
    private static final int KEYS = 1 << 16;

    private final Family family;
    private final int descriptor;
    private final boolean raw;
    private final int identifier = new SecureRandom().nextInt(1 << 16);
    private final Consumer<LinuxSocket> onClose;
    private final Memory option = new Memory(32);
    private final Memory optionLength = new Memory(4);
    private final Messages outgoing = new Messages(SEND_STRIDE, 0);
    private final Messages replies = new Messages(RECEIVE_STRIDE, CONTROL_STRIDE);
    private final Messages errors = new Messages(RECEIVE_STRIDE, CONTROL_STRIDE);
    /** Cookies by the kernel's count of what this socket has sent; null until it has sent. */
    private volatile AtomicLongArray cookies;

    private final boolean stampsSending;
    private int repliesRead;
    private int errorsRead;
    private int key;
    private int overflow;
    private volatile int receiveBuffer;
    private volatile boolean broken;

    private LinuxSocket(Family family, int descriptor, boolean raw, int buffer, Consumer<LinuxSocket> onClose) {
        this.family = family;
        this.descriptor = descriptor;
        this.raw = raw;
        this.onClose = onClose;
        setOption(SOL_SOCKET, SO_RXQ_OVFL, 1);
        setOption(family == Family.IPV4 ? SOL_IP : SOL_IPV6, family == Family.IPV4 ? IP_RECVERR : IPV6_RECVERR, 1);
        if (raw) {
            filter();
        }
        if (!setOption(SOL_SOCKET, SO_SNDBUFFORCE, SEND_BUFFER)) {
            setOption(SOL_SOCKET, SO_SNDBUF, SEND_BUFFER);
        }
        requestReceiveBuffer(buffer);
        stampsSending = setOption(SOL_SOCKET, SO_TIMESTAMPING_NEW, BOTH_WAYS | OPT_ID);
        if (!stampsSending) {
            setOption(SOL_SOCKET, SO_TIMESTAMPING_NEW, RECEIVING);
        }
    }

    static LinuxSocket open(Family family, int receiveBuffer, Consumer<LinuxSocket> onClose) throws IOException {
        int domain = family == Family.IPV4 ? AF_INET : AF_INET6;
        int protocol = family == Family.IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
        int datagram = Libc.socket(domain, SOCK_DGRAM | SOCK_CLOEXEC_NONBLOCK, protocol);
        if (datagram >= 0) {
            return new LinuxSocket(family, datagram, false, receiveBuffer, onClose);
        }
        int datagramErrno = Native.getLastError();
        int raw = Libc.socket(domain, SOCK_RAW | SOCK_CLOEXEC_NONBLOCK, protocol);
        if (raw >= 0) {
            return new LinuxSocket(family, raw, true, receiveBuffer, onClose);
        }
        throw new IOException(refusal(family, datagramErrno, Native.getLastError()));
    }

    private static String refusal(Family family, int datagramErrno, int rawErrno) {
        String asked = family.title + " devices cannot be pinged: ";
        if (rawErrno == Errno.EAFNOSUPPORT) {
            return asked + "this machine has no " + family.title + ".";
        }
        if (rawErrno != Errno.EPERM && rawErrno != Errno.EACCES) {
            return asked + "neither a datagram ICMP socket (errno " + datagramErrno + ") nor a raw one (errno "
                    + rawErrno + ") can be opened.";
        }
        return asked + "this process may open neither a datagram ICMP socket nor a raw one. Allow it by"
                + " `sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"` (for IPv4 and IPv6 both; in a file of"
                + " /etc/sysctl.d to keep it), or give the process CAP_NET_RAW"
                + " (AmbientCapabilities=CAP_NET_RAW in its systemd unit).";
    }

    private boolean setOption(int level, int name, int value) {
        option.setInt(0, value);
        return Libc.setsockopt(descriptor, level, name, option, 4) == 0;
    }

    /** A raw socket gets every ICMP message of the machine: only echo replies are let through. */
    private void filter() {
        if (family == Family.IPV4) {
            setOption(SOL_RAW, ICMP_FILTER, ~(1 << family.echoReply));
        } else {
            int reply = family.echoReply & 0xFF;
            option.setMemory(0, 32, (byte) 0xFF);
            option.setInt(reply / 32 * 4L, ~(1 << reply % 32));
            Libc.setsockopt(descriptor, IPPROTO_ICMPV6, ICMPV6_FILTER, option, 32);
        }
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public String kind() {
        return raw ? "raw" : "datagram";
    }

    @Override
    public boolean stampsSending() {
        return stampsSending;
    }

    @Override
    public int receiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public synchronized void requestReceiveBuffer(int bytes) {
        if (broken) {
            return;
        }
        if (!setOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes)) {
            setOption(SOL_SOCKET, SO_RCVBUF, bytes);
        }
        receiveBuffer = getOption(SO_RCVBUF);
    }

    private int getOption(int name) {
        optionLength.setInt(0, 4);
        return Libc.getsockopt(descriptor, SOL_SOCKET, name, option, optionLength) == 0 ? option.getInt(0) : 0;
    }

    @Override
    public synchronized void send(EchoBatch batch) {
        if (broken) {
            fail(batch, 0, Errno.EBADF);
            return;
        }
        for (int i = 0; i < batch.size; i++) {
            encode(batch, i);
        }
        if (stampsSending && cookies == null) {
            cookies = new AtomicLongArray(KEYS);
        }
        // An ICMP error about an earlier request is also reported here, as if it were of this one: taken away first.
        getOption(SO_ERROR);
        int sent = 0;
        int tries = 0;
        while (sent < batch.size) {
            for (int i = sent; stampsSending && i < batch.size; i++) {
                cookies.set(key + i - sent & KEYS - 1, batch.cookie[i]);
            }
            int result = Libc.sendmmsg(descriptor, outgoing.from(sent), batch.size - sent, MSG_DONTWAIT);
            if (result > 0) {
                sent += result;
                key += result;
                tries = 0;
            } else {
                int errno = Native.getLastError();
                countAnew();
                if (errno == Errno.EAGAIN || Errno.isBroken(errno)) {
                    broken = Errno.isBroken(errno);
                    fail(batch, sent, errno);
                    return;
                }
                tries++;
                if (tries == TRIES) {
                    batch.error[sent] = errno;
                    sent++;
                    tries = 0;
                }
            }
        }
    }

    /** Kernels differ in whether a request that failed is counted: after a failure the count begins anew at 0. */
    private void countAnew() {
        if (stampsSending) {
            setOption(SOL_SOCKET, SO_TIMESTAMPING_NEW, BOTH_WAYS);
            setOption(SOL_SOCKET, SO_TIMESTAMPING_NEW, BOTH_WAYS | OPT_ID);
            key = 0;
        }
    }

    private static void fail(EchoBatch batch, int from, int errno) {
        for (int i = from; i < batch.size; i++) {
            batch.error[i] = errno;
        }
    }

    private void encode(EchoBatch batch, int i) {
        ByteBuffer to = outgoing.addresses;
        int at = i * Messages.ADDRESS;
        if (family == Family.IPV4) {
            to.putShort(at, (short) AF_INET);
            to.putInt(at + 4, bigEndian((int) batch.low[i]));
        } else {
            to.putShort(at, (short) AF_INET6);
            to.putLong(at + 8, bigEndian(batch.high[i]));
            to.putLong(at + 16, bigEndian(batch.low[i]));
            to.putInt(at + 24, batch.scope[i]);
        }
        ByteBuffer message = outgoing.contents;
        int start = i * SEND_STRIDE;
        Echo.write(message, start, family.echoRequest, identifier, batch.sequence[i], batch.nonce, batch.id[i]);
        if (raw && family == Family.IPV4) {
            message.putShort(start + 2, Echo.checksum(message, start));
        }
        outgoing.prepareSend(i, family == Family.IPV4 ? 16 : 28, Echo.HEADER + batch.payload);
    }

    private static int bigEndian(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static long bigEndian(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    @Override
    public int read(Queue queue) {
        if (queue == Queue.REPLIES) {
            repliesRead = read(replies, MSG_DONTWAIT);
            return repliesRead;
        }
        errorsRead = read(errors, MSG_DONTWAIT | MSG_ERRQUEUE);
        return errorsRead;
    }

    private int read(Messages messages, int flags) {
        for (int i = 0; i < TRIES && !broken; i++) {
            messages.prepareReceive(EchoBatch.CAPACITY);
            int count = Libc.recvmmsg(descriptor, messages.headers, EchoBatch.CAPACITY, flags);
            if (count >= 0) {
                return count;
            }
            int errno = Native.getLastError();
            if (errno == Errno.EAGAIN) {
                return 0;
            }
            // Else it is an ICMP error, reported once here and once more, with its cause, in the error queue.
            broken = Errno.isBroken(errno);
        }
        return 0;
    }

    @Override
    public void dispatch(Queue queue, Handler handler) {
        if (queue == Queue.REPLIES) {
            for (int i = 0; i < repliesRead; i++) {
                dispatchReply(i, handler);
            }
        } else {
            for (int i = 0; i < errorsRead; i++) {
                dispatchError(i, handler);
            }
        }
    }

    private void dispatchReply(int i, Handler handler) {
        long stamp = 0;
        for (int at = replies.firstControl(i); at >= 0; at = replies.nextControl(i, at)) {
            if (replies.controlLevel(at) == SOL_SOCKET) {
                int type = replies.controlType(at);
                int data = replies.controlData(at);
                if (type == SO_TIMESTAMPING_NEW) {
                    stamp = stamp(replies, data);
                } else if (type == SO_RXQ_OVFL) {
                    int total = replies.controls.getInt(data);
                    if (total != overflow) {
                        handler.overflow(total - overflow);
                        overflow = total;
                    }
                }
            }
        }
        int start = i * RECEIVE_STRIDE;
        int length = replies.length(i);
        if (raw && family == Family.IPV4) {
            int header = length > 0 ? (replies.contents.get(start) & 0xF) * 4 : 0;
            start += Math.min(header, length);
            length -= Math.min(header, length);
        }
        if (isOurs(replies.contents, start, length)) {
            handler.reply(high(replies, i), low(replies, i), replies.contents, start, length, stamp);
        }
    }

    /** A raw socket gets the messages of other processes too. */
    private boolean isOurs(ByteBuffer message, int at, int length) {
        return !raw || length >= Echo.HEADER && Echo.identifier(message, at) == identifier;
    }

    private void dispatchError(int i, Handler handler) {
        long stamp = 0;
        int extended = -1;
        for (int at = errors.firstControl(i); at >= 0; at = errors.nextControl(i, at)) {
            int level = errors.controlLevel(at);
            int type = errors.controlType(at);
            if (level == SOL_SOCKET && type == SO_TIMESTAMPING_NEW) {
                stamp = stamp(errors, errors.controlData(at));
            } else if (level == SOL_IP && type == IP_RECVERR || level == SOL_IPV6 && type == IPV6_RECVERR) {
                extended = errors.controlData(at);
            }
        }
        if (extended < 0) {
            return;
        }
        int origin = errors.controls.get(extended + 4);
        if (origin == ORIGIN_TIMESTAMPING) {
            handler.sent(cookies.get(errors.controls.getInt(extended + 12) & KEYS - 1), stamp);
        } else if (origin == ORIGIN_ICMP || origin == ORIGIN_ICMPV6) {
            int start = i * RECEIVE_STRIDE;
            int length = errors.length(i);
            if (isOurs(errors.contents, start, length)) {
                int type = errors.controls.get(extended + 5) & 0xFF;
                int code = errors.controls.get(extended + 6) & 0xFF;
                handler.error(high(errors, i), low(errors, i), errors.contents, start, length, type, code);
            }
        }
    }

    /** The software stamp, the first of three {@code struct __kernel_timespec}. */
    private static long stamp(Messages messages, int at) {
        return messages.controls.getLong(at) * 1_000_000_000 + messages.controls.getLong(at + 8);
    }

    private long high(Messages messages, int i) {
        return family == Family.IPV4 ? 0 : bigEndian(messages.addresses.getLong(i * Messages.ADDRESS + 8));
    }

    private long low(Messages messages, int i) {
        return family == Family.IPV4
                ? Integer.toUnsignedLong(bigEndian(messages.addresses.getInt(i * Messages.ADDRESS + 4)))
                : bigEndian(messages.addresses.getLong(i * Messages.ADDRESS + 16));
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    @Override
    public synchronized void close() {
        broken = true;
        onClose.accept(this);
        Libc.close(descriptor);
        outgoing.close();
        replies.close();
        errors.close();
        option.close();
        optionLength.close();
    }
}
