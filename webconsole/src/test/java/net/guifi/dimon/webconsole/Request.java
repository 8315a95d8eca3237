// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.network.Network;
import org.osgi.service.cm.ConfigurationAdmin;

/** A request to the console, and what became of it. */
final class Request {
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private String method = "GET";
    private String scheme = "http";
    private String peer = "127.0.0.1";
    private String server = "localhost";
    private int port = 8080;

    int status;
    final Map<String, String> responseHeaders = new HashMap<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();

    static Request of(String method) {
        Request request = new Request();
        request.method = method;
        return request;
    }

    Request from(String address) {
        peer = address;
        return this;
    }

    Request to(String url) {
        URI uri = URI.create(url);
        scheme = uri.getScheme();
        server = uri.getHost();
        port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return this;
    }

    Request header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    Request parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    Request as(String user, String password) {
        return header(
                "Authorization",
                "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    Optional<String> refusal() {
        return RequestRules.refusal(servletRequest(), OptionalInt.empty());
    }

    /** The same where HTTPS is on. */
    Optional<String> refusal(int httpsPort) {
        return RequestRules.refusal(servletRequest(), OptionalInt.of(httpsPort));
    }

    boolean enters(ConsoleGuard guard) {
        return guard.authenticate(servletRequest(), servletResponse()) != null;
    }

    /** What the page answers to it. */
    Request act(Optional<Network> network) {
        NetworkActions.answer(network, servletRequest(), servletResponse());
        return this;
    }

    /** What the page answers to it, when it is about what was found. */
    Request act(Optional<Discovery> discovery, Optional<ConfigurationAdmin> configurations) {
        DiscoveryActions.answer(discovery, configurations, servletRequest(), servletResponse());
        return this;
    }

    private HttpServletRequest servletRequest() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                Request.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getScheme" -> scheme;
                    case "isSecure" -> scheme.equals("https");
                    case "getRemoteAddr" -> peer;
                    case "getServerName" -> server;
                    case "getServerPort", "getLocalPort" -> port;
                    case "getHeader" -> headers.get(arguments[0].toString().toLowerCase(Locale.ROOT));
                    case "getParameter" -> parameters.get(arguments[0].toString());
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }

    private HttpServletResponse servletResponse() {
        ServletOutputStream out = new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(int octet) {
                body.write(octet);
            }
        };
        return (HttpServletResponse) Proxy.newProxyInstance(
                Request.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "setStatus" -> {
                        status = (Integer) arguments[0];
                        yield null;
                    }
                    case "setHeader" -> {
                        responseHeaders.put(arguments[0].toString(), arguments[1].toString());
                        yield null;
                    }
                    case "setContentType", "setContentLength", "flushBuffer" -> null;
                    case "getOutputStream" -> out;
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }
}
