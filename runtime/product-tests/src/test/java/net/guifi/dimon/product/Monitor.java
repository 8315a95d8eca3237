// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An appliance on a host of the countryside; it can be ended, stopped and started again. */
final class Monitor implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String NEW = "[Temporary PID replaced by real PID upon save]";

    private final Countryside.Host host;
    private final Path data;
    private final Path cnml;
    private Product product;
    private String id;

    /** Does not start it. */
    Monitor(Countryside.Host host, Path data, Path cnml) {
        this.host = host;
        this.data = data;
        this.cnml = cnml;
    }

    void start() throws IOException {
        close();
        product = Product.startIn(host.namespace(), host.address(), data, "--cnml", cnml.toString());
        await().atMost(LIMIT).ignoreExceptions().until(() -> !currentId().isEmpty());
    }

    boolean isRunning() {
        return product.isRunning();
    }

    /** Tells it how often to ping, and where its AntidoteDB is. */
    void configure(Duration period, String store) throws IOException, InterruptedException {
        configure("net.guifi.dimon.ping", "", "period", period.toString());
        configure(NEW, "net.guifi.dimon.store-antidote", "hosts", store);
    }

    /** As the form of the console does, which is for this host alone. */
    private void configure(String pid, String factoryPid, String name, String value)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-o", "-", "-w", "%{http_code}"));
        command.addAll(List.of("-u", "admin:" + product.password()));
        List<String> fields = new ArrayList<>(List.of("apply=true", "action=ajaxConfigManager"));
        if (!factoryPid.isEmpty()) {
            fields.add("factoryPid=" + factoryPid);
        }
        fields.addAll(List.of("propertylist=" + name, name + "=" + value));
        for (String field : fields) {
            command.addAll(List.of("--data-urlencode", field));
        }
        String path = "/system/console/configMgr/"
                + pid.replace("[", "%5B").replace("]", "%5D").replace(" ", "%20");
        command.add("http://127.0.0.1:" + product.uri("/").getPort() + path);
        assertThat(host.namespace().run(command.toArray(String[]::new))).endsWith("302");
    }

    String ok(String... command) throws IOException, InterruptedException {
        Product.Output output = product.command(command);
        assertThat(output.exitCode())
                .as("%s: %s: %s", host, List.of(command), output.text())
                .isZero();
        return output.text();
    }

    JsonObject json(String path) throws IOException, InterruptedException {
        return product.json(path);
    }

    JsonObject network() throws IOException, InterruptedException {
        return json("/api/v1/network");
    }

    List<JsonObject> members() throws IOException, InterruptedException {
        return network().getJsonArray("members").getValuesAs(JsonObject.class);
    }

    JsonObject assignments() throws IOException, InterruptedException {
        return json("/api/v1/assignments");
    }

    /** Its id, as it was when it was asked for since its start. */
    String id() throws IOException, InterruptedException {
        if (id == null) {
            currentId();
        }
        return id;
    }

    String currentId() throws IOException, InterruptedException {
        id = json("/api/v1/store").getString("monitor");
        return id;
    }

    Countryside.Host host() {
        return host;
    }

    String address() {
        return host.address();
    }

    /** When it asked a device, whether that answered or not. */
    List<Instant> samples(String device, Instant from) throws IOException, InterruptedException {
        JsonObject series = json("/api/v1/devices/" + device + "/series?metric=rtt&resolution=raw&from=" + from);
        return series.getJsonArray("samples").getValuesAs(JsonObject.class).stream()
                .map(sample -> Instant.parse(sample.getString("at")))
                .toList();
    }

    void signal(String name) throws IOException, InterruptedException {
        Namespace.succeed(
                List.of("kill", "-" + name, Long.toString(product.java().pid())));
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        product.kill();
        id = null;
    }

    /** Ends it as an operator does. */
    void stop() throws InterruptedException {
        assertThat(product.stop()).isZero();
        id = null;
    }

    /** Takes away what it had in its store, while it does not run; it keeps its keys. */
    void forget() throws IOException, InterruptedException {
        assertThat(data.resolve("store")).isDirectory();
        Namespace.succeed(List.of("rm", "-r", data.resolve("store").toString()));
    }

    /** Another one, at another host, on a copy of the data directory. */
    Monitor copy(Countryside.Host elsewhere) throws IOException, InterruptedException {
        Path copied = data.resolveSibling(data.getFileName() + "-copy");
        Namespace.succeed(List.of("cp", "-r", data.toString(), copied.toString()));
        return new Monitor(elsewhere, copied, cnml);
    }

    @Override
    public void close() throws IOException {
        if (product != null) {
            product.close();
        }
    }

    @Override
    public String toString() {
        return host.site() + " " + host.address() + (Files.exists(data) ? "" : " (never started)");
    }
}
