// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;

/** A keeper on clocks of its own, which asks its devices every 10 s. */
final class Scene implements AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(10);

    private final Path directory;
    private Settings settings = Settings.DEFAULT;
    private Instant wall = Instant.parse("2026-05-01T10:00:00Z");
    private long nanos = 1_000_000;
    private StateKeeper keeper;

    Scene(Path directory) {
        this.directory = directory;
        start();
    }

    private void start() {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return wall;
            }
        };
        keeper = new StateKeeper(directory, settings, clock, () -> nanos);
    }

    StateKeeper keeper() {
        return keeper;
    }

    Instant now() {
        return wall;
    }

    void configure(Settings changed) {
        settings = changed;
        keeper.configure(changed);
    }

    /** As after a kill: what was ticked is there, the rest is not. */
    void crash() {
        start();
    }

    void restart(Duration away) {
        keeper.close();
        pass(away);
        start();
    }

    void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    void setClock(Duration forward) {
        wall = wall.plus(forward);
    }

    static DeviceId device(int number) {
        return new DeviceId("guifi", Integer.toString(number));
    }

    void watch(int... numbers) {
        keeper.watch(list(numbers));
    }

    static WatchList list(int... numbers) {
        return new WatchList(IntStream.of(numbers)
                .mapToObj(number -> new Device(
                        device(number),
                        "device",
                        "radio",
                        Status.WORKING,
                        true,
                        Optional.empty(),
                        List.of(InetAddress.getLoopbackAddress()),
                        List.of(),
                        List.of()))
                .map(device -> new Watch(device, 0, 1, true))
                .toList());
    }

    void sample(int number, Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            pass(PERIOD);
            keeper.accept(List.of(new Sample(
                    new SeriesKey(device(number), Metric.RTT), wall, outcome, outcome == Outcome.OK ? 5_000_000 : 0)));
            keeper.tick();
        }
    }

    void sample(int number, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            sample(number, outcome);
        }
    }

    DeviceHealth health(int number) {
        return keeper.of(device(number)).orElseThrow();
    }

    DeviceState state(int number) {
        return health(number).state();
    }

    /** The newest first. */
    List<Transition> transitions(int number) {
        return keeper.transitions(device(number));
    }

    @Override
    public void close() {
        keeper.close();
    }
}
