// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.client.Wire;

/** Asks one device now, with every probe. */
final class ProbeCommand implements Command {
    /** From here on nobody reads milliseconds. */
    private static final Duration LONG_TIME = Duration.ofMinutes(1);

    private final Duration patience;

    /**
     * Makes the command.
     *
     * @param patience how long to wait for a probe
     */
    ProbeCommand(Duration patience) {
        this.patience = patience;
    }

    @Override
    public String usage() {
        return "probe ID";
    }

    @Override
    public String description() {
        return "asks one device now, with every probe";
    }

    private record Question(String probe, CompletableFuture<ProbeReport> report) {}

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        Device device = DeviceCommand.find(services, "probe", arguments);
        if (device.addresses().isEmpty()) {
            throw CommandException.failed("The device " + device.id() + " has no address.");
        }
        if (services.probes().isEmpty()) {
            throw CommandException.failed("No probe is running.");
        }
        List<Question> questions = new ArrayList<>();
        for (Probe probe : services.probes()) {
            questions.add(new Question(probe.name(), ask(probe, device)));
        }
        StringBuilder text = new StringBuilder();
        int exit = Wire.OK;
        for (Question question : questions) {
            Optional<String> problem = tell(question, text);
            if (problem.isPresent()) {
                text.append(question.probe()).append(": ").append(problem.get()).append('\n');
                exit = Wire.FAILED;
            }
        }
        return new Answer(text.toString(), exit);
    }

    private static CompletableFuture<ProbeReport> ask(Probe probe, Device device) {
        try {
            return probe.probe(device).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Adds what a probe found; returns why it found nothing. */
    private Optional<String> tell(Question question, StringBuilder text) {
        try {
            ProbeReport report = question.report().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            text.append(report.probe()).append(": ").append(report.summary()).append('\n');
            for (Sample sample : report.samples()) {
                text.append("  ").append(describe(sample)).append('\n');
            }
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            return Optional.of("no report within " + Words.duration(patience));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static String describe(Sample sample) {
        Metric metric = sample.series().metric();
        String what = metric.name()
                + (sample.series().instance().isEmpty()
                        ? ""
                        : "/" + sample.series().instance());
        if (sample.outcome() != Outcome.OK) {
            return what + "  " + Words.name(sample.outcome());
        }
        return what + "  " + value(metric, sample.value());
    }

    private static String value(Metric metric, long value) {
        return switch (metric.unit()) {
            case NANOSECONDS -> {
                Duration time = Duration.ofNanos(value);
                yield time.compareTo(LONG_TIME) < 0 ? Words.rtt(Optional.of(time)) : Words.duration(time);
            }
            case OCTETS -> Long.toUnsignedString(value) + " octets";
            case COUNT -> Long.toUnsignedString(value);
        };
    }
}
