// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.measurement.SharedSummaries;

/**
 * Series in JSON: summaries, or samples as they were taken. Times are in milliseconds; a counter is summarised as its
 * rate per second.
 */
final class SeriesJson {
    /** So many samples stand in one answer; {@code next} tells from where to ask on. */
    static final int SAMPLES = 20_000;

    private final JsonGenerator json;

    SeriesJson(JsonGenerator json) {
        this.json = json;
    }

    static String unit(Metric metric) {
        return metric.unit() == Metric.Unit.NANOSECONDS ? "ms" : Values.word(metric.unit());
    }

    void write(SeriesQuery query, Archive archive) {
        json.writeStartObject().write("device", query.device().toString());
        Values.time(json, "from", query.from());
        Values.time(json, "to", query.to());
        json.write("resolution", query.resolution().map(Duration::toString).orElse("raw"));
        if (query.several()) {
            json.writeStartArray("series");
            for (SeriesKey series : query.series()) {
                json.writeStartObject();
                write(query, series, archive);
                json.writeEnd();
            }
            json.writeEnd();
        } else {
            write(query, query.series().get(0), archive);
        }
        json.writeEnd();
    }

    /** What another monitor shared: whose it is, and how many pieces of it cannot be had now. */
    void write(SharedQuery query, SharedSummaries summaries) {
        List<SeriesKey> matching = query.matching(summaries);
        json.writeStartObject()
                .write("device", query.device().toString())
                .write("monitor", summaries.monitor())
                .write("missing", summaries.missing());
        Values.time(json, "from", query.range().from());
        Values.time(json, "to", query.range().to());
        json.write("resolution", query.resolution().toString());
        if (query.several()) {
            json.writeStartArray("series");
            for (SeriesKey series : matching) {
                json.writeStartObject();
                shared(series, summaries);
                json.writeEnd();
            }
            json.writeEnd();
        } else {
            shared(matching.get(0), summaries);
        }
        json.writeEnd();
    }

    private void shared(SeriesKey series, SharedSummaries summaries) {
        name(series, true);
        points(series.metric(), summaries.series().getOrDefault(series, List.of()));
    }

    private void name(SeriesKey series, boolean summarised) {
        Metric metric = series.metric();
        json.write("metric", metric.name());
        if (!series.instance().isEmpty()) {
            json.write("instance", series.instance());
        }
        boolean rates = summarised && metric.kind() == Metric.Kind.COUNTER;
        json.write("unit", unit(metric) + (rates ? "/s" : ""));
    }

    private void write(SeriesQuery query, SeriesKey series, Archive archive) {
        Metric metric = series.metric();
        name(series, query.resolution().isPresent());
        query.resolution()
                .ifPresentOrElse(
                        resolution -> points(metric, archive.points(series, query.from(), query.to(), resolution)),
                        () -> samples(metric, archive.samples(series, query.from(), query.to())));
    }

    private void points(Metric metric, List<Point> points) {
        json.writeStartArray("points");
        for (Point point : points) {
            json.writeStartObject();
            Values.time(json, "at", point.at());
            json.write("count", point.count()).write("lost", point.lost());
            if (point.lost() < point.count()) {
                json.write("min", gauge(metric, point.min()))
                        .write("median", gauge(metric, point.median()))
                        .write("max", gauge(metric, point.max()))
                        .write("mean", gauge(metric, point.mean()));
            }
            json.writeEnd();
        }
        json.writeEnd();
    }

    private void samples(Metric metric, List<Sample> samples) {
        json.writeStartArray("samples");
        samples.stream().limit(SAMPLES).forEach(sample -> {
            json.writeStartObject().write("at", sample.at().toString()).write("outcome", Values.word(sample.outcome()));
            if (sample.outcome() == Outcome.OK) {
                if (metric.kind() == Metric.Kind.COUNTER) {
                    json.write("value", new BigInteger(Long.toUnsignedString(sample.value())));
                } else {
                    json.write("value", gauge(metric, sample.value()));
                }
            }
            json.writeEnd();
        });
        json.writeEnd();
        if (samples.size() > SAMPLES) {
            json.write("next", samples.get(SAMPLES).at().toString());
        }
    }

    private static BigDecimal gauge(Metric metric, double value) {
        return metric.unit() == Metric.Unit.NANOSECONDS ? Values.milliseconds(value) : Values.rounded(value, 3);
    }
}
