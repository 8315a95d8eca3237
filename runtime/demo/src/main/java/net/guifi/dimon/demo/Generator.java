// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Interface;
import net.guifi.dimon.demo.Network.Link;
import net.guifi.dimon.demo.Network.Node;
import net.guifi.dimon.demo.Network.Radio;
import net.guifi.dimon.demo.Network.Service;
import net.guifi.dimon.demo.Network.Snmp;
import net.guifi.dimon.demo.Network.Snmp.Version;
import net.guifi.dimon.demo.Network.Zone;

/**
 * Draws the demo network: in each of four zones three supernodes, joined by radio links, and twelve nodes of homes that
 * are clients of them. The same seed and addresses give the same network.
 */
final class Generator {
    static final int SNMP_PORT = 161;
    /** Used in parts of guifi.net. */
    static final int ALTERNATIVE_PORT = 170;

    private static final int SUPERNODES = 3;
    private static final int HOMES = 12;
    private static final int ACCESS_POINTS = 4;
    private static final int POINT_TO_POINT = 4;

    private static final List<String> ZONES = List.of("Vallfosca", "Riudaura", "Montsenyó", "Plana de Torrelles");
    private static final List<String> PLACES =
            List.of("Can", "Cal", "Mas", "Puig", "Coll", "Font", "Torre", "Sant", "Santa", "Serra");
    private static final List<String> BEGINNINGS =
            List.of("Vil", "Mont", "Roc", "Bell", "Cast", "Gua", "Pal", "Fig", "Ribal", "Serrat", "Olib", "Marg");
    private static final List<String> ENDINGS =
            List.of("arrò", "ellà", "arola", "erol", "uçà", "anell", "ós", "adell", "ígola", "entí", "à", "eda");
    // Where the zones stand: between Osona and el Ripollès, where guifi.net began.
    private static final double[][] CENTRES = {{42.02, 2.15}, {42.08, 2.33}, {41.92, 2.31}, {41.98, 2.27}};

    private static final List<Model> RADIOS =
            List.of(Model.AIROS_3, Model.AIROS_5, Model.AIROS_6, Model.AIROS_6, Model.ROUTEROS);

    private final Random random;
    private final AddressPlan plan;
    private final Set<String> titles = new HashSet<>();
    private final int[] hosts = new int[AddressPlan.ZONES];
    private int nextIpv6 = 1;
    private int nextNode = 101;
    private int nextDevice = 1001;
    private int nextInterface = 5001;
    private int nextLink = 9001;
    private int nextService = 301;

    private Generator(long seed, AddressPlan plan) {
        this.random = new Random(seed);
        this.plan = plan;
    }

    static Network generate(long seed, AddressPlan plan) {
        return new Generator(seed, plan).draw();
    }

    /** An end of a link to be. */
    private record End(Node node, Device device, Interface port) {}

    /** A supernode with the ends that others join. */
    private record Supernode(Node node, List<End> accessPoints, List<End> pointToPoint) {}

    private Network draw() {
        List<Zone> zones = new ArrayList<>();
        List<List<Supernode>> supernodes = new ArrayList<>();
        for (int i = 0; i < AddressPlan.ZONES; i++) {
            Zone zone = new Zone(i + 2, ZONES.get(i), new ArrayList<>());
            List<Supernode> here = new ArrayList<>();
            for (int n = 0; n < SUPERNODES; n++) {
                here.add(supernode(i, zone));
            }
            for (int n = 0; n < HOMES; n++) {
                End accessPoint = here.get(n % SUPERNODES).accessPoints().get(n / SUPERNODES);
                home(i, zone, n, accessPoint);
            }
            zones.add(zone);
            supernodes.add(here);
        }
        join(supernodes);
        return new Network(1, "Comarca de Mostra", zones);
    }

    private void join(List<List<Supernode>> zones) {
        for (int z = 0; z < zones.size(); z++) {
            List<Supernode> here = zones.get(z);
            List<Supernode> next = zones.get((z + 1) % zones.size());
            for (int n = 0; n < SUPERNODES; n++) {
                link("wds", radioEnd(here.get(n), 0), radioEnd(here.get((n + 1) % SUPERNODES), 1));
            }
            link("wds", radioEnd(here.get(0), 2), radioEnd(next.get(0), 3));
            link("wds", radioEnd(here.get(1), 2), radioEnd(next.get(2), 2));
        }
    }

    private static End radioEnd(Supernode supernode, int number) {
        return supernode.pointToPoint().get(number);
    }

    private Supernode supernode(int zone, Zone into) {
        Node node = node(zone, into, "");
        Device router = wired(zone, node, "Rt1", "radio", Network.WORKING);
        List<End> accessPoints = new ArrayList<>();
        List<End> pointToPoint = new ArrayList<>();
        for (int i = 1; i <= ACCESS_POINTS; i++) {
            End radio = radio(zone, node, "Ap" + i, "ap", Network.WORKING);
            accessPoints.add(radio);
            cable(node, router, radio.device());
        }
        for (int i = 1; i <= POINT_TO_POINT; i++) {
            // The fourth of the outer supernodes waits for a neighbour that does not exist yet.
            boolean spare = i == POINT_TO_POINT && into.nodes().size() > 1;
            End radio = radio(zone, node, "Pp" + i, "bridge", spare ? "Planned" : Network.WORKING);
            pointToPoint.add(radio);
            cable(node, router, radio.device());
        }
        Device server = wired(zone, node, "Sv1", "server", Network.WORKING);
        server.services().add(service(node, "SNPgraphs"));
        server.services().add(service(node, random.nextBoolean() ? "DNS" : "Proxy"));
        cable(node, router, server);
        cable(node, router, wired(zone, node, "Cam1", "cam", random.nextInt(3) == 0 ? "Testing" : Network.WORKING));
        return new Supernode(node, accessPoints, pointToPoint);
    }

    private void home(int zone, Zone into, int number, End accessPoint) {
        Node node = node(zone, into, number == HOMES - 1 ? " & Fills" : "");
        boolean building = number == HOMES - 2;
        End radio = radio(zone, node, "Rd1", "client", building ? "Building" : Network.WORKING);
        link("ap/client", radio, accessPoint);
        Device router = wired(zone, node, "Rt1", "radio", building ? "Reserved" : Network.WORKING);
        cable(node, radio.device(), router);
        cable(node, router, wired(zone, node, "Sv1", "server", number == 3 ? "Inactive" : Network.WORKING));
        if (number % 2 == 0) {
            cable(node, router, wired(zone, node, "Tel1", "phone", number == 4 ? "Dropped" : Network.WORKING));
        }
    }

    private Node node(int zone, Zone into, String suffix) {
        double lat = CENTRES[zone][0] + random.nextGaussian() * 0.015;
        double lon = CENTRES[zone][1] + random.nextGaussian() * 0.02;
        boolean graphed = into.nodes().size() != 14 || zone != 0;
        Node node = new Node(nextNode++, title() + suffix, lat, lon, Network.WORKING, graphed, new ArrayList<>());
        into.nodes().add(node);
        return node;
    }

    private String title() {
        String title;
        do {
            title = pick(PLACES) + ' ' + pick(BEGINNINGS) + pick(ENDINGS);
        } while (!titles.add(title));
        return title;
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private End radio(int zone, Node node, String name, String mode, String status) {
        boolean pointToPoint = mode.equals("bridge");
        String address = ipv4(zone);
        Interface air = pointToPoint
                ? port("wds/p2p", Optional.of(ipv4(zone)), Optional.empty())
                : port(
                        mode.equals("ap") ? "wLan/Lan" : "wLan",
                        Optional.of(mode.equals("ap") ? address : ipv4(zone)),
                        Optional.empty());
        Radio radio = new Radio(
                0,
                "dimon-" + node.id() + '-' + name.toLowerCase(Locale.ROOT),
                mode,
                36 + 4 * random.nextInt(8),
                List.of(air));
        Optional<String> lan = mode.equals("ap") ? Optional.empty() : Optional.of(address);
        Device device = device(node, name, "radio", true, status, Optional.of(address));
        device.radios().add(radio);
        device.interfaces().add(port("Lan", lan, Optional.empty()));
        return new End(node, device, air);
    }

    private Device wired(int zone, Node node, String name, String type, String status) {
        Optional<String> ipv6 = type.equals("server")
                ? plan.ipv6().map(prefix -> prefix + Integer.toHexString(nextIpv6++))
                : Optional.empty();
        // Some servers have IPv6 only.
        Optional<String> ipv4 = ipv6.isPresent() && nextIpv6 % 8 == 0 ? Optional.empty() : Optional.of(ipv4(zone));
        Device device = device(node, name, type, false, status, ipv4.or(() -> ipv6));
        device.interfaces().add(port("Lan", ipv4, ipv6));
        return device;
    }

    private Device device(Node node, String name, String type, boolean radio, String status, Optional<String> address) {
        int id = nextDevice++;
        // As in old entries, the address stands at an interface only.
        boolean withoutMain = id % 31 == 0;
        boolean graphed = id % 67 != 0;
        Device device = new Device(
                id,
                node.title().replaceAll("[ '&]", "") + '-' + name,
                type,
                status,
                graphed,
                withoutMain ? Optional.empty() : address,
                snmp(id, type, radio),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        node.devices().add(device);
        return device;
    }

    private static Optional<Snmp> snmp(int id, String type, boolean radio) {
        if (type.equals("cam") || type.equals("phone") || id % 11 == 0) {
            return Optional.empty();
        }
        Model model = radio ? RADIOS.get(id % RADIOS.size()) : type.equals("server") ? Model.DEBIAN : Model.ROUTEROS;
        Version version = model.oldest() ? Version.V1 : model.modern() && id % 4 == 1 ? Version.V3 : Version.V2C;
        return Optional.of(new Snmp(model, version, id % 10 == 3 ? ALTERNATIVE_PORT : SNMP_PORT, id % 3 != 0));
    }

    private Service service(Node node, String type) {
        return new Service(nextService++, type + ' ' + node.title(), type, Network.WORKING);
    }

    private Interface port(String type, Optional<String> ipv4, Optional<String> ipv6) {
        int id = nextInterface++;
        String mac = String.format(Locale.ROOT, "02:64:6d:00:%02X:%02X", id >> 8 & 0xFF, id & 0xFF);
        return new Interface(id, type, mac, ipv4, ipv6, new ArrayList<>());
    }

    private String ipv4(int zone) {
        return plan.ipv4Address(zone, ++hosts[zone]);
    }

    private void cable(Node node, Device one, Device other) {
        link(
                "cable",
                new End(node, one, one.interfaces().get(0)),
                new End(node, other, other.interfaces().get(0)));
    }

    private void link(String type, End one, End other) {
        int id = nextLink++;
        boolean both = one.device().isInService() && other.device().isInService();
        String status = both ? Network.WORKING : "Planned";
        one.port().links().add(end(id, type, status, other));
        other.port().links().add(end(id, type, status, one));
    }

    private static Link end(int id, String type, String status, End peer) {
        return new Link(
                id,
                type,
                status,
                peer.node().id(),
                peer.device().id(),
                peer.port().id());
    }
}
