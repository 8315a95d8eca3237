// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Node;
import net.guifi.dimon.demo.Network.Snmp;

/** A device as SNMP shows it. */
final class ManagedDevice {
    private static final double COUNTER32 = 0x1p32;
    // A counter of 32 bits wraps within these times after the demo began, in seconds.
    private static final int FIRST_WRAP = 60;
    private static final int WRAPS_WITHIN = 240;
    private static final int DAYS = 60;

    private final Device device;
    private final Node node;
    private final Snmp snmp;
    private final List<ManagedPort> ports;
    private Instant started;
    private boolean down;
    private int restarts;

    /** Makes a device that has been running for some days. */
    ManagedDevice(Node node, Device device, Snmp snmp, List<ManagedPort> ports, Instant now) {
        this.device = device;
        this.node = node;
        this.snmp = snmp;
        this.ports = List.copyOf(ports);
        Random random = new Random(device.id());
        Duration uptime = Duration.ofSeconds(3600 + random.nextInt(DAYS * 86_400));
        this.started = now.minus(uptime);
        for (ManagedPort port : this.ports) {
            port.count(initial(port.mean(true), uptime, random), initial(port.mean(false), uptime, random), now);
        }
    }

    private long initial(double mean, Duration uptime, Random random) {
        return snmp.model().wide()
                ? (long) (mean * uptime.toSeconds())
                : Math.max(0, (long) (COUNTER32 - mean * (FIRST_WRAP + random.nextInt(WRAPS_WITHIN - FIRST_WRAP))));
    }

    Device device() {
        return device;
    }

    Node node() {
        return node;
    }

    Snmp snmp() {
        return snmp;
    }

    List<ManagedPort> ports() {
        return ports;
    }

    Duration uptime(Instant now) {
        return Duration.between(started, now);
    }

    boolean isDown() {
        return down;
    }

    /** How often it has been restarted since the demo began. */
    int restarts() {
        return restarts;
    }

    void fail() {
        down = true;
    }

    /** It answers again; when it was restarted, it counts from zero. */
    void recover(boolean restarted, Instant now) {
        down = false;
        if (restarted) {
            restarts++;
            started = now;
            ports.forEach(port -> port.count(0, 0, now));
        }
    }
}
