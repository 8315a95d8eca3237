// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where others reach this monitor's HTTP API: what the operator says, else what the host's addresses let suppose. */
final class Endpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
    private static final int MOST = 8;
    private static final int LONGEST = 200;

    private Endpoints() {}

    /** Those that an operator wrote down; what is no base address is told and left out. */
    static List<URI> configured(List<String> written) {
        List<URI> endpoints = new ArrayList<>();
        for (String text : written) {
            try {
                URI endpoint = new URI(text.strip());
                if (isUsable(endpoint) && text.length() <= LONGEST) {
                    endpoints.add(endpoint);
                    continue;
                }
            } catch (URISyntaxException e) {
                LOG.debug("It has no shape of a URL", e);
            }
            if (!text.isBlank()) {
                LOG.warn("\"{}\" is no endpoint: http://HOST:PORT/ or https://HOST:PORT/ is expected", text);
            }
        }
        return endpoints.stream().limit(MOST).toList();
    }

    static boolean isUsable(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme());
        return (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) && endpoint.getHost() != null;
    }

    /** Those of this host; of loopback only when it has no other address. */
    static List<URI> ofHost(int port) {
        List<InetAddress> addresses = addresses();
        List<InetAddress> others =
                addresses.stream().filter(each -> !each.isLoopbackAddress()).toList();
        return (others.isEmpty() ? addresses.stream() : others.stream())
                .limit(MOST)
                .map(each -> endpoint(each, port))
                .toList();
    }

    private static List<InetAddress> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Endpoints::isUp)
                    // In the order in which they came: those of hardware stand before those of containers.
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLinkLocalAddress())
                    .toList();
        } catch (SocketException e) {
            LOG.warn("The addresses of this host could not be found: {}", e.getMessage());
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface each) {
        try {
            return each.isUp();
        } catch (SocketException e) {
            LOG.debug("{} has gone", each.getName(), e);
            return false;
        }
    }

    private static URI endpoint(InetAddress address, int port) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        String host = address instanceof Inet6Address ? '[' + plain + ']' : plain;
        return URI.create("http://" + host + ':' + port + '/');
    }
}
