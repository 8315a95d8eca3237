// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples on the disk. They come into a queue; one thread brings them to a {@link Log} and adds them to the
 * {@link Head} in memory, which from time to time is sealed into a {@link Segment}. A log is deleted once a segment
 * with its number or a higher one is there; segments are deleted whole, the oldest first. The queue, what is on its
 * way, the heads and the segments together hold each sample once, whenever one looks.
 */
final class SampleStore implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SampleStore.class);
    private static final String LOG_SUFFIX = ".log";
    private static final long EXPIRY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_LOGS = 16;
    private static final int REMEMBERED_DEVICES = 50;

    private final Path directory;
    private final Clock clock;
    private final Thread writer = new Thread(this::run, "dimon-archive");
    private final CountDownLatch opened = new CountDownLatch(1);

    private final ReentrantLock queueLock = new ReentrantLock();
    private final Condition work = queueLock.newCondition();
    // Guarded by queueLock.
    private List<List<Sample>> queue = new ArrayList<>();
    private int queued;
    private boolean poked;
    private boolean stopped;
    private Settings settings;

    private final ReentrantLock storeLock = new ReentrantLock();
    // Guarded by storeLock, and changed by the writer alone; it is taken before queueLock.
    private List<List<Sample>> inFlight = List.of();
    private Head head = new Head();
    private Head sealing;
    private List<Segment> segments = List.of();

    // Guarded by itself, like what it was found in.
    private final Map<DeviceId, Set<SeriesKey>> sealedSeries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceId, Set<SeriesKey>> eldest) {
            return size() > REMEMBERED_DEVICES;
        }
    };
    private List<Segment> seriesOf = List.of();

    // The writer's own.
    private boolean ready;
    private Log log;
    private List<Path> logs = new ArrayList<>();
    private List<Path> sealingLogs = List.of();
    private SegmentWriter segmentWriter;
    private long headStart = System.nanoTime();
    private long nextSeal = System.nanoTime();
    private long nextNumber;

    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong overflowed = new AtomicLong();
    private final AtomicLong unwritten = new AtomicLong();
    private final AtomicLong overlong = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private volatile String trouble;
    private volatile long bytes;

    /** Starts the thread, which opens what is there. */
    SampleStore(Path directory, Settings settings, Clock clock) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * What there is to say about the store.
     *
     * @param directory where it lies
     * @param writing whether the thread that writes is alive
     * @param trouble why nothing can be written now; null when it can
     * @param kept samples taken since the start
     * @param overflowed samples dropped because too many waited
     * @param unwritten samples dropped because the disk refused them
     * @param overlong samples dropped because the names of their series are too long
     * @param damaged pieces that were found unreadable
     * @param segments how many segments there are
     * @param bytes what they and the logs take
     */
    record Report(
            Path directory,
            boolean writing,
            String trouble,
            long kept,
            long overflowed,
            long unwritten,
            long overlong,
            long damaged,
            int segments,
            long bytes) {}

    Report report() {
        storeLock.lock();
        try {
            return new Report(
                    directory,
                    writer.isAlive(),
                    trouble,
                    kept.get(),
                    overflowed.get(),
                    unwritten.get(),
                    overlong.get(),
                    damaged.get(),
                    segments.size(),
                    bytes);
        } finally {
            storeLock.unlock();
        }
    }

    void configure(Settings changed) {
        queueLock.lock();
        try {
            settings = changed;
            poked = true;
            work.signal();
        } finally {
            queueLock.unlock();
        }
    }

    void accept(List<Sample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        queueLock.lock();
        try {
            if (stopped || queued + samples.size() > settings.queue()) {
                overflowed.addAndGet(samples.size());
                return;
            }
            queue.add(samples);
            queued += samples.size();
            if (isPressing()) {
                work.signal();
            }
        } finally {
            queueLock.unlock();
        }
    }

    private boolean isPressing() {
        return queued > settings.queue() / 4;
    }

    /** Brings all that came to the disk, and stops; waits for at most this time. */
    void close(Duration patience) {
        queueLock.lock();
        try {
            stopped = true;
            work.signal();
        } finally {
            queueLock.unlock();
        }
        try {
            writer.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("{} is so slow that the newest samples may be lost", directory);
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    Set<SeriesKey> series(DeviceId device) {
        Snapshot now = snapshot(device, block -> false);
        Set<SeriesKey> found = new LinkedHashSet<>(sealedSeries(device, now.segments()));
        found.addAll(now.names());
        now.forEachWaiting(sample -> found.add(sample.series()));
        return found;
    }

    /** All series that may have samples within a range, in milliseconds: those of the segments and heads that touch it. */
    Set<SeriesKey> seriesWithin(long from, long to) {
        awaitOpening();
        Set<SeriesKey> found = new HashSet<>();
        List<Segment> sealed;
        storeLock.lock();
        try {
            sealed = segments;
            for (Head part : sealing == null ? List.of(head) : List.of(sealing, head)) {
                part.withSamples()
                        .filter(block -> block.latest() >= from && block.earliest() < to)
                        .forEach(block -> found.add(block.series()));
            }
            addWaiting(inFlight, found);
            queueLock.lock();
            try {
                addWaiting(queue, found);
            } finally {
                queueLock.unlock();
            }
        } finally {
            storeLock.unlock();
        }
        for (Segment segment : sealed) {
            if (segment.latest() >= from && segment.earliest() < to) {
                reading(segment, () -> segment.readSeries(found::add), "the series in it");
            }
        }
        return found;
    }

    private static void addWaiting(List<List<Sample>> batches, Set<SeriesKey> found) {
        batches.forEach(batch -> batch.forEach(sample -> found.add(sample.series())));
    }

    /** The series that the segments have of a device: to find them, all that they have of it is read. */
    private Set<SeriesKey> sealedSeries(DeviceId device, List<Segment> sealed) {
        synchronized (sealedSeries) {
            if (seriesOf != sealed) {
                seriesOf = sealed;
                sealedSeries.clear();
            }
            Set<SeriesKey> known = sealedSeries.get(device);
            if (known != null) {
                return known;
            }
        }
        Set<SeriesKey> found = new LinkedHashSet<>();
        byte[] name = Names.bytes(device);
        sealed.forEach(segment -> readSegment(segment, device, name, block -> found.add(block.series())));
        synchronized (sealedSeries) {
            if (seriesOf == sealed) {
                sealedSeries.put(device, found);
            }
        }
        return found;
    }

    /** The samples of a series within the range of the columns, in the order in which they came. */
    Columns read(SeriesKey series, Columns columns) {
        Snapshot now = snapshot(series.device(), block -> block.series().equals(series));
        byte[] name = Names.bytes(series);
        for (Segment segment : now.segments()) {
            if (segment.latest() >= columns.from() && segment.earliest() < columns.to()) {
                readSegment(segment, series.device(), name, block -> block.copyTo(columns));
            }
        }
        now.blocks().forEach(block -> Block.Content.of(ByteBuffer.wrap(block)).copyTo(columns));
        now.forEachWaiting(sample -> {
            if (sample.series().equals(series)) {
                Row row = Row.of(null, sample);
                columns.add(row.millis(), row.outcome(), row.value());
            }
        });
        return columns;
    }

    /** All that there was of a device at one moment: what lies in segments, in memory, and what waits. */
    private record Snapshot(
            DeviceId device,
            List<Segment> segments,
            Set<SeriesKey> names,
            List<byte[]> blocks,
            List<List<Sample>> waiting) {
        void forEachWaiting(Consumer<Sample> found) {
            for (List<Sample> batch : waiting) {
                for (Sample sample : batch) {
                    if (sample.series().device().equals(device)) {
                        found.accept(sample);
                    }
                }
            }
        }
    }

    private Snapshot snapshot(DeviceId device, Predicate<Block> wanted) {
        awaitOpening();
        storeLock.lock();
        try {
            Snapshot snapshot =
                    new Snapshot(device, segments, new LinkedHashSet<>(), new ArrayList<>(), new ArrayList<>(inFlight));
            for (Head part : sealing == null ? List.of(head) : List.of(sealing, head)) {
                for (Block block : part.blocks(device)) {
                    if (block.count() > 0) {
                        snapshot.names().add(block.series());
                        if (wanted.test(block)) {
                            snapshot.blocks().add(block.toBytes());
                        }
                    }
                }
            }
            queueLock.lock();
            try {
                snapshot.waiting().addAll(queue);
            } finally {
                queueLock.unlock();
            }
            return snapshot;
        } finally {
            storeLock.unlock();
        }
    }

    private void readSegment(Segment segment, DeviceId device, byte[] name, Consumer<Block.Content> blocks) {
        reading(segment, () -> segment.read(device, name, blocks), device);
    }

    /** Reads from a segment, and tells how many pieces of it are damaged. */
    private interface Reading {
        int run() throws IOException;
    }

    private void reading(Segment segment, Reading reading, Object wanted) {
        try {
            int bad = reading.run();
            if (bad > 0) {
                damaged.addAndGet(bad);
                LOG.warn(
                        "{} of the pieces of {} that {} may be in are damaged; the rest was read",
                        bad,
                        segment.path(),
                        wanted);
            }
        } catch (IOException e) {
            if (isCurrent(segment)) {
                damaged.incrementAndGet();
                LOG.warn("{} cannot be read: {}", segment.path(), e.toString());
            }
        }
    }

    /** Whether a segment has not been deleted because of its age meanwhile. */
    private boolean isCurrent(Segment segment) {
        storeLock.lock();
        try {
            return segments.contains(segment);
        } finally {
            storeLock.unlock();
        }
    }

    private void awaitOpening() {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        open();
        opened.countDown();
        long nextFlush = System.nanoTime();
        long nextExpiry = nextFlush;
        while (true) {
            Settings current;
            boolean last;
            boolean due;
            queueLock.lock();
            try {
                long wait = segmentWriter != null ? 0 : nextFlush - System.nanoTime();
                while (wait > 0 && !stopped && !poked && !isPressing()) {
                    wait = work.awaitNanos(wait);
                }
                current = settings;
                last = stopped;
                due = last || poked || isPressing() || System.nanoTime() - nextFlush >= 0;
                if (poked) {
                    nextExpiry = System.nanoTime();
                }
                poked = false;
            } catch (InterruptedException e) {
                throw new IllegalStateException("Nobody interrupts this thread", e);
            } finally {
                queueLock.unlock();
            }
            if (due) {
                flush(current);
                nextFlush = System.nanoTime() + current.flush().toNanos();
            }
            if (last) {
                break;
            }
            seal(current);
            if (System.nanoTime() - nextExpiry >= 0) {
                expire(current);
                nextExpiry = System.nanoTime() + EXPIRY_NANOS;
            }
        }
        closeQuietly(log);
        closeQuietly(segmentWriter);
    }

    private void open() {
        try {
            Files.createDirectories(directory);
            List<Segment> found = new ArrayList<>();
            List<Path> foundLogs = new ArrayList<>();
            for (Path path : list()) {
                String name = path.getFileName().toString();
                if (name.endsWith(Segment.UNFINISHED)) {
                    Files.delete(path);
                } else if (name.endsWith(Segment.SUFFIX)) {
                    nextNumber = Math.max(nextNumber, number(path) + 1);
                    openSegment(path, found);
                } else if (name.endsWith(LOG_SUFFIX)) {
                    nextNumber = Math.max(nextNumber, number(path) + 1);
                    foundLogs.add(path);
                }
            }
            long sealedUpTo = found.isEmpty() ? -1 : found.get(found.size() - 1).number();
            Head recovered = new Head();
            List<Path> alive = new ArrayList<>();
            for (Path path : foundLogs) {
                if (number(path) <= sealedUpTo) {
                    Files.delete(path);
                } else {
                    replay(path, recovered);
                    alive.add(path);
                }
            }
            storeLock.lock();
            try {
                segments = List.copyOf(found);
                head = recovered;
            } finally {
                storeLock.unlock();
            }
            logs = alive;
            headStart = System.nanoTime();
            ready = true;
            measure();
            settle();
        } catch (IOException | RuntimeException | Error e) {
            fail("opened", e);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName()
                            .toString()
                            .matches("[0-9]{1,18}(" + LOG_SUFFIX + "|" + Segment.SUFFIX + "(" + Segment.UNFINISHED
                                    + ")?)"))
                    .sorted(Comparator.comparingLong(SampleStore::number))
                    .toList();
        }
    }

    private static long number(Path path) {
        String name = path.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    private Path path(long number, String suffix) {
        return directory.resolve(String.format("%010d%s", number, suffix));
    }

    private void openSegment(Path path, List<Segment> found) throws IOException {
        Segment segment = Segment.open(path, number(path));
        if (segment == null) {
            int saved = Segment.repair(path);
            damaged.incrementAndGet();
            LOG.warn("{} is damaged at its end; {} blocks of it were saved", path, saved);
            segment = saved == 0 ? null : Segment.open(path, number(path));
        }
        if (segment != null) {
            found.add(segment);
        }
    }

    private void replay(Path path, Head recovered) throws IOException {
        Log.Replay replay = Log.replay(path, recovered);
        if (replay.damaged() > 0) {
            damaged.incrementAndGet();
            LOG.warn(
                    "{} bytes of {} are unreadable, cut off when the machine or the monitor stopped; the rest was read",
                    replay.damaged(),
                    path);
        }
        if (replay.nameless() > 0) {
            unwritten.addAndGet(replay.nameless());
            LOG.warn("{} samples in {} belong to nobody, their names are lost", replay.nameless(), path);
        }
    }

    private void flush(Settings current) {
        if (!ready) {
            open();
        }
        try {
            keep(current);
        } catch (RuntimeException | Error e) {
            fail("written", e);
            forget();
        }
    }

    /** Drops what is on its way, so that one bad sample does not stop those that follow. */
    private void forget() {
        storeLock.lock();
        try {
            unwritten.addAndGet(inFlight.stream().mapToInt(List::size).sum());
            inFlight = List.of();
        } finally {
            storeLock.unlock();
        }
    }

    private void keep(Settings current) {
        List<Row> rows = new ArrayList<>();
        storeLock.lock();
        try {
            queueLock.lock();
            try {
                inFlight = queue;
                queue = new ArrayList<>();
                queued = 0;
            } finally {
                queueLock.unlock();
            }
            for (List<Sample> batch : inFlight) {
                for (Sample sample : batch) {
                    if (Names.fits(sample.series())) {
                        rows.add(Row.of(head.block(sample.series()), sample));
                    } else {
                        refuse(sample);
                    }
                }
            }
        } finally {
            storeLock.unlock();
        }
        int written = rows.isEmpty() ? 0 : write(rows, current);
        storeLock.lock();
        try {
            for (Row row : rows.subList(0, written)) {
                head.add(row.block(), row);
            }
            inFlight = List.of();
        } finally {
            storeLock.unlock();
        }
        kept.addAndGet(written);
        unwritten.addAndGet(rows.size() - written);
    }

    private void refuse(Sample sample) {
        if (overlong.getAndIncrement() == 0) {
            LOG.warn("Samples of {} are dropped: the name is too long", sample.series());
        }
    }

    /** Tells how many of the rows are in the log. */
    private int write(List<Row> rows, Settings current) {
        int written = 0;
        if (!ready || head.memory() > 2 * current.memoryBytes()) {
            return written;
        }
        try {
            if (log == null) {
                Path path = path(nextNumber, LOG_SUFFIX);
                log = new Log(path);
                logs.add(path);
                nextNumber++;
                try (FileChannel parent = FileChannel.open(directory)) {
                    parent.force(true);
                }
            }
            while (written < rows.size()) {
                int end = Math.min(rows.size(), written + Log.MAX_ROWS);
                log.append(rows.subList(written, end));
                written = end;
            }
            log.force();
            settle();
        } catch (IOException e) {
            fail("written", e);
        }
        return written;
    }

    /** Begins to seal the head when it is time, or does a piece of it. */
    private void seal(Settings current) {
        try {
            if (segmentWriter != null) {
                if (!segmentWriter.step()) {
                    finishSealing();
                }
            } else if (System.nanoTime() - nextSeal >= 0 && (sealing != null || isFull(current))) {
                beginSealing();
            }
        } catch (IOException | RuntimeException | Error e) {
            closeQuietly(segmentWriter);
            segmentWriter = null;
            nextSeal = System.nanoTime() + RETRY_NANOS;
            fail("written", e);
        }
    }

    private boolean isFull(Settings current) {
        return ready
                && !logs.isEmpty()
                && (System.nanoTime() - headStart >= current.segment().toNanos()
                        || head.memory() >= current.memoryBytes()
                        || (log != null && log.size() >= current.maxBytes() / 4)
                        || logs.size() > MAX_LOGS);
    }

    private void beginSealing() throws IOException {
        if (sealing == null) {
            closeQuietly(log);
            log = null;
            sealingLogs = logs;
            logs = new ArrayList<>();
            headStart = System.nanoTime();
            storeLock.lock();
            try {
                sealing = head;
                head = new Head();
            } finally {
                storeLock.unlock();
            }
        }
        segmentWriter = new SegmentWriter(
                path(number(sealingLogs.get(sealingLogs.size() - 1)), Segment.SUFFIX),
                sealing.inOrder().stream().map(SealedBlock::of).iterator());
    }

    private void finishSealing() throws IOException {
        segmentWriter.finish();
        segmentWriter = null;
        long number = number(sealingLogs.get(sealingLogs.size() - 1));
        Segment segment = Segment.open(path(number, Segment.SUFFIX), number);
        storeLock.lock();
        try {
            List<Segment> more = new ArrayList<>(segments);
            more.add(segment);
            segments = List.copyOf(more);
            sealing = null;
        } finally {
            storeLock.unlock();
        }
        for (Path sealed : sealingLogs) {
            Files.delete(sealed);
        }
        sealingLogs = List.of();
        expire(settings());
    }

    private Settings settings() {
        queueLock.lock();
        try {
            return settings;
        } finally {
            queueLock.unlock();
        }
    }

    /** Deletes the segments that are too old, and the oldest while all together are too large. */
    private void expire(Settings current) {
        try {
            long total = measure();
            long oldest = clock.millis() - current.retention().toMillis();
            List<Segment> remaining = new ArrayList<>();
            List<Segment> expired = new ArrayList<>();
            for (Segment segment : segments) {
                if (total > current.maxBytes() || segment.latest() < oldest) {
                    expired.add(segment);
                    total -= segment.size();
                } else {
                    remaining.add(segment);
                }
            }
            storeLock.lock();
            try {
                segments = List.copyOf(remaining);
            } finally {
                storeLock.unlock();
            }
            for (Segment segment : expired) {
                Files.deleteIfExists(segment.path());
            }
            bytes = total;
        } catch (IOException e) {
            LOG.warn("{} cannot be tidied up: {}", directory, e.toString());
        } catch (RuntimeException | Error e) {
            LOG.error("{} cannot be tidied up", directory, e);
        }
    }

    private long measure() throws IOException {
        long total = 0;
        for (Segment segment : segments) {
            total += segment.size();
        }
        for (List<Path> paths : List.of(logs, sealingLogs)) {
            for (Path path : paths) {
                total += Files.size(path);
            }
        }
        bytes = total;
        return total;
    }

    private void fail(String what, Throwable reason) {
        if (trouble == null) {
            LOG.error("{} cannot be {}, samples are dropped until it can: {}", directory, what, reason.toString());
            if (!(reason instanceof IOException)) {
                LOG.error("This is an error of the program, or of the machine", reason);
            }
        }
        trouble = reason.toString();
    }

    private void settle() {
        if (trouble != null) {
            LOG.info("{} can be written again; {} samples were dropped", directory, unwritten.get());
            trouble = null;
        }
    }

    private void closeQuietly(Closeable file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("A file in {} cannot be closed: {}", directory, e.toString());
            }
        }
    }

    /** A block on its way into a segment. */
    private record SealedBlock(int hash, Block block) implements SegmentWriter.Entry {
        static SegmentWriter.Entry of(Block block) {
            return new SealedBlock(Names.hash(block.series().device()), block);
        }

        @Override
        public long earliest() {
            return block.earliest();
        }

        @Override
        public long latest() {
            return block.latest();
        }

        @Override
        public byte[] bytes() {
            return block.toBytes();
        }
    }
}
