// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where something listens.
 *
 * @param host a name or an address, without brackets
 */
record Endpoint(String host, int port) {
    /**
     * Reads HOST:PORT.
     *
     * @throws IllegalArgumentException names what is wrong
     */
    static Endpoint parse(String text, int defaultPort) {
        String stripped = text.strip();
        int colon = stripped.lastIndexOf(':');
        boolean bare =
                colon < 0 || stripped.endsWith("]") || stripped.indexOf(':') != colon && !stripped.contains("]:");
        String host = bare ? stripped : stripped.substring(0, colon);
        try {
            int port = bare ? defaultPort : Integer.parseInt(stripped.substring(colon + 1));
            if (port >= 1 && port <= 65_535 && !host.isEmpty()) {
                return new Endpoint(
                        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host, port);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException("\"" + text + "\" is no HOST:PORT such as 10.0.0.1:8087 or [fd00::1]:8087");
    }

    static Endpoint of(InetAddress address, int port) {
        return new Endpoint(address.getHostAddress(), port);
    }

    /** Empty for a name, but for that of the host itself, which needs nobody to be asked. */
    Optional<InetAddress> address() {
        if (host.equalsIgnoreCase("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        try {
            return Optional.of(Networks.literal(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
