// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two sites with devices that answer echo requests, and hosts for monitors, each in a namespace of its own. Everything goes
 * through one router, the namespace that has the devices: what arrives there is counted, and the link between the sites can
 * be cut. This host reaches all of them, and is reached by the hosts of both sites whatever is cut.
 */
final class Countryside {
    /** One of the two; their names are those of the zones. */
    enum Site {
        NORTH,
        SOUTH;

        private String set() {
            return name().toLowerCase();
        }
    }

    /** A host for a monitor. */
    record Host(Site site, Namespace namespace, String address) {}

    /** A device of a site. */
    record Device(Site site, String id, String address) {}

    static final int NODES_PER_SITE = 5;
    static final int DEVICES_PER_NODE = 4;

    private static final String SOURCE = "guifi";
    private static final String TABLE = "dimon";
    private static final String CUT = "cut";
    private static final String CLOSED = "closed";

    private final String unique = "dm" + ProcessHandle.current().pid();
    /** The first three octets of what this host reaches: 198.18.0.0/15 is for tests. */
    private final String prefix = "198.19." + (200 + ProcessHandle.current().pid() % 50) + ".";

    private final Deque<Namespace> made = new ArrayDeque<>();
    private final List<Device> devices;
    private final List<Host> hosts = new ArrayList<>();
    private final Namespace router;

    Countryside() throws IOException, InterruptedException {
        devices = Stream.of(Site.values())
                .flatMap(site ->
                        IntStream.range(0, NODES_PER_SITE * DEVICES_PER_NODE).mapToObj(index -> device(site, index)))
                .toList();
        router = new Namespace(unique);
        made.push(router);
        try {
            router.ip("address", "add", router() + "/32", "dev", "lo");
            for (Device device : devices) {
                router.ip("address", "add", device.address() + "/32", "dev", "lo");
            }
            router.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
            connectThisHost();
            filter();
        } catch (IOException | InterruptedException | RuntimeException e) {
            remove();
            throw e;
        }
    }

    private static Device device(Site site, int index) {
        int number = site.ordinal() * 100 + index + 1;
        return new Device(site, SOURCE + ':' + number, "198.18." + (site.ordinal() + 1) + '.' + (index + 1));
    }

    private String router() {
        return prefix + 254;
    }

    private void connectThisHost() throws IOException, InterruptedException {
        Namespace.succeed(
                List.of("ip", "link", "add", unique, "type", "veth", "peer", "name", "here", "netns", unique));
        Namespace.succeed(List.of("ip", "address", "add", thisHost().getHostAddress() + "/32", "dev", unique));
        Namespace.succeed(List.of("ip", "link", "set", unique, "up"));
        router.ip("link", "set", "here", "up");
        router.ip("route", "add", thisHost().getHostAddress(), "dev", "here");
        Namespace.succeed(List.of("ip", "route", "add", router(), "dev", unique));
        Namespace.succeed(List.of("ip", "route", "add", prefix + "0/24", "via", router()));
    }

    private void filter() throws IOException, InterruptedException {
        StringBuilder sets = new StringBuilder();
        for (Site site : Site.values()) {
            String elements = String.join(
                    ", ",
                    devices.stream()
                            .filter(device -> device.site() == site)
                            .map(Device::address)
                            .toList());
            sets.append("set %s { type ipv4_addr; elements = { %s }; }%n".formatted(site.set(), elements));
        }
        Path file = Files.createTempFile("dimon", ".nft");
        Files.writeString(
                file,
                """
                table ip %s {
                  %s
                  set asked { type ipv4_addr . ipv4_addr; size 65535; flags dynamic; counter; }
                  chain %s { type filter hook prerouting priority -10; }
                  chain %s { type filter hook forward priority 0; }
                  chain count {
                    type filter hook input priority 0;
                    icmp type echo-request update @asked { ip saddr . ip daddr };
                  }
                }
                """
                        .formatted(TABLE, sets, CUT, CLOSED));
        router.run("nft", "-f", file.toString());
        Files.delete(file);
    }

    /** Where this host is reached from the others. */
    InetAddress thisHost() {
        try {
            return InetAddress.getByName(prefix + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The namespace where everything passes. */
    Namespace routerNamespace() {
        return router;
    }

    /** How the set of who asked whom is listed, within the router. */
    String listing() {
        return "nft -j list set ip " + TABLE + " asked";
    }

    List<Device> devices() {
        return devices;
    }

    List<Device> devices(Site site) {
        return devices.stream().filter(device -> device.site() == site).toList();
    }

    /** Makes a host at a site. */
    Host host(Site site) throws IOException, InterruptedException {
        int number = 10 + hosts.size();
        String link = "to" + number;
        Host host = new Host(site, new Namespace(unique + '-' + number), prefix + number);
        made.push(host.namespace());
        hosts.add(host);
        router.ip(
                "link",
                "add",
                link,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                host.namespace().name());
        router.ip("link", "set", link, "up");
        router.ip("route", "add", host.address(), "dev", link);
        host.namespace().ip("address", "add", host.address() + "/32", "dev", "eth0");
        host.namespace().ip("link", "set", "eth0", "up");
        host.namespace().ip("route", "add", router(), "dev", "eth0");
        host.namespace().ip("route", "add", "default", "via", router());
        nft("add element ip %s %s { %s }".formatted(TABLE, site.set(), host.address()));
        return host;
    }

    private void nft(String command) throws IOException, InterruptedException {
        router.run("nft", command);
    }

    /** Nothing passes between the sites any more. */
    void cut() throws IOException, InterruptedException {
        for (Site site : Site.values()) {
            for (Site other : Site.values()) {
                if (site != other) {
                    nft("add rule ip %s %s ip saddr @%s ip daddr @%s drop"
                            .formatted(TABLE, CUT, site.set(), other.set()));
                }
            }
        }
    }

    void heal() throws IOException, InterruptedException {
        nft("flush chain ip %s %s".formatted(TABLE, CUT));
    }

    /** No other monitor can connect to a host, as if it stood behind address translation. */
    void close(Host host) throws IOException, InterruptedException {
        nft("add rule ip %s %s ip saddr != %s ip daddr %s tcp flags syn / syn,ack drop"
                .formatted(TABLE, CLOSED, thisHost().getHostAddress(), host.address()));
    }

    /** Writes what the devices are: a zone a site, four devices a node. */
    Path cnml(Path file) throws IOException {
        StringBuilder text = new StringBuilder(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <cnml version="0.1" server_id="1" server_url="http://example.org" generated="20260101 0000">
                <class node_description="1"/><network><zone id="3671" title="Món">
                """);
        for (Site site : Site.values()) {
            text.append("<zone id=\"%d\" parent_id=\"3671\" title=\"%s\">%n".formatted(site.ordinal() + 1, site));
            List<Device> here = devices(site);
            for (int node = 0; node < NODES_PER_SITE; node++) {
                int number = site.ordinal() * 100 + node + 1;
                text.append("<node id=\"%d\" title=\"%s-%d\" lat=\"41.9\" lon=\"2.1\" status=\"Working\">%n"
                        .formatted(number, site, node));
                for (Device device : here.subList(node * DEVICES_PER_NODE, (node + 1) * DEVICES_PER_NODE)) {
                    String id = device.id().substring(SOURCE.length() + 1);
                    text.append(
                            "<device id=\"%s\" title=\"%s-%s\" type=\"radio\" status=\"Working\" mainipv4=\"%s\"/>%n"
                                    .formatted(id, site, id, device.address()));
                }
                text.append("</node>\n");
            }
            text.append("</zone>\n");
        }
        return Files.writeString(file, text.append("</zone></network></cnml>\n"));
    }

    /** Removes all namespaces, and with them the interfaces. */
    void remove() throws IOException, InterruptedException {
        while (!made.isEmpty()) {
            made.pop().delete();
        }
    }
}
