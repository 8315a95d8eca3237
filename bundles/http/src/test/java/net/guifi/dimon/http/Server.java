// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The servlet in the Jetty that the product runs. */
final class Server implements AutoCloseable {
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    static {
        JETTY.setLevel(Level.WARNING);
    }

    final ApiServlet servlet = new ApiServlet(Clock.fixed(Network.NOW, ZoneOffset.UTC));
    final MetricsServlet metrics = new MetricsServlet(Clock.fixed(Network.NOW, ZoneOffset.UTC));
    private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server(new QueuedThreadPool(8));
    private final ServerConnector connector = new ServerConnector(jetty, 1, 1);
    private final HttpClient client = HttpClient.newHttpClient();

    Server(Network network) {
        servlet.inventory = network;
        servlet.health = network;
        servlet.archive = network;
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/api/v1/*");
        context.addServlet(new ServletHolder(metrics), "/metrics");
        jetty.setHandler(context);
        try {
            jetty.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    HttpResponse<byte[]> request(String method, String path, String... headers) {
        return whole(method, "/api/v1" + path, headers);
    }

    /** Asks for a path that stands beside the API. */
    HttpResponse<byte[]> whole(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return request("GET", path, headers);
    }

    /** The content of an answer that must be a good one. */
    JsonObject json(String path) {
        HttpResponse<byte[]> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + new String(response.body()));
        }
        return parse(response.body());
    }

    static JsonObject parse(byte[] body) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            return reader.readObject();
        }
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
