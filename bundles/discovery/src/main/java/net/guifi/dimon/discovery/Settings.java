// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The settings in force, checked.
 *
 * @param name empty for the name of the host
 * @param serf the agent's RPC; empty for none
 * @param auto whether a store that is proposed is taken
 * @param problems what was wrong with those given
 */
record Settings(
        boolean announce,
        String name,
        Networks networks,
        boolean mdns,
        Optional<Endpoint> serf,
        Optional<String> serfKey,
        boolean auto,
        boolean offerStore,
        OptionalInt snpServer,
        Path announceResult,
        List<String> problems) {
    static final List<String> DEFAULT_NETWORKS =
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10");
    static final String DEFAULT_RESULT = "/run/dimon-announce/result";

    private static final int SERF_PORT = 7373;
    private static final int MAX_SNP = 9_999_999;

    /** What is in force until something is configured. */
    static final Settings NONE = new Settings(
            true,
            "",
            new Networks(DEFAULT_NETWORKS.stream().map(Networks.Block::parse).toList()),
            true,
            Optional.of(new Endpoint("127.0.0.1", SERF_PORT)),
            Optional.empty(),
            false,
            true,
            OptionalInt.empty(),
            Path.of(DEFAULT_RESULT),
            List.of());

    Settings {
        problems = List.copyOf(problems);
    }

    /** Takes the good values of a configuration, and the former one for each bad one. */
    static Settings of(DiscoveryComponent.Config config, Settings former) {
        List<String> problems = new ArrayList<>();
        return new Settings(
                config.announce(),
                Announcement.nameOf(text(config.name())),
                networks(config.networks(), former.networks(), problems),
                config.mdns(),
                serf(text(config.serf()), former.serf(), problems),
                Optional.of(text(config.serfKey())).filter(key -> !key.isEmpty()),
                auto(text(config.join()), former.auto(), problems),
                config.offerStore(),
                snpServer(text(config.snpGraphServerId()), former.snpServer(), problems),
                path(text(config.announceResult()), former.announceResult(), problems),
                problems);
    }

    Settings withAnnounce(boolean value) {
        return new Settings(
                value, name, networks, mdns, serf, serfKey, auto, offerStore, snpServer, announceResult, problems);
    }

    private static String text(String value) {
        return value == null ? "" : value.strip();
    }

    private static Networks networks(String[] values, Networks former, List<String> problems) {
        List<Networks.Block> blocks = new ArrayList<>();
        boolean wrong = false;
        for (String text : values == null ? List.<String>of() : split(values).toList()) {
            try {
                blocks.add(Networks.Block.parse(text));
            } catch (IllegalArgumentException e) {
                wrong = true;
                problems.add("networks: " + e.getMessage());
            }
        }
        if (wrong && blocks.isEmpty()) {
            problems.add("networks names no network: the former ones go on");
            return former;
        }
        return new Networks(blocks);
    }

    private static Stream<String> split(String[] values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split("[,\\s]+")))
                .filter(text -> !text.isEmpty());
    }

    private static Optional<Endpoint> serf(String text, Optional<Endpoint> former, List<String> problems) {
        if (text.isEmpty() || text.equals("none")) {
            return Optional.empty();
        }
        try {
            Endpoint agent = Endpoint.parse(text, SERF_PORT);
            if (agent.address().filter(InetAddress::isLoopbackAddress).isPresent()) {
                return Optional.of(agent);
            }
            problems.add("serf \"" + text + "\" is no loopback address, such as 127.0.0.1:7373: " + inForce(former));
        } catch (IllegalArgumentException e) {
            problems.add("serf: " + e.getMessage() + ": " + inForce(former));
        }
        return former;
    }

    private static String inForce(Optional<Endpoint> former) {
        return former.map(agent -> agent + " goes on").orElse("no agent is asked");
    }

    private static boolean auto(String text, boolean former, List<String> problems) {
        return switch (text) {
            case "auto" -> true;
            case "propose", "" -> false;
            default -> {
                problems.add("join \"" + text + "\" is neither propose nor auto: " + (former ? "auto" : "propose")
                        + " goes on");
                yield former;
            }
        };
    }

    private static OptionalInt snpServer(String text, OptionalInt former, List<String> problems) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (text.matches("[1-9][0-9]{0,6}")) {
            return OptionalInt.of(Integer.parseInt(text));
        }
        problems.add("snpGraphServerId \"" + text + "\" is no number from 1 to " + MAX_SNP + ": "
                + (former.isPresent() ? former.getAsInt() + " goes on" : "none is announced"));
        return former;
    }

    private static Path path(String text, Path former, List<String> problems) {
        try {
            Path path = Path.of(text.isEmpty() ? DEFAULT_RESULT : text);
            if (path.isAbsolute()) {
                return path;
            }
            problems.add("announceResult \"" + text + "\" is no absolute path: " + former + " goes on");
        } catch (InvalidPathException e) {
            problems.add("announceResult: " + e.getMessage() + ": " + former + " goes on");
        }
        return former;
    }
}
