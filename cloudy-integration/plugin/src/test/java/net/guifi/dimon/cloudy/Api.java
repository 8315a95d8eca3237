// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for a monitor's API, and for the CNML of guifi.net. */
final class Api implements AutoCloseable {
    static final String OWN = "0123456789abcdef0123456789abcdef";
    static final String NETWORK = "11111111111111111111111111111111";

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    Api() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        answer("/api/v1/alive", "{\"monitor\":\"" + OWN + "\"}");
        answer(
                "/api/v1/monitors",
                "{\"monitors\":[{\"id\":\"" + OWN + "\",\"self\":true,\"standing\":\"alive\",\"watches\":137}]}");
        answer("/api/v1/devices", "{\"total\":140,\"states\":{\"up\":138,\"down\":2},\"devices\":[]}");
        answer("/api/v1/store", "{\"links\":[]}");
        answer("/api/v1/network", "{\"id\":\"" + NETWORK + "\"}");
        answer("/api/v1/discovered", "{\"announced\":true,\"channels\":[],\"found\":[]}");
    }

    int port() {
        return server.getAddress().getPort();
    }

    void answer(String path, String text) {
        answers.put(path, text);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
