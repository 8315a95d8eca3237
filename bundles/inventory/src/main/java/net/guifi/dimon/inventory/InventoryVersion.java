// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Position;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Zone;

/** Names the content of an inventory: a hash (SHA-256, its first 128 bits) over all fields of all devices. */
final class InventoryVersion {
    private static final int BYTES = 16;

    private final DataOutputStream out;

    private InventoryVersion(DataOutputStream out) {
        this.out = out;
    }

    /** The version of these devices, which are in the order of their ids. */
    static String of(List<Device> devices) {
        if (devices.isEmpty()) {
            return Inventory.empty().version();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest)))) {
                InventoryVersion version = new InventoryVersion(out);
                for (Device device : devices) {
                    version.device(device);
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void device(Device device) throws IOException {
        text(device.id().source());
        text(device.id().id());
        text(device.title());
        text(device.type());
        text(device.status().name());
        out.writeBoolean(device.monitored());
        out.writeBoolean(device.node().isPresent());
        if (device.node().isPresent()) {
            node(device.node().get());
        }
        out.writeInt(device.addresses().size());
        for (InetAddress address : device.addresses()) {
            out.writeInt(address.getAddress().length);
            out.write(address.getAddress());
            if (address instanceof Inet6Address ipv6) {
                out.writeInt(ipv6.getScopeId());
            }
        }
        out.writeInt(device.snmpPorts().size());
        for (SnmpPort port : device.snmpPorts()) {
            text(port.key());
            text(port.name().orElse(""));
            out.writeInt(port.index().orElse(0));
        }
        out.writeInt(device.links().size());
        for (Link link : device.links()) {
            text(link.id());
            text(link.type());
            text(link.status().name());
            text(link.interfaceId());
            text(link.peer().toString());
            text(link.peerInterfaceId());
        }
    }

    private void node(Node node) throws IOException {
        text(node.id());
        text(node.title());
        Optional<Position> position = node.position();
        out.writeBoolean(position.isPresent());
        if (position.isPresent()) {
            out.writeDouble(position.get().latitude());
            out.writeDouble(position.get().longitude());
        }
        for (Optional<Zone> zone = node.zone();
                zone.isPresent();
                zone = zone.get().parent()) {
            out.writeBoolean(true);
            text(zone.get().id());
            text(zone.get().title());
        }
        out.writeBoolean(false);
    }

    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
