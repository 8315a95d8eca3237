// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.guifi.dimon.demo.Network.Device;

/**
 * A network namespace of its own, in which every address of the devices is local, and a pair of virtual Ethernet
 * interfaces that leads there. A silent device is a blackhole in the namespace's table of local addresses.
 *
 * <p>All of it goes with the namespace; its name bears the process id, so that what a killed demo left is recognised.
 */
final class NamespaceHost implements Host {
    private static final Pattern NAME = Pattern.compile("^dimon-demo-(\\d+)", Pattern.MULTILINE);
    // Lets sockets have IPv6 addresses that no interface has; it is another one in each namespace.
    private static final Path NONLOCAL_BIND = Path.of("/proc/sys/net/ipv6/ip_nonlocal_bind");
    private static final int LOSS_PERCENT = 40;

    private final String namespace = "dimon-demo-" + ProcessHandle.current().pid();
    private final String near;
    private final AddressPlan plan;
    private final Network network;
    private final boolean canLose;
    private Set<String> blackholes = new HashSet<>();
    private Set<String> losing = new HashSet<>();

    /** Removes what killed demos left, and sets the namespace up in the first block of addresses that is free. */
    NamespaceHost(long seed) throws IOException {
        removeLeftovers();
        Ip.run("ip", "netns", "add", namespace);
        try {
            boolean ipv6 = Files.exists(Path.of("/proc/net/if_inet6"))
                    && Files.readString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"))
                            .startsWith("0");
            int block = claimBlock();
            this.near = interfaceName(block);
            this.plan = AddressPlan.block(block, ipv6);
            this.network = Generator.generate(seed, plan);
            connect(block);
            this.canLose = prepareLoss();
        } catch (IOException | RuntimeException e) {
            Ip.run("ip", "netns", "delete", namespace);
            throw e;
        }
    }

    static void removeLeftovers() throws IOException {
        Matcher names = NAME.matcher(Ip.run("ip", "netns", "list"));
        while (names.find()) {
            if (!isDemo(names.group(1))) {
                Ip.run("ip", "netns", "delete", names.group());
            }
        }
    }

    private static boolean isDemo(String pid) throws IOException {
        Path commandLine = Path.of("/proc", pid, "cmdline");
        // A process id is given again after a while: it has to be Java that runs there.
        return Files.exists(commandLine) && Files.readString(commandLine).contains("java");
    }

    private static String interfaceName(int block) {
        return "dimon-demo" + block;
    }

    /** The kernel knows a name of an interface once, so whoever can make the interface has the block. */
    private int claimBlock() throws IOException {
        String refused = "";
        for (int block = 0; block < AddressPlan.BLOCKS; block++) {
            String taken = Ip.run(
                    "ip",
                    "route",
                    "show",
                    "table",
                    "all",
                    "root",
                    AddressPlan.block(block, false).ipv4Block());
            if (!taken.isEmpty()) {
                refused = "this host has a route " + taken.lines().findFirst().orElse("");
                continue;
            }
            try {
                Ip.run(
                        "ip",
                        "link",
                        "add",
                        interfaceName(block),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "demo",
                        "netns",
                        namespace);
                return block;
            } catch (IOException e) {
                refused = e.getMessage();
            }
        }
        throw new IOException(
                "None of the " + AddressPlan.BLOCKS + " blocks of 198.18.0.0/15 is free; the last: " + refused);
    }

    private void connect(int block) throws IOException {
        StringBuilder here = new StringBuilder();
        StringBuilder there = new StringBuilder();
        here.append("address add ")
                .append(plan.ipv4Link(1))
                .append("/30 dev ")
                .append(near)
                .append('\n');
        there.append("address add ").append(plan.ipv4Link(2)).append("/30 dev demo\n");
        if (plan.ipv6().isPresent()) {
            here.append("address add ")
                    .append(AddressPlan.ipv6Link(block, 1))
                    .append("/64 dev ")
                    .append(near)
                    .append(" nodad\n");
            there.append("address add ").append(AddressPlan.ipv6Link(block, 2)).append("/64 dev demo nodad\n");
        }
        here.append("link set ").append(near).append(" up\n");
        there.append("link set lo up\nlink set demo up\n");
        here.append("route add ")
                .append(plan.ipv4Prefix())
                .append(" via ")
                .append(plan.ipv4Link(2))
                .append('\n');
        there.append("route add local ").append(plan.ipv4Prefix()).append(" dev lo\n");
        if (plan.ipv6().isPresent()) {
            String prefix = plan.ipv6().get() + "/64";
            here.append("route add ")
                    .append(prefix)
                    .append(" via ")
                    .append(AddressPlan.ipv6Link(block, 2))
                    .append('\n');
            there.append("route add local ").append(prefix).append(" dev lo\n");
        }
        Ip.runWithInput(here.toString(), "ip", "-batch", "-");
        Ip.runWithInput(there.toString(), "ip", "-netns", namespace, "-batch", "-");
    }

    private boolean prepareLoss() {
        try {
            Ip.runWithInput(
                    "add table inet demo\nadd chain inet demo input { type filter hook input priority 0; }\n",
                    "ip",
                    "netns",
                    "exec",
                    namespace,
                    "nft",
                    "-f",
                    "-");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public boolean canSilence() {
        return true;
    }

    @Override
    public boolean canLose() {
        return canLose;
    }

    @Override
    public String explanation() {
        return "The devices live in the network namespace " + namespace + ", at " + plan.ipv4Prefix() + " behind "
                + near
                + (plan.ipv6().isPresent() ? "" : "; this host has no IPv6, and neither have they")
                + (canLose ? "." : "; without nftables no device loses packets.");
    }

    @Override
    public void enter() throws IOException {
        Namespace.enter(namespace);
        // Where it cannot be written, no IPv6 address can be bound, which is told then.
        if (plan.ipv6().isPresent() && Files.isWritable(NONLOCAL_BIND)) {
            Files.writeString(NONLOCAL_BIND, "1\n");
        }
    }

    @Override
    public void apply(Collection<Device> silent, Collection<Device> lossy) throws IOException {
        Set<String> wanted = addresses(silent);
        StringBuilder changes = new StringBuilder();
        for (String address : blackholes) {
            if (!wanted.contains(address)) {
                changes.append("route delete table local blackhole ")
                        .append(address)
                        .append('\n');
            }
        }
        for (String address : wanted) {
            if (!blackholes.contains(address)) {
                changes.append("route add table local blackhole ")
                        .append(address)
                        .append('\n');
            }
        }
        if (!changes.isEmpty()) {
            Ip.runWithInput(changes.toString(), "ip", "-netns", namespace, "-batch", "-");
        }
        blackholes = wanted;
        lose(addresses(lossy));
    }

    private static Set<String> addresses(Collection<Device> devices) {
        Set<String> addresses = new LinkedHashSet<>();
        devices.forEach(device -> addresses.addAll(device.addresses()));
        return addresses;
    }

    private void lose(Set<String> wanted) throws IOException {
        if (wanted.equals(losing)) {
            return;
        }
        StringBuilder rules = new StringBuilder("flush chain inet demo input\n");
        for (String address : wanted) {
            rules.append("add rule inet demo input ")
                    .append(address.indexOf(':') < 0 ? "ip" : "ip6")
                    .append(" daddr ")
                    .append(address)
                    .append(" numgen random mod 100 < ")
                    .append(LOSS_PERCENT)
                    .append(" drop\n");
        }
        Ip.runWithInput(rules.toString(), "ip", "netns", "exec", namespace, "nft", "-f", "-");
        losing = wanted;
    }

    @Override
    public void close() throws IOException {
        // The namespace alone would take this end of the pair along, but only some time later.
        try {
            Ip.run("ip", "link", "delete", near);
        } finally {
            Ip.run("ip", "netns", "delete", namespace);
        }
    }
}
