// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import net.guifi.dimon.demo.Network.Device;

/**
 * Loopback addresses, which answer always. Without privileges none of them can be made silent; instead a device that is
 * down gets an address of ff00::/16 in the file, until it recovers. That scope is reserved (RFC 4291, 2.7), and the
 * kernel drops what is sent there without a word, so nothing leaves this host.
 */
final class LoopbackHost implements Host {
    private static final String SILENT = "ff00::d1:";

    private final Path file;
    private final String reason;
    private final AddressPlan plan = AddressPlan.loopback();
    private final Network network;
    private final boolean canSilence;

    /**
     * Takes the place.
     *
     * @param file the CNML file
     * @param reason why the network is here, in words
     */
    LoopbackHost(Path file, String reason, Network network) {
        this.file = file;
        this.reason = reason;
        this.network = network;
        this.canSilence = hasRoute();
    }

    /** Whether the kernel would take a packet to the silent addresses: connecting sends nothing. */
    private static boolean hasRoute() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(SILENT + 1), 9));
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public AddressPlan plan() {
        return plan;
    }

    @Override
    public boolean canSilence() {
        return canSilence;
    }

    @Override
    public boolean canLose() {
        return false;
    }

    @Override
    public String explanation() {
        return "The devices live on the loopback addresses " + plan.ipv4Prefix() + ", since " + reason + ". "
                + (canSilence
                        ? "A loopback address always answers, so a device goes down by getting an address in " + SILENT
                                + "/96 that is silent, in the file; it counts as down only after that was imported."
                        : "A loopback address always answers, and this host has no IPv6 interface to be silent on:"
                                + " no device will go down. Run it as root to see failures.");
    }

    @Override
    public void apply(Collection<Device> silent, Collection<Device> lossy) throws IOException {
        Map<Integer, String> moved = new HashMap<>();
        for (Device device : silent) {
            moved.put(device.id(), SILENT + Integer.toHexString(device.id()));
        }
        CnmlFile.write(network, file, moved);
    }

    @Override
    public void close() throws IOException {
        CnmlFile.write(network, file, Map.of());
    }
}
