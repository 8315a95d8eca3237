// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;

/** Series in JSON: summaries, or samples as they were taken. Times are in milliseconds. */
final class SeriesJson {
    /** So many samples stand in one answer; {@code next} tells from where to ask on. */
    static final int SAMPLES = 20_000;

    private final JsonGenerator json;
    private final Metric metric;

    SeriesJson(JsonGenerator json, Metric metric) {
        this.json = json;
        this.metric = metric;
    }

    static String unit(Metric metric) {
        return metric.unit() == Metric.Unit.NANOSECONDS ? "ms" : Values.word(metric.unit());
    }

    void write(SeriesQuery query, Archive archive) {
        json.writeStartObject()
                .write("device", query.series().device().toString())
                .write("metric", metric.name());
        if (!query.series().instance().isEmpty()) {
            json.write("instance", query.series().instance());
        }
        json.write("unit", unit(metric));
        Values.time(json, "from", query.from());
        Values.time(json, "to", query.to());
        query.resolution()
                .ifPresentOrElse(
                        resolution -> {
                            json.write("resolution", resolution.toString());
                            points(archive.points(query.series(), query.from(), query.to(), resolution));
                        },
                        () -> {
                            json.write("resolution", "raw");
                            samples(archive.samples(query.series(), query.from(), query.to()));
                        });
        json.writeEnd();
    }

    private void points(List<Point> points) {
        json.writeStartArray("points");
        for (Point point : points) {
            json.writeStartObject();
            Values.time(json, "at", point.at());
            json.write("count", point.count()).write("lost", point.lost());
            if (point.lost() < point.count()) {
                json.write("min", gauge(point.min()))
                        .write("median", gauge(point.median()))
                        .write("max", gauge(point.max()))
                        .write("mean", gauge(point.mean()));
            }
            json.writeEnd();
        }
        json.writeEnd();
    }

    private void samples(List<Sample> samples) {
        json.writeStartArray("samples");
        samples.stream().limit(SAMPLES).forEach(sample -> {
            json.writeStartObject().write("at", sample.at().toString()).write("outcome", Values.word(sample.outcome()));
            if (sample.outcome() == Outcome.OK) {
                if (metric.kind() == Metric.Kind.COUNTER) {
                    json.write("value", new BigInteger(Long.toUnsignedString(sample.value())));
                } else {
                    json.write("value", gauge(sample.value()));
                }
            }
            json.writeEnd();
        });
        json.writeEnd();
        if (samples.size() > SAMPLES) {
            json.write("next", samples.get(SAMPLES).at().toString());
        }
    }

    private BigDecimal gauge(double value) {
        return metric.unit() == Metric.Unit.NANOSECONDS ? Values.milliseconds(value) : Values.rounded(value, 3);
    }
}
