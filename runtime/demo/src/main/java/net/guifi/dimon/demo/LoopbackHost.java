// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import net.guifi.dimon.demo.Network.Device;

/**
 * Loopback addresses, which answer always. Without privileges none of them can be made silent; instead a device that is
 * down gets a link-local address on the loopback interface in the file, until it recovers. The kernel has no route to it
 * there, and nothing leaves this host.
 */
final class LoopbackHost implements Host {
    private static final String SILENT = "fe80::d1:";
    // Always the index of the loopback interface.
    private static final String LOOPBACK = "%1";

    private final Path file;
    private final String reason;
    private final Network network;
    private final boolean canSilence;

    /**
     * Takes the place.
     *
     * @param file the CNML file
     * @param reason why the network is here, in words
     * @param seed of the network
     */
    LoopbackHost(Path file, String reason, long seed) {
        this.file = file;
        this.reason = reason;
        this.network = Generator.generate(seed, AddressPlan.loopback());
        this.canSilence = hasIpv6();
    }

    private static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/net/if_inet6"));
    }

    @Override
    public Network network() {
        return network;
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
        return "The devices live on the loopback addresses "
                + AddressPlan.loopback().ipv4Prefix() + ", since " + reason + ". "
                + (canSilence
                        ? "A loopback address always answers, so a device goes down by getting an address without a route, in the"
                                + " file; it counts as down only after that was imported."
                        : "A loopback address always answers, and this host has no IPv6 for an address without a route:"
                                + " no device will go down. Run it as root to see failures.");
    }

    @Override
    public void enter() {
        // Every thread is there.
    }

    @Override
    public void apply(Collection<Device> silent, Collection<Device> lossy) throws IOException {
        Map<Integer, String> moved = new HashMap<>();
        for (Device device : silent) {
            moved.put(device.id(), SILENT + Integer.toHexString(device.id()) + LOOPBACK);
        }
        CnmlFile.write(network, file, moved);
    }

    @Override
    public void close() throws IOException {
        CnmlFile.write(network, file, Map.of());
    }
}
