// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A hostile host on a link, for 10 seconds. Arguments: packets a second, how many of ten are of no more than one monitor; or
 * {@code crafty}, which sends a few that do harm by what they say. It prints how many packets it sent.
 */
final class FloodChild {
    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final int LARGE = 1_000;
    private static final int RESPONSE = 0x8400;
    private static final int QUERY = 0;
    private static final int TRUNCATED = 0x0200;
    private static final int POINTER = 12;
    private static final int ADDRESS = 1;
    private static final int TEXT = 16;
    private static final int AAAA = 28;
    private static final int OPTIONS = 41;
    private static final int SERVICE = 33;
    private static final int WEEK = 604_800;

    /** The parent reads it: it is the other end of a pipe, and no log. */
    private final PrintStream answers = System.out;

    private final Random random = new Random(1);
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(octets);

    private FloodChild() {}

    public static void main(String[] arguments) throws IOException {
        FloodChild flood = new FloodChild();
        if (arguments[0].equals("crafty")) {
            flood.crafty();
            return;
        }
        int rate = Integer.parseInt(arguments[0]);
        int single = Integer.parseInt(arguments[1]);
        // Made before, as that takes longer than to send them.
        List<byte[]> large = new ArrayList<>();
        for (int i = 0; i < LARGE; i++) {
            large.add(flood.packet(i % 5));
        }
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setNetworkInterface(NetworkInterface.getByName("veth0"));
            // The avahi of this host shall not hear it.
            socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
            InetAddress group = InetAddress.getByName("224.0.0.251");
            long began = System.nanoTime();
            long sent = 0;
            for (long passed = 0; passed < LENGTH.toNanos(); passed = System.nanoTime() - began) {
                if (sent * TimeUnit.SECONDS.toNanos(1) > passed * rate) {
                    LockSupport.parkNanos(50_000);
                } else {
                    byte[] packet = sent % 10 < single
                            ? flood.monitor()
                            : large.get((int) (sent / 10 * (10 - single) + sent % 10 - single) % LARGE);
                    socket.send(new DatagramPacket(packet, packet.length, group, 5353));
                    sent++;
                }
            }
            flood.answers.println(sent);
        }
    }

    private void crafty() throws IOException {
        List<byte[]> packets = List.of(
                roomForNoAnswer(), monitor(AAAA, 1, "a"), monitor(ADDRESS, 90, "b"), longName(), roomForNoAnswer());
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setNetworkInterface(NetworkInterface.getByName("veth0"));
            socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
            InetAddress group = InetAddress.getByName("224.0.0.251");
            for (byte[] packet : packets) {
                socket.send(new DatagramPacket(packet, packet.length, group, 5353));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
        answers.println(packets.size());
    }

    /** Who asks can take 20 octets. */
    private byte[] roomForNoAnswer() throws IOException {
        header(QUERY, 1, 0, 1);
        out.write(name("_dimon._tcp.local"));
        out.writeInt(POINTER << 16 | 1);
        out.write(0);
        out.writeShort(OPTIONS);
        out.writeShort(20);
        out.writeInt(0);
        out.writeShort(0);
        return take();
    }

    private byte[] longName() throws IOException {
        header(RESPONSE, 0, 1);
        record("_dimon._tcp.local", POINTER, WEEK, name(("x".repeat(60) + ".").repeat(20) + "_dimon._tcp.local"));
        return take();
    }

    private byte[] packet(int kind) throws IOException {
        return switch (kind) {
            case 0 -> pointers(300, "_" + word() + "._tcp.local", WEEK);
            case 1 -> pointers(300, "_dimon._tcp.local", 1);
            case 2 -> addresses();
            case 3 -> questions();
            default -> noise();
        };
    }

    /** All that there is to say of one monitor that is not there. */
    private byte[] monitor() throws IOException {
        return monitor(ADDRESS, 1, word());
    }

    /** With so many addresses, of four octets whatever they are called. */
    private byte[] monitor(int kind, int addresses, String name) throws IOException {
        header(RESPONSE, 0, 3 + addresses);
        record("_dimon._tcp.local", POINTER, WEEK, name(name + "._dimon._tcp.local"));
        byte[] host = name(name + ".local");
        byte[] service = new byte[6 + host.length];
        service[4] = 31;
        System.arraycopy(host, 0, service, 6, host.length);
        record(name + "._dimon._tcp.local", SERVICE, WEEK, service);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (String pair :
                new String[] {"v=1", "id=%032x".formatted(random.nextLong()), "net=" + DiscoveryChild.NETWORK}) {
            text.write(pair.length());
            text.writeBytes(pair.getBytes(StandardCharsets.US_ASCII));
        }
        record(name + "._dimon._tcp.local", TEXT, WEEK, text.toByteArray());
        for (int i = 0; i < addresses; i++) {
            record(name + ".local", kind, WEEK, new byte[] {
                (byte) 198, 18, (byte) random.nextInt(), (byte) random.nextInt()
            });
        }
        return take();
    }

    private byte[] pointers(int count, String type, int life) throws IOException {
        header(RESPONSE, 0, count);
        for (int i = 0; i < count; i++) {
            record(type.startsWith("_dimon") ? type : "_" + word() + "._tcp.local", POINTER, life, name(word()));
        }
        return take();
    }

    private byte[] addresses() throws IOException {
        header(RESPONSE, 0, 300);
        for (int i = 0; i < 300; i++) {
            record(word() + ".local", ADDRESS, WEEK, new byte[] {10, 0, (byte) i, 1});
        }
        return take();
    }

    private byte[] questions() throws IOException {
        header(QUERY | TRUNCATED, 100, 0);
        for (int i = 0; i < 100; i++) {
            out.write(name(i % 2 == 0 ? "_dimon._tcp.local" : "_services._dns-sd._udp.local"));
            out.writeInt(POINTER << 16 | 1);
        }
        return take();
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(1_400)];
        random.nextBytes(noise);
        return noise;
    }

    private String word() {
        return Long.toHexString(random.nextLong());
    }

    private void header(int flags, int questions, int answers) throws IOException {
        header(flags, questions, answers, 0);
    }

    private void header(int flags, int questions, int answers, int additional) throws IOException {
        octets.reset();
        out.writeShort(0);
        out.writeShort(flags);
        out.writeShort(questions);
        out.writeShort(answers);
        out.writeInt(additional);
    }

    private void record(String name, int type, int life, byte[] data) throws IOException {
        out.write(name(name));
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(life);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] name(String name) {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            labels.write(label.length());
            labels.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        labels.write(0);
        return labels.toByteArray();
    }

    private byte[] take() {
        return octets.toByteArray();
    }
}
