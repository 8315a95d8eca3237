// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Summaries as a community network has them: devices some wireless hops away, with queues that come and go, losses on
 * some links, and traffic that follows the day but is restless.
 */
final class WirelessShape {
    private static final int PINGS = 30;
    private static final String[] UPLINKS = {"wlan0", "wlan1", "eth0", "ath0", "ether1", "br0"};

    private final List<Device> devices = new ArrayList<>();

    private record Device(
            DeviceId id, String uplink, double base, double jitter, double loss, double rate, Random random) {}

    WirelessShape(int count, long seed) {
        Random random = new Random(seed);
        int id = 1000;
        for (int i = 0; i < count; i++) {
            // A monitor watches some of the devices: others lie between them.
            id += 1 + random.nextInt(100);
            devices.add(new Device(
                    new DeviceId("guifi", Integer.toString(id)),
                    random.nextDouble() < 0.1 ? "" : UPLINKS[random.nextInt(UPLINKS.length)],
                    1e6 * Math.exp(1 + random.nextGaussian()),
                    0.3e6 * Math.exp(random.nextGaussian()),
                    random.nextDouble() < 0.1 ? 0.02 : 0.0005,
                    30_000 * Math.exp(1.5 * random.nextGaussian()),
                    new Random(random.nextLong())));
        }
    }

    List<DeviceSummaries> slot(Instant start) {
        List<DeviceSummaries> summaries = new ArrayList<>();
        for (Device device : devices) {
            List<Summary> intervals = new ArrayList<>();
            for (int i = 0; i < ChunkName.Span.SLOT.intervals(); i++) {
                intervals.add(summary(
                        device, start.plus(ChunkName.Span.SLOT.interval().multipliedBy(i))));
            }
            summaries.add(new DeviceSummaries(device.id(), device.uplink(), intervals));
        }
        return summaries;
    }

    private static Summary summary(Device device, Instant at) {
        Random random = device.random();
        double hour = at.getEpochSecond() % 86_400 / 3600.0;
        double load = 1 + 0.6 * Math.cos((hour - 20) * Math.PI / 12);
        double busy = load * Math.exp(0.4 * random.nextGaussian());
        double[] rtts = new double[PINGS];
        int answered = 0;
        for (int i = 0; i < PINGS; i++) {
            if (random.nextDouble() >= device.loss()) {
                double queue = random.nextDouble() < 0.05 * busy ? 10e6 * random.nextDouble() : 0;
                rtts[answered++] = device.base() - busy * device.jitter() * Math.log(1 - random.nextDouble()) + queue;
            }
        }
        Arrays.sort(rtts, 0, answered);
        boolean traffic = !device.uplink().isEmpty();
        return new Summary(
                PINGS,
                PINGS - answered,
                answered == 0 ? 0 : LogScale.code((long) rtts[0]),
                answered == 0 ? 0 : LogScale.code((long) rtts[answered / 2]),
                answered == 0 ? 0 : LogScale.code((long) rtts[answered - 1]),
                traffic ? LogScale.code((long) (device.rate() * busy)) : Summary.NONE,
                traffic
                        ? LogScale.code((long) (device.rate() / 5 * load * Math.exp(0.4 * random.nextGaussian())))
                        : Summary.NONE);
    }
}
