// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.measurement.SharedSummaries;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.probe.SampleSink;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the samples of this monitor on its disk. */
@Component(
        name = ArchiveComponent.PID,
        service = {Archive.class, SampleSink.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=Archive", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = ArchiveComponent.Config.class)
public final class ArchiveComponent implements Archive, SampleSink, HealthCheck {
    static final String PID = "net.guifi.dimon.archive";

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveComponent.class);

    /** Settings of the archive. Durations are ISO-8601. */
    @ObjectClassDefinition(
            id = PID,
            localization = "OSGI-INF/l10n/archive",
            name = "%name",
            description = "%description")
    public @interface Config {
        /**
         * How long samples are kept.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%retention", description = "%retention.description")
        String retention() default "P7D";

        /**
         * How much of the disk they may take.
         *
         * @return MiB
         */
        @AttributeDefinition(name = "%maxSize", description = "%maxSize.description", min = "1")
        long maxSize() default 1024;

        /**
         * How often what came is brought to the disk.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%flush", description = "%flush.description")
        String flush() default "PT2S";

        /**
         * How long samples stay in the write-ahead log before they are sealed into a segment.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%segment", description = "%segment.description")
        String segment() default "PT1H";

        /**
         * How much memory they may take until then.
         *
         * @return MiB
         */
        @AttributeDefinition(name = "%memory", description = "%memory.description", min = "1", max = "1024")
        int memory() default 24;

        /**
         * How many samples may wait for the disk.
         *
         * @return a number
         */
        @AttributeDefinition(name = "%queue", description = "%queue.description", min = "1000")
        int queue() default 200_000;

        /**
         * How long summaries of 5 min stay shared with other monitors.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%chunks", description = "%chunks.description")
        String chunks() default "P2D";

        /**
         * How long summaries of days stay shared with other monitors.
         *
         * @return a duration
         */
        @AttributeDefinition(name = "%days", description = "%days.description")
        String days() default "P30D";
    }

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final SampleStore store;
    private final ChunkReader reader;
    private final ChunkPublisher publisher;
    private final ChunkThread sharing;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ReplicatedStore replicated;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile InventoryManager inventory;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Descriptions descriptions;

    /**
     * Opens the archive in the data directory.
     *
     * @param context of the bundle
     * @param config the settings
     */
    @Activate
    public ArchiveComponent(BundleContext context, Config config) {
        this(
                new SampleStore(
                        DataDirectory.of(context, "archive"),
                        initial(config, Settings::of, Settings.DEFAULT),
                        Clock.systemUTC()),
                initial(config, SharingSettings::of, SharingSettings.DEFAULT));
    }

    ArchiveComponent(SampleStore store, SharingSettings shared) {
        this.store = store;
        reader = new ChunkReader(this::sharing, PATIENCE);
        publisher = new ChunkPublisher(
                this::sharing, new SlotSummaries(store, this::points), Clock.systemUTC(), System::nanoTime);
        sharing = new ChunkThread(publisher, shared);
    }

    private Sharing sharing() {
        return new Sharing(
                Optional.ofNullable(replicated),
                Optional.ofNullable(network),
                Optional.ofNullable(inventory),
                Optional.ofNullable(descriptions));
    }

    private static <T> T initial(Config config, Function<Config, T> reading, T otherwise) {
        try {
            return reading.apply(config);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}. The defaults are used instead", PID, e.getMessage());
            return otherwise;
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
            Settings settings = Settings.of(config);
            SharingSettings shared = SharingSettings.of(config);
            store.configure(settings);
            sharing.configure(shared);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}. The former settings stay", PID, e.getMessage());
        }
    }

    /** Brings everything to the disk. */
    @Deactivate
    public void deactivate() {
        sharing.close();
        reader.close();
        store.close();
    }

    @Override
    public void accept(List<Sample> samples) {
        store.accept(samples);
    }

    @Override
    public Set<SeriesKey> series(DeviceId device) {
        return store.series(device);
    }

    /** Times are kept to the millisecond, rounded down. */
    @Override
    public List<Sample> samples(SeriesKey series, Instant from, Instant to) {
        return store.read(series, Columns.within(from, to)).sort().toSamples(series);
    }

    /**
     * The rate of a counter is that between one value and the next that came, over losses too, as long as at most
     * 15 min lie between the two. Where the clock was set back there is none. The mean of an interval is over its
     * time: a rate counts by how long it lasted. An interval that has neither rate nor loss has no point.
     */
    @Override
    public List<Point> points(SeriesKey series, Instant from, Instant to, Duration resolution) {
        Points.check(from, to, resolution);
        if (series.metric().kind() == Metric.Kind.COUNTER) {
            Columns range = Columns.within(from, to);
            Columns values = store.read(series, range.startingEarlier(Rates.LONGEST));
            return Points.of(Rates.of(values, range.from()), resolution);
        }
        return Points.of(store.read(series, Columns.within(from, to)).sort(), resolution);
    }

    @Override
    public CompletableFuture<List<String>> sharers(DeviceId device) {
        return reader.monitors(device);
    }

    @Override
    public CompletableFuture<SharedSummaries> shared(
            String monitor, DeviceId device, Instant from, Instant to, Duration resolution) {
        return reader.read(monitor, device, from, to, resolution);
    }

    @Override
    public Result execute() {
        SampleStore.Report report = store.report();
        FormattingResultLog log = new FormattingResultLog();
        if (!report.writing()) {
            log.critical("The thread that keeps the samples has ended: nothing is kept. Restart this bundle, and report"
                    + " what the log says of it.");
        } else if (report.trouble() != null) {
            log.critical(
                    "{} cannot be written: {}. Samples are dropped, {} so far. Is the disk full, or broken? Make room, or"
                            + " set maxSize of {} lower; it goes on by itself.",
                    report.directory(),
                    report.trouble(),
                    report.unwritten(),
                    PID);
        } else if (report.unwritten() > 0) {
            log.warn("{} samples were dropped because the disk refused them. Now it takes them.", report.unwritten());
        }
        if (report.overflowed() > 0) {
            log.warn(
                    "{} samples were dropped because the disk was too slow. A faster card, a longer period of the probes"
                            + " or a larger queue of {} helps.",
                    report.overflowed(),
                    PID);
        }
        if (report.overlong() > 0) {
            log.warn("{} samples were dropped because the names of their series are too long.", report.overlong());
        }
        if (report.damaged() > 0) {
            log.warn(
                    "{} damaged pieces were skipped, the log tells where. One after a power cut is normal; more of them"
                            + " mean that the disk is failing: replace it.",
                    report.damaged());
        }
        log.info(
                "{} samples taken since the start; {} MiB in {} segments in {}.",
                report.kept(),
                report.bytes() >> 20,
                report.segments(),
                report.directory());
        reportSharing(log);
        return new Result(log);
    }

    private void reportSharing(FormattingResultLog log) {
        ChunkPublisher.Report report = publisher.report();
        if (report.waitingFor().isPresent()) {
            String sentence = "Other monitors get no summaries of the samples now: "
                    + report.waitingFor().get() + " It goes on by itself.";
            if (sharing().others().isEmpty()) {
                log.info(sentence);
            } else {
                log.warn(sentence);
            }
        } else if (report.newest().isPresent()) {
            log.info(
                    "Summaries are shared up to {}; {} KiB since the start.",
                    report.newest().get().plus(ChunkName.Span.SLOT.length()),
                    report.octets() >> 10);
        }
        if (reader.refusals() > 0) {
            log.warn(
                    "{} summaries of other monitors were refused, the log tells why. Are those of a newer release?",
                    reader.refusals());
        }
    }
}
