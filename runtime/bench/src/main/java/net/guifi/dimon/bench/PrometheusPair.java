// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prometheus, and the blackbox_exporter that pings for it. */
final class PrometheusPair implements AutoCloseable {
    private static final String EXPORTER_COMMAND = "prometheus-blackbox-exporter";
    static final List<String> NEEDS = List.of("prometheus:prometheus", EXPORTER_COMMAND + ":" + EXPORTER_COMMAND);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Child prometheus;
    private final Child exporter;
    private final Http http;

    private PrometheusPair(Child prometheus, Child exporter, Http http) {
        this.prometheus = prometheus;
        this.exporter = exporter;
        this.http = http;
    }

    /** Starts both, to ping the devices from 1 to so many each 10 s. */
    static PrometheusPair start(Path directory, int targets)
            throws IOException, InterruptedException, MeasuringException {
        Files.createDirectories(directory);
        int exporterPort = Http.freePort();
        int port = Http.freePort();
        Path modules = Files.writeString(
                directory.resolve("blackbox.yml"),
                """
                modules:
                  icmp:
                    prober: icmp
                    timeout: 5s
                    icmp:
                      preferred_ip_protocol: ip4
                """);
        Path configuration =
                Files.writeString(directory.resolve("prometheus.yml"), configuration(exporterPort, targets));
        Child exporter = Child.start(
                directory.resolve("exporter.out"),
                Map.of(),
                List.of(
                        EXPORTER_COMMAND,
                        "--config.file=" + modules,
                        "--web.listen-address=127.0.0.1:" + exporterPort));
        try {
            Child prometheus = Child.start(
                    directory.resolve("prometheus.out"),
                    Map.of(),
                    List.of(
                            "prometheus",
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port));
            PrometheusPair pair = new PrometheusPair(prometheus, exporter, new Http(port));
            try {
                prometheus.until("Prometheus is ready", START_LIMIT, pair::isReady);
                return pair;
            } catch (IOException | InterruptedException | MeasuringException | RuntimeException e) {
                prometheus.close();
                throw e;
            }
        } catch (IOException | InterruptedException | MeasuringException | RuntimeException e) {
            exporter.close();
            throw e;
        }
    }

    private static String configuration(int exporterPort, int targets) {
        String addresses =
                IntStream.rangeClosed(1, targets).mapToObj(Network::address).collect(Collectors.joining(","));
        return """
                global:
                  scrape_interval: 10s
                scrape_configs:
                  - job_name: ping
                    metrics_path: /probe
                    params:
                      module: [icmp]
                    static_configs:
                      - targets: [%s]
                    relabel_configs:
                      - source_labels: [__address__]
                        target_label: __param_target
                      - source_labels: [__param_target]
                        target_label: instance
                      - target_label: __address__
                        replacement: 127.0.0.1:%d
                """
                .formatted(addresses, exporterPort);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return !http.get("/-/ready").isEmpty();
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }

    /** How many targets answered the last ping; 0 before the first. */
    long up() throws IOException, InterruptedException {
        String query = "/api/v1/query?query=sum(probe_success)";
        return http.get(query).contains("\"result\":[]") ? 0 : http.number(query, "\"(\\d+)\"\\]");
    }

    Child prometheus() {
        return prometheus;
    }

    List<ProcessHandle> processes() {
        List<ProcessHandle> processes = new ArrayList<>(prometheus.processes());
        processes.addAll(exporter.processes());
        return processes;
    }

    @Override
    public void close() {
        prometheus.close();
        exporter.close();
    }
}
