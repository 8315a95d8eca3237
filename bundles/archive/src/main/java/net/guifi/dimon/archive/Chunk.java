// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Summaries of many devices as they are shared: an octet with the version, then the names of devices and interfaces,
 * compressed, then the summaries in bits.
 *
 * @param intervals how many each device has
 * @param devices in the order of their ids, each once
 */
record Chunk(int intervals, List<DeviceSummaries> devices) {
    /** The longest name of an interface that is told. */
    static final int MAX_UPLINK = 100;

    static final int MAX_DEVICES = 1 << 14;
    private static final int VERSION = 1;
    // A summary takes a bit at the least, and some 50 octets when it is read.
    private static final int MAX_INTERVALS = ChunkName.Span.SLOT.intervals();
    private static final int MAX_NAMES = 4 << 20;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    Chunk {
        devices = List.copyOf(devices);
    }

    /** What it has of a device. */
    Optional<DeviceSummaries> find(DeviceId device) {
        return devices.stream().filter(each -> each.device().equals(device)).findFirst();
    }

    byte[] encode() {
        byte[] names = deflated(out -> {
            out.writeShort(intervals);
            out.writeShort(devices.size());
            writeDevices(out);
            writeUplinks(out);
        });
        BitWriter bits = new BitWriter();
        Columns columns = new Columns();
        for (DeviceSummaries device : devices) {
            columns.begin();
            device.intervals()
                    .forEach(summary ->
                            columns.write(bits, summary, !device.uplink().isEmpty()));
        }
        byte[] packed = bits.toBytes();
        return ByteBuffer.allocate(1 + Integer.BYTES + names.length + packed.length)
                .put((byte) VERSION)
                .putInt(names.length)
                .put(names)
                .put(packed)
                .array();
    }

    /**
     * Reads what {@link #encode} wrote, or anything else.
     *
     * @throws MalformedChunkException when it is no chunk, is cut off, or is of a newer release
     */
    static Chunk decode(byte[] encoded) throws MalformedChunkException {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        if (encoded.length < 1 + Integer.BYTES) {
            throw new MalformedChunkException("it is cut off");
        }
        int version = Byte.toUnsignedInt(buffer.get());
        if (version != VERSION) {
            throw new MalformedChunkException(
                    version > VERSION ? "it was written by a newer release" : "its version is unknown");
        }
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new MalformedChunkException("it is cut off");
        }
        InputStream names = new ByteArrayInputStream(encoded, buffer.position(), length);
        buffer.position(buffer.position() + length);
        try (InflaterInputStream inflated = new InflaterInputStream(names)) {
            return decode(new DataInputStream(new Bounded(inflated, MAX_NAMES)), new BitReader(buffer));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MalformedChunkException("it is damaged: " + e.getMessage(), e);
        }
    }

    private static Chunk decode(DataInput in, BitReader bits) throws IOException {
        int intervals = in.readUnsignedShort();
        int count = in.readUnsignedShort();
        if (intervals > MAX_INTERVALS || count > MAX_DEVICES) {
            throw new IOException("it has " + count + " devices of " + intervals + " intervals");
        }
        List<DeviceId> ids = readDevices(in, count);
        List<String> uplinks = readUplinks(in, count);
        Columns columns = new Columns();
        List<DeviceSummaries> devices = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.begin();
            List<Summary> summaries = new ArrayList<>(intervals);
            for (int interval = 0; interval < intervals; interval++) {
                summaries.add(columns.read(bits, !uplinks.get(i).isEmpty()));
            }
            devices.add(new DeviceSummaries(ids.get(i), uplinks.get(i), summaries));
        }
        return new Chunk(intervals, devices);
    }

    /** Numbers as the difference from the one before, in groups of seven bits; 0 before an id that is written out. */
    private void writeDevices(DataOutput out) throws IOException {
        DeviceId before = null;
        for (DeviceSummaries each : devices) {
            DeviceId device = each.device();
            if (before != null && follows(before, device)) {
                writeNumber(out, Long.parseLong(device.id()) - Long.parseLong(before.id()));
            } else {
                writeNumber(out, 0);
                out.writeUTF(device.toString());
            }
            before = device;
        }
    }

    private static List<DeviceId> readDevices(DataInput in, int count) throws IOException {
        List<DeviceId> devices = new ArrayList<>();
        DeviceId before = null;
        for (int i = 0; i < count; i++) {
            long difference = readNumber(in);
            DeviceId device;
            if (difference == 0) {
                device = DeviceId.parse(in.readUTF());
            } else if (before != null && NUMBER.matcher(before.id()).matches()) {
                device = new DeviceId(before.source(), Long.toString(Long.parseLong(before.id()) + difference));
            } else {
                throw new IOException("a number follows on none");
            }
            if (before != null && before.compareTo(device) >= 0) {
                throw new IOException("its devices are out of order");
            }
            devices.add(device);
            before = device;
        }
        return devices;
    }

    private static boolean follows(DeviceId before, DeviceId device) {
        return before.source().equals(device.source())
                && NUMBER.matcher(before.id()).matches()
                && NUMBER.matcher(device.id()).matches();
    }

    private void writeUplinks(DataOutput out) throws IOException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        devices.forEach(device -> numbers.putIfAbsent(device.uplink(), numbers.size()));
        writeNumber(out, numbers.size());
        for (String uplink : numbers.keySet()) {
            out.writeUTF(uplink);
        }
        for (DeviceSummaries device : devices) {
            writeNumber(out, numbers.get(device.uplink()));
        }
    }

    private static List<String> readUplinks(DataInput in, int count) throws IOException {
        long size = readNumber(in);
        List<String> known = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            String uplink = in.readUTF();
            if (i >= count || uplink.length() > MAX_UPLINK) {
                throw new IOException("it has too many interfaces, or one with too long a name");
            }
            known.add(uplink);
        }
        List<String> uplinks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            uplinks.add(known.get((int) Math.min(readNumber(in), Integer.MAX_VALUE)));
        }
        return uplinks;
    }

    private static void writeNumber(DataOutput out, long number) throws IOException {
        long rest = number;
        while (rest >= 0x80) {
            out.writeByte((int) rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readNumber(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = in.readUnsignedByte();
            number |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return number;
            }
        }
        throw new IOException("a number in it is too long");
    }

    private interface Writing {
        void to(DataOutput out) throws IOException;
    }

    private static byte[] deflated(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /** Ends reading what would be too much of it. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private int left;

        Bounded(InputStream in, int most) {
            this.in = in;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            take(1);
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            take(Math.max(0, read));
            return read;
        }

        private void take(int octets) throws IOException {
            left -= octets;
            if (left < 0) {
                throw new IOException("its names take more than " + MAX_NAMES + " octets");
            }
        }
    }

    /** Writes and reads summaries as the differences from what those before let expect. */
    private static final class Columns {
        private static final int MAX_COUNT = 1 << 24;

        private final Rice counts = new Rice(0);
        private final Rice losses = new Rice(0);
        private final Rice[] firsts = rices(3);
        private final Rice[] later = rices(3);
        private final Rice medians = new Rice(0);
        private final Rice maxima = new Rice(0);
        private final int[] expected = new int[3];
        private final boolean[] known = new boolean[3];
        private int count;

        private static Rice[] rices(int number) {
            Rice[] rices = new Rice[number];
            Arrays.setAll(rices, i -> new Rice(0));
            return rices;
        }

        /** Another device. */
        void begin() {
            Arrays.fill(known, false);
        }

        void write(BitWriter out, Summary summary, boolean uplink) {
            boolean usual = summary.count() == count && summary.lost() == 0;
            out.write(usual ? 0 : 1, 1);
            if (!usual) {
                counts.write(out, summary.count() - count);
                losses.write(out, signed(summary.lost()));
                count = summary.count();
            }
            if (summary.isAnswered()) {
                write(out, 0, summary.min());
                medians.write(out, signed(summary.median() - summary.min()));
                maxima.write(out, signed(summary.max() - summary.median()));
            }
            if (uplink) {
                out.write(summary.hasTraffic() ? 1 : 0, 1);
                if (summary.hasTraffic()) {
                    write(out, 1, summary.in());
                    write(out, 2, summary.out());
                }
            }
        }

        Summary read(BitReader in, boolean uplink) throws IOException {
            int lost = 0;
            if (in.read(1) == 1) {
                count = (int) within(count + counts.read(in), MAX_COUNT);
                lost = (int) within(unsigned(losses.read(in)), count);
            }
            int min = 0;
            int median = 0;
            int max = 0;
            if (lost < count) {
                min = read(in, 0);
                median = (int) within(min + unsigned(medians.read(in)), LogScale.MAX);
                max = (int) within(median + unsigned(maxima.read(in)), LogScale.MAX);
            }
            boolean traffic = uplink && in.read(1) == 1;
            return new Summary(
                    count,
                    lost,
                    min,
                    median,
                    max,
                    traffic ? read(in, 1) : Summary.NONE,
                    traffic ? read(in, 2) : Summary.NONE);
        }

        private void write(BitWriter out, int column, int code) {
            (known[column] ? later : firsts)[column].write(out, code - expected[column]);
            expect(column, code);
        }

        private int read(BitReader in, int column) throws IOException {
            int code = (int) within(expected[column] + (known[column] ? later : firsts)[column].read(in), LogScale.MAX);
            expect(column, code);
            return code;
        }

        private void expect(int column, int code) {
            expected[column] = code;
            known[column] = true;
        }

        private static long within(long value, int most) throws IOException {
            if (value < 0 || value > most) {
                throw new IOException("a value in it is out of range");
            }
            return value;
        }

        /** Makes of a number from 0 on one that is as short when signs are coded too. */
        private static long signed(long number) {
            return number >>> 1 ^ -(number & 1);
        }

        private static long unsigned(long number) {
            return number << 1 ^ number >> 63;
        }
    }
}
