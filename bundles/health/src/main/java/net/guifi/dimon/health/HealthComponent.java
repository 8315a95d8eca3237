// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.probe.SampleSink;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what the samples mean: which devices are up, degraded or down, and of which nothing is known. */
@Component(
        name = HealthComponent.PID,
        service = {Health.class, SampleSink.class, WatchListener.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=States", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = HealthComponent.Config.class)
public final class HealthComponent implements Health, SampleSink, WatchListener, HealthCheck {
    static final String PID = "net.guifi.dimon.health";

    private static final Logger LOG = LoggerFactory.getLogger(HealthComponent.class);
    private static final long TICK_MILLIS = 1000;
    private static final Duration START = Duration.ofSeconds(30);

    /** Settings of health. Durations are ISO-8601. */
    @ObjectClassDefinition(
            id = PID,
            localization = "OSGI-INF/l10n/health",
            name = "%name",
            description = "%description")
    public @interface Config {
        /**
         * How many losses make a device down.
         *
         * @return a number, at most {@link #downWindow}
         */
        @AttributeDefinition(name = "%downLosses", description = "%downLosses.description", min = "1", max = "64")
        int downLosses() default 3;

        /**
         * Among how many samples these losses are counted.
         *
         * @return a number, at most 64
         */
        @AttributeDefinition(name = "%downWindow", description = "%downWindow.description", min = "1", max = "64")
        int downWindow() default 3;

        /**
         * How many answers in a row make a device up again. Two by default: a link that flaps lets single packets
         * through, and the second answer costs one period.
         *
         * @return a number, at most 64
         */
        @AttributeDefinition(name = "%upAnswers", description = "%upAnswers.description", min = "1", max = "64")
        int upAnswers() default 2;

        /**
         * The share of losses from which on a device is degraded.
         *
         * @return 0 to 1
         */
        @AttributeDefinition(name = "%degradedLoss", description = "%degradedLoss.description", min = "0", max = "1")
        double degradedLoss() default 0.3;

        /**
         * The share of losses down to which it no longer is.
         *
         * @return 0 to {@link #degradedLoss}
         */
        @AttributeDefinition(name = "%degradedClear", description = "%degradedClear.description", min = "0", max = "1")
        double degradedClear() default 0.1;

        /**
         * Among how many samples that share is taken; nothing is said before half of them have come.
         *
         * @return a number, at most 64
         */
        @AttributeDefinition(
                name = "%degradedWindow",
                description = "%degradedWindow.description",
                min = "2",
                max = "64")
        int degradedWindow() default 20;

        /**
         * After how long without samples nothing is known; at least three times the interval of a device's samples.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%staleAfter", description = "%staleAfter.description")
        String staleAfter() default "PT60S";

        /**
         * How many transitions are remembered of a device.
         *
         * @return a number
         */
        @AttributeDefinition(
                name = "%transitionsPerDevice",
                description = "%transitionsPerDevice.description",
                min = "1",
                max = "10000")
        int transitionsPerDevice() default 100;

        /**
         * How much all transitions may take on the disk.
         *
         * @return MiB
         */
        @AttributeDefinition(name = "%historySize", description = "%historySize.description", min = "1", max = "1024")
        int historySize() default 8;

        /**
         * How long the transitions are kept of a device that is no longer watched.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%keepHistory", description = "%keepHistory.description")
        String keepHistory() default "P30D";
    }

    private final StateKeeper keeper;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dimon-health");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Takes the states up again where they were.
     *
     * @param context of the bundle
     * @param config the settings
     */
    @Activate
    public HealthComponent(BundleContext context, Config config) {
        keeper = new StateKeeper(
                DataDirectory.of(context, "health"), initial(config), Clock.systemUTC(), System::nanoTime);
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Settings initial(Config config) {
        try {
            return Settings.of(config);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}. The defaults are used instead", PID, e.getMessage());
            return Settings.DEFAULT;
        }
    }

    private void tick() {
        try {
            keeper.tick();
        } catch (RuntimeException | Error e) {
            LOG.error("Looking after the states failed, it is tried again", e);
        }
    }

    /**
     * Follows a change of the settings.
     *
     * @param config the settings
     */
    @Modified
    public void modified(Config config) {
        try {
            keeper.configure(Settings.of(config));
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}. The former settings stay", PID, e.getMessage());
        }
    }

    /** Brings everything to the disk. */
    @Deactivate
    public void deactivate() {
        timer.execute(keeper::close);
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The disk is so slow that the last transitions may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void accept(List<Sample> samples) {
        keeper.accept(samples);
    }

    @Override
    public void watch(WatchList watchList) {
        keeper.watch(watchList);
    }

    @Override
    public Optional<DeviceHealth> of(DeviceId device) {
        return keeper.of(device);
    }

    @Override
    public Collection<DeviceHealth> all() {
        return keeper.all();
    }

    @Override
    public List<Transition> transitions(DeviceId device) {
        return keeper.transitions(device);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Map<DeviceState, Integer> counts = keeper.counts();
        keeper.trouble()
                .ifPresent(trouble -> log.critical(
                        "The transitions cannot be written: {}. Is the disk full, or broken? They are kept in memory and"
                                + " written as soon as they can be.",
                        trouble));
        if (counts.keySet().equals(EnumSet.of(DeviceState.UNKNOWN))
                && keeper.silence().compareTo(START) > 0) {
            log.warn("No samples come from any probe: nothing can be said of the devices. Is the ping bundle active?");
        }
        log.info(
                "Devices: {}",
                counts.isEmpty()
                        ? "none is watched"
                        : counts.entrySet().stream()
                                .map(count -> count.getValue() + " "
                                        + count.getKey().name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
        return new Result(log);
    }
}
