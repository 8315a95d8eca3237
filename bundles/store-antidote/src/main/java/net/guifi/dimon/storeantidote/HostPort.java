// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens. The host is looked up at each connection. */
record HostPort(String host, int port) {
    static final int DEFAULT_PORT = 8087;

    private static final Pattern SHAPE = Pattern.compile(
            "(?:\\[(?<literal>[0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|(?<name>[^\\s:\\[\\]]+))(?::(?<port>\\d{1,5}))?");

    /** Takes {@code HOST}, {@code HOST:PORT}, or an IPv6 address in brackets. */
    static HostPort parse(String text) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no HOST:PORT such as 10.0.0.1:8087 or [fd00::1]:8087");
        }
        String literal = matcher.group("literal");
        int port = matcher.group("port") == null ? DEFAULT_PORT : Integer.parseInt(matcher.group("port"));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("\"" + text + "\": " + port + " is no port");
        }
        return new HostPort(literal == null ? matcher.group("name") : literal, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
