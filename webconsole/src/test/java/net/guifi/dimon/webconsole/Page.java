// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The page in Chromium, over an API that answers what the test tells. */
final class Page implements AutoCloseable {
    /** What a path answers to a query. */
    final Map<String, UnaryOperator<String>> answers = new ConcurrentHashMap<>();

    /** What was posted: the action, and its parameters as they came. */
    final List<String> posts = new CopyOnWriteArrayList<>();

    /** What a post is answered; empty for all is well. */
    volatile String refusal = "";

    /** A script that runs in the page. */
    String script = "";

    String language = "en";

    private final Path directory;
    private final HttpServer server;

    Page(Path directory) throws IOException {
        this.directory = directory;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "api");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
        answers.put(
                "/api/v1/devices",
                query ->
                        """
                {"total":0,"offset":0,"limit":100,"states":{},"matching":{},"devices":[]}""");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        UnaryOperator<String> answer = answers.get(path);
        byte[] body = null;
        String type = "application/json";
        int status = 200;
        if (exchange.getRequestMethod().equals("POST")) {
            posts.add(exchange.getRequestHeaders().getFirst(NetworkActions.HEADER)
                    + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            type = "text/plain";
            status = refusal.isEmpty() ? 200 : 409;
            body = refusal.getBytes(StandardCharsets.UTF_8);
        } else if (path.equals("/")) {
            type = "text/html; charset=utf-8";
            body = ("<!DOCTYPE html><title>DIMON</title><link rel=stylesheet href=/res/page.css><div id=dimon lang="
                            + language
                            + " data-api=/api/v1 data-settings=/settings data-actions=/actions></div>"
                            + "<script type=module src=/res/page.js></script><script>" + script + "</script>")
                    .getBytes(StandardCharsets.UTF_8);
        } else if (path.startsWith("/res/")) {
            type = (path.endsWith(".css") ? "text/css" : "text/javascript") + "; charset=utf-8";
            try (InputStream resource = getClass().getResourceAsStream(path)) {
                body = resource.readAllBytes();
            }
        } else if (answer != null) {
            String query = exchange.getRequestURI().getQuery();
            body = answer.apply(query == null ? "" : query).getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(body == null ? 404 : status, body == null || body.length == 0 ? -1 : body.length);
        if (body != null) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    /** The page after some seconds, without its scripts. */
    String open(String fragment) throws IOException, InterruptedException {
        return chromium(fragment, "--dump-dom").replaceAll("(?s)<script.*?</script>", "");
    }

    /** Opens the page, with more options. */
    String chromium(String fragment, String... options) throws IOException, InterruptedException {
        Path output = directory.resolve("page.html");
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"),
                "--virtual-time-budget=8000"));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:" + server.getAddress().getPort() + "/" + fragment);
        Process chromium;
        try {
            chromium = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(directory.resolve("chromium.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError("This test needs Chromium: apt-get install chromium", e);
        }
        boolean ended = chromium.waitFor(2, TimeUnit.MINUTES);
        chromium.destroyForcibly();
        assertThat(ended).isTrue();
        return Files.readString(output);
    }
}
