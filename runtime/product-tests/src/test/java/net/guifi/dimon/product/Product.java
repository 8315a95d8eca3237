// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The built distribution as a process of its own. */
final class Product implements AutoCloseable {
    static final Path DISTRIBUTION =
            Path.of(System.getProperty("distribution")).toAbsolutePath().normalize();
    /** Where the first start keeps classes for the others. */
    static final Path CACHE = DISTRIBUTION.resolveSibling("cache");

    static final String BUNDLES_PAGE = "/system/console/bundles";

    /** What stands in the place of a PID that the console is to make. */
    private static final String NEW_PID = "%5BTemporary%20PID%20replaced%20by%20real%20PID%20upon%20save%5D";

    private static final Path COMMAND = DISTRIBUTION.resolve("bin/dimon");
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final long STOP_LIMIT_SECONDS = 180;
    private static final int MOST_MONITORS = 3;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data;
    private final Path output;
    private final String host;
    private final int port;
    private final Process process;

    private Product(Path data, Path output, String host, int port, Process process) {
        this.data = data;
        this.output = output;
        this.host = host;
        this.port = port;
        this.process = process;
    }

    /** What a command printed, and how it ended. */
    record Output(int exitCode, String text) {}

    /** Starts {@code dimon run} on a data directory and waits until it says that it is running. */
    static Product start(Path data, String... options) throws IOException {
        return startFrom(DISTRIBUTION, data, options);
    }

    /** The same with another distribution. */
    static Product startFrom(Path home, Path data, String... options) throws IOException {
        return start(home, List.of(), "127.0.0.1", data, options);
    }

    /** The same in a namespace, where it is reached at an address. */
    static Product startIn(Namespace namespace, String address, Path data, String... options) throws IOException {
        return start(DISTRIBUTION, namespace.entering(), address, data, options);
    }

    private static Product start(Path home, List<String> entering, String host, Path data, String... options)
            throws IOException {
        int port = freePort();
        Path output = Files.createTempFile("dimon-run", ".out");
        List<String> command = new ArrayList<>(entering);
        command.addAll(List.of(
                home.resolve("bin/dimon").toString(),
                "run",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port)));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(environment(data, command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Product product = new Product(data, output, host, port, process);
        try {
            await().atMost(START_LIMIT)
                    .failFast(() -> assertThat(process.isAlive())
                            .as(Files.readString(output))
                            .isTrue())
                    .until(() -> Files.readString(output).contains("DIMON is running"));
        } catch (RuntimeException e) {
            product.close();
            throw e;
        }
        return product;
    }

    private static List<String> environment(Path data, List<String> command) {
        List<String> whole =
                new ArrayList<>(List.of("env", "DIMON_DATA=" + data.resolveSibling("base"), "DIMON_CACHE=" + CACHE));
        whole.addAll(command);
        return whole;
    }

    /** Runs a command of the distribution to its end; that it had to wait is left out of what it printed. */
    Output command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(COMMAND.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        Output output = run(environment(data, command));
        return new Output(
                output.exitCode(), output.text().replaceAll("(?m)^still waiting for the appliance, \\d+ s\n", ""));
    }

    static Output run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("dimon-command", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as("%s did not end: %s", command, text).isTrue();
        return new Output(process.exitValue(), text);
    }

    /**
     * None of those that the kernel gives to who connects: it must be free still when the appliance listens. So are
     * those behind it, for several appliances.
     */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 18_000);
            List<ServerSocket> sockets = new ArrayList<>();
            try {
                while (sockets.size() < MOST_MONITORS) {
                    sockets.add(new ServerSocket(port + sockets.size()));
                }
                return port;
            } catch (BindException e) {
                // Somebody listens there: another one.
            } finally {
                for (ServerSocket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    /** One of those that {@code --monitors} started, for questions: it ends with the others. */
    Product monitor(int number) {
        return new Product(data.resolve(Integer.toString(number)), output, host, port + number - 1, process);
    }

    URI uri(String path) {
        return URI.create("http://" + host + ":" + port + path);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    String password() throws IOException {
        return Files.readString(data.resolve("secrets/console-password")).strip();
    }

    JsonObject json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).GET().build());
    }

    /** A request with the credentials of the console. */
    HttpRequest.Builder console(String path, String... headers) throws IOException {
        String credentials = "admin:" + password();
        return request(path, headers)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()));
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(1));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Sets properties in the console, as its form does; those that are not named have their defaults. */
    void configure(String pid, String... properties) throws IOException, InterruptedException {
        applySettings(pid, "", properties);
    }

    /** Adds one of several configurations of a kind, and tells its PID. */
    String configureAnother(String factoryPid, String... properties) throws IOException, InterruptedException {
        HttpResponse<String> response = applySettings(NEW_PID, "&factoryPid=" + factoryPid, properties);
        String location = response.headers().firstValue("Location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Deletes a configuration in the console. */
    void deleteConfiguration(String pid) throws IOException, InterruptedException {
        applySettings(pid, "&delete=true");
    }

    private HttpResponse<String> applySettings(String pid, String more, String... properties)
            throws IOException, InterruptedException {
        StringBuilder values = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < properties.length; i += 2) {
            names.add(properties[i]);
            values.append('&').append(properties[i]).append('=').append(properties[i + 1]);
        }
        String form = "apply=true&action=ajaxConfigManager&propertylist=" + String.join("%2C", names) + values + more;
        HttpResponse<String> response = send(console("/system/console/configMgr/" + pid)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
        assertThat(response.statusCode()).as(response.body()).isIn(200, 302);
        return response;
    }

    /** Uploads jars as the form on the console's page of bundles does. */
    HttpResponse<String> upload(Path... jars) throws IOException, InterruptedException {
        return upload(console(BUNDLES_PAGE), jars);
    }

    HttpResponse<String> upload(HttpRequest.Builder request, Path... jars) throws IOException, InterruptedException {
        String boundary = "----dimon" + System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String field : List.of("action=install", "bundlestart=start", "bundlestartlevel=20")) {
            String[] pair = field.split("=");
            write(
                    body,
                    "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                    boundary,
                    pair[0],
                    pair[1]);
        }
        for (Path jar : jars) {
            write(
                    body,
                    "--%s\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"%s\"\r\n"
                            + "Content-Type: application/java-archive\r\n\r\n",
                    boundary,
                    jar.getFileName());
            body.write(Files.readAllBytes(jar));
            write(body, "\r\n");
        }
        write(body, "--%s--\r\n", boundary);
        return send(request.header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    private static void write(ByteArrayOutputStream body, String format, Object... arguments) {
        body.writeBytes(String.format(format, arguments).getBytes(StandardCharsets.UTF_8));
    }

    int total(String state) throws IOException, InterruptedException {
        return json("/api/v1/devices?state=" + state).getInt("total");
    }

    /** When a device answered an echo request, since some moment. */
    List<Instant> answers(String device, Instant from) throws IOException, InterruptedException {
        return json("/api/v1/devices/" + device + "/series?metric=rtt&resolution=raw&from=" + from)
                .getJsonArray("samples")
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(sample -> sample.getString("outcome").equals("ok"))
                .map(sample -> Instant.parse(sample.getString("at")))
                .toList();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** The Java process of the appliance, not of the demo. */
    ProcessHandle java() {
        return process.descendants()
                .filter(handle -> handle.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains("net.guifi.dimon.launcher.Main"))
                        .orElse(false))
                .findFirst()
                .orElseThrow();
    }

    /** Ends the appliance at once, as a power cut would, and waits until all of it is gone. */
    void kill() throws InterruptedException {
        java().destroyForcibly();
        assertThat(process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Stops it as Ctrl-C does, and tells its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("it stops")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Files.deleteIfExists(output);
    }
}
