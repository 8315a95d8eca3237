// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * States and transitions on the disk, a line each: a checksum, {@code S} or {@code T}, and fields between tabs.
 * Transitions are appended; from time to time the file is written anew, under another name until it is whole.
 */
final class Journal implements Closeable {
    private static final Charset CHARSET = StandardCharsets.ISO_8859_1;
    private static final int CHECKSUM = 8;
    private static final int MIN_GROWTH = 256 << 10;

    private final Path file;
    private FileChannel channel;
    private long compacted;
    private long size;

    Journal(Path directory) {
        file = directory.resolve("transitions.log");
    }

    /** A transition, with when the device had been asked and had answered until then. */
    record Entry(Transition transition, Optional<Instant> lastSample, Optional<Instant> lastAnswer) {}

    /** How many bytes a transition takes, about. */
    static long size(Transition transition) {
        return 120 + transition.reason().length();
    }

    /** Reads all lines that are whole; tells how many are not. */
    int read(Consumer<Entry> transitions, Consumer<Track.Kept> states) throws IOException {
        int damaged = 0;
        if (Files.exists(file)) {
            try (BufferedReader lines = Files.newBufferedReader(file, CHARSET)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!parse(line, transitions, states)) {
                        damaged++;
                    }
                }
            }
        }
        return damaged;
    }

    /** Whether so much was appended that the file is better written anew. */
    boolean isLong() {
        return channel == null || size - compacted > Math.max(compacted, MIN_GROWTH);
    }

    /** Brings transitions to the disk. */
    void append(List<Entry> entries) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach(entry -> lines.append(line(entry)));
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(CHARSET));
        while (bytes.hasRemaining()) {
            size += channel.write(bytes);
        }
        channel.force(false);
    }

    /** Writes the file anew. */
    void compact(Iterator<Track.Saved> all) throws IOException {
        Files.createDirectories(file.getParent());
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        FileChannel fresh = FileChannel.open(
                unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            OutputStream stream = Channels.newOutputStream(fresh);
            BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(stream, CHARSET), 1 << 16);
            while (all.hasNext()) {
                Track.Saved saved = all.next();
                for (Transition transition : saved.history()) {
                    writer.write(line(new Entry(
                            transition, saved.kept().lastSample(), saved.kept().lastAnswer())));
                }
                writer.write(line(saved.kept()));
            }
            writer.flush();
            fresh.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            fresh.close();
            Files.deleteIfExists(unfinished);
            throw e;
        }
        try (FileChannel directory = FileChannel.open(file.getParent())) {
            directory.force(true);
        }
        close();
        channel = fresh;
        compacted = fresh.size();
        size = compacted;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private static String line(Entry entry) {
        Transition transition = entry.transition();
        return line(
                "T",
                transition.device(),
                transition.from(),
                transition.to(),
                transition.at(),
                transition.reason(),
                text(entry.lastSample()),
                text(entry.lastAnswer()));
    }

    private static String line(Track.Kept kept) {
        return line(
                "S",
                kept.device(),
                kept.state(),
                kept.since(),
                kept.reason(),
                text(kept.lastSample()),
                text(kept.lastAnswer()),
                kept.gapMillis(),
                text(kept.left()));
    }

    private static String line(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.isEmpty() ? "" : "\t").append(field);
        }
        return checksum(line.toString()) + line + '\n';
    }

    private static boolean parse(String line, Consumer<Entry> transitions, Consumer<Track.Kept> states) {
        if (line.length() < CHECKSUM || !line.substring(0, CHECKSUM).equals(checksum(line.substring(CHECKSUM)))) {
            return false;
        }
        String[] f = line.substring(CHECKSUM).split("\t", -1);
        try {
            if (f.length == 8 && f[0].equals("T")) {
                Transition transition = new Transition(
                        DeviceId.parse(f[1]),
                        DeviceState.valueOf(f[2]),
                        DeviceState.valueOf(f[3]),
                        Instant.parse(f[4]),
                        f[5]);
                transitions.accept(new Entry(transition, time(f[6]), time(f[7])));
                return true;
            }
            if (f.length == 9 && f[0].equals("S")) {
                states.accept(new Track.Kept(
                        DeviceId.parse(f[1]),
                        DeviceState.valueOf(f[2]),
                        Instant.parse(f[3]),
                        f[4],
                        time(f[5]),
                        time(f[6]),
                        Long.parseLong(f[7]),
                        time(f[8])));
                return true;
            }
            return false;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse("");
    }

    private static Optional<Instant> time(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    private static String checksum(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(CHARSET));
        return String.format("%08x", checksum.getValue());
    }
}
