// SPDX-License-Identifier: Apache-2.0
package org.example.httpprobe;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.api.probe.SampleSink;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Measures how long the web server of a device takes to answer. */
@Component(
        name = "org.example.http-probe",
        service = {Probe.class, WatchListener.class})
@Designate(ocd = HttpProbe.Config.class)
public class HttpProbe implements Probe {
    static final Metric RESPONSE = new Metric("http-response", Metric.Unit.NANOSECONDS, Metric.Kind.GAUGE);

    @ObjectClassDefinition(name = "Example: HTTP probe")
    @interface Config {
        int port() default 80;

        int seconds() default 60;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<SampleSink> sinks;

    @Activate
    Config config;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client = HttpClient.newBuilder().executor(timer).build();
    private final LongAdder sent = new LongAdder();
    private List<? extends Future<?>> schedule = List.of();

    @Deactivate
    void stop() {
        timer.shutdownNow();
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public synchronized void watch(WatchList list) {
        schedule.forEach(task -> task.cancel(false));
        schedule = list.watches().values().stream().map(this::schedule).toList();
    }

    private Future<?> schedule(Watch watch) {
        Duration period = Duration.ofSeconds(config.seconds());
        long wait = Math.floorMod(watch.phase(period).toMillis() - System.currentTimeMillis(), period.toMillis());
        Runnable task = () -> measure(watch.device()).thenAccept(this::deliver);
        return timer.scheduleAtFixedRate(task, wait, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void deliver(Sample sample) {
        sinks.forEach(sink -> sink.accept(List.of(sample)));
    }

    private CompletableFuture<Sample> measure(Device device) {
        SeriesKey series = new SeriesKey(device.id(), RESPONSE);
        Instant at = Instant.now();
        long start = System.nanoTime();
        sent.increment();
        return client.sendAsync(head(device.addresses().get(0)), HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null
                        ? new Sample(series, at, Outcome.OK, System.nanoTime() - start)
                        : new Sample(series, at, outcome(failure), 0));
    }

    private static Outcome outcome(Throwable failure) {
        return failure.getCause() instanceof HttpTimeoutException ? Outcome.TIMEOUT : Outcome.ERROR;
    }

    private HttpRequest head(InetAddress address) {
        String host = address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + config.port()))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    @Override
    public CompletionStage<ProbeReport> probe(Device device) {
        return measure(device)
                .thenApply(sample -> new ProbeReport(name(), List.of(sample), "HTTP: " + sample.outcome()));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("sent", sent.sum());
    }
}
