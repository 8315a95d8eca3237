// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The plugin in what stands for Cloudy's GUI, served by PHP on loopback, with a root directory and commands of its own. */
final class Gui implements AutoCloseable {
    static final Path PLUGIN = Path.of(System.getProperty("plugin"));
    private static final Pattern TOKEN = Pattern.compile("name='dimon_token' value='([0-9a-f]{64})'");
    private static final List<String> COMMANDS = List.of(
            "dimon", "dpkg", "dpkg-query", "apt-cache", "apt-get", "systemctl", "docker", "debconf-set-selections");

    private final Path root;
    private final URI address;
    private final List<Process> processes = new ArrayList<>();
    private final Map<String, String> environment;
    private HttpClient session = session();

    Gui(Path root, String guifi) throws IOException, InterruptedException {
        this.root = root;
        for (String directory :
                List.of("bin", "tmp", "run", "proc", "etc/dimon", "etc/cloudy", "answers", "sessions")) {
            Files.createDirectories(root.resolve(directory));
        }
        for (String command : COMMANDS) {
            Files.copy(
                    PLUGIN.resolve("test/bin/fake"),
                    root.resolve("bin").resolve(command),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        environment = Map.of(
                "DIMON_CLOUDY_ROOT",
                root.toString(),
                "DIMON_CLOUDY_PLUGIN",
                PLUGIN.resolve("web").toString(),
                "DIMON_CLOUDY_GUIFI",
                guifi,
                "PATH",
                root.resolve("bin") + ":/usr/bin:/bin");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = URI.create("http://127.0.0.1:" + port);
        try {
            start("mkfifo", root.resolve("tmp/cDistrod").toString()).waitFor();
            start(
                    "php",
                    "-S",
                    "127.0.0.1:" + port,
                    "-t",
                    PLUGIN.resolve("test/gui").toString());
        } catch (IOException e) {
            throw new IOException("PHP does not start: install the packages php-cli and php-xml", e);
        }
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> get("/menu").status() == 200);
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The daemon of Cloudy, which does what takes long. */
    void startDaemon() throws IOException {
        start("bash", PLUGIN.resolve("test/bin/cdistrod").toString());
    }

    private static HttpClient session() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** From now on somebody else looks at it. */
    void newSession() {
        session = session();
    }

    URI address() {
        return address;
    }

    /** An answer of the GUI. */
    record Answer(int status, String location, String frames, String body) {}

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve("/index.php" + path)).GET());
    }

    Answer post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        String form = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(address.resolve("/index.php" + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Posts with the token of this session. */
    Answer act(String action, Map<String, String> fields) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(fields);
        all.put("dimon_token", token());
        return post("/dimon/" + action, all);
    }

    String token() throws IOException, InterruptedException {
        Matcher matcher = TOKEN.matcher(get("/dimon/uninstall").body());
        assertThat(matcher.find()).as("a token in the form").isTrue();
        return matcher.group(1);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                session.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("location").orElse(""),
                response.headers().firstValue("x-frame-options").orElse(""),
                response.body());
    }

    /** What a command says from now on. */
    void answer(String command, int exit, String text) throws IOException {
        write("answers/" + command, text);
        write("answers/" + command + ".exit", Integer.toString(exit));
    }

    void write(String path, String text) throws IOException {
        Files.writeString(root.resolve(path), text);
    }

    void delete(String path) throws IOException {
        Files.deleteIfExists(root.resolve(path));
    }

    Path root() {
        return root;
    }

    /** The calls of a command, as a shell would read them. */
    List<String> calls(String command) throws IOException {
        return lines("calls").stream()
                .filter(line -> line.equals(command) || line.startsWith(command + " "))
                .toList();
    }

    List<String> lines(String path) throws IOException {
        Path file = root.resolve(path);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Override
    public void close() throws IOException {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
        for (Process process : processes) {
            try {
                process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(lines("php-errors")).as("what PHP complained of").isEmpty();
    }
}
