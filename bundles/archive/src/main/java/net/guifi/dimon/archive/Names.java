// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.SeriesKey;

/** The names of series as bytes; units and kinds by their places, so new ones of these join at the end. */
final class Names {
    private static final int MAX_LENGTH = 1000;
    private static final List<Metric> USUAL =
            List.of(Metric.RTT, Metric.IN_OCTETS, Metric.OUT_OCTETS, Metric.OPER_STATUS, Metric.UPTIME);
    private static final Metric.Unit[] UNITS = Metric.Unit.values();
    private static final Metric.Kind[] KINDS = Metric.Kind.values();

    private Names() {}

    /** Whether a name is of a length that can be kept. */
    static boolean fits(SeriesKey series) {
        return series.metric().name().length() <= MAX_LENGTH
                && series.instance().length() <= MAX_LENGTH;
    }

    static void write(DataOutput out, SeriesKey series) throws IOException {
        out.writeUTF(series.device().toString());
        out.writeUTF(series.metric().name());
        out.writeByte(series.metric().unit().ordinal());
        out.writeByte(series.metric().kind().ordinal());
        out.writeUTF(series.instance());
    }

    /** What the bytes of a series begin with. */
    static byte[] bytes(SeriesKey series) {
        return bytes(out -> write(out, series));
    }

    /** What the bytes of all series of a device begin with. */
    static byte[] bytes(DeviceId device) {
        return bytes(out -> out.writeUTF(device.toString()));
    }

    private interface Writing {
        void to(DataOutput out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static SeriesKey read(DataInput in) throws IOException {
        DeviceId device = DeviceId.parse(in.readUTF());
        Metric metric = new Metric(in.readUTF(), UNITS[in.readByte()], KINDS[in.readByte()]);
        return new SeriesKey(device, shared(metric), in.readUTF());
    }

    /** The usual metrics are not kept once for each series. */
    private static Metric shared(Metric metric) {
        int usual = USUAL.indexOf(metric);
        return usual < 0 ? metric : USUAL.get(usual);
    }

    /** Where the device stands in the order of a segment. */
    static int hash(DeviceId device) {
        int hash = device.toString().hashCode();
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }
}
