// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.probing.Time;

/** A few echo requests that a person asked for, until all have their outcome. */
final class EchoSeries implements Target.Listener {
    private final SeriesKey series;
    private final int times;
    private final String note;
    private final List<Sample> samples = new ArrayList<>();
    private final CompletableFuture<ProbeReport> report = new CompletableFuture<>();

    EchoSeries(SeriesKey series, int times, String note) {
        this.series = series;
        this.times = times;
        this.note = note;
    }

    CompletableFuture<ProbeReport> report() {
        return report;
    }

    @Override
    public void outcome(long at, Outcome outcome, long rtt) {
        samples.add(new Sample(series, Time.instant(at), outcome, rtt));
        if (samples.size() == times) {
            // Not here: whoever waits for the report must not run under the engine's lock.
            report.completeAsync(() -> new ProbeReport(PingProbe.NAME, samples, summary()));
        }
    }

    private String summary() {
        long notSent = count(Outcome.NOT_SENT);
        long unreachable = count(Outcome.UNREACHABLE);
        long[] answered = samples.stream()
                .filter(sample -> sample.outcome() == Outcome.OK)
                .mapToLong(Sample::value)
                .toArray();
        Arrays.sort(answered);
        StringBuilder text = new StringBuilder();
        text.append(times - notSent).append(" sent, ").append(answered.length).append(" answered");
        if (unreachable > 0) {
            text.append(", ").append(unreachable).append(" unreachable");
        }
        if (notSent > 0) {
            text.append(", ").append(notSent).append(" could not be sent (see the log)");
        }
        if (answered.length > 0) {
            text.append(", rtt min/median/max ")
                    .append(millis(answered[0]))
                    .append('/')
                    .append(millis(answered[answered.length / 2]))
                    .append('/')
                    .append(millis(answered[answered.length - 1]))
                    .append(" ms");
        }
        return text.append(note).toString();
    }

    private long count(Outcome outcome) {
        return samples.stream().filter(sample -> sample.outcome() == outcome).count();
    }

    private static String millis(long nanos) {
        double millis = nanos / (double) Duration.ofMillis(1).toNanos();
        return String.format(Locale.ROOT, millis < 1 ? "%.3f" : "%.1f", millis);
    }
}
