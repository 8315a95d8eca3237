// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.ping.PingProcess.Seen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The probe against the kernel, with fping as a second opinion. */
class PingIT {
    private static final List<String> SOME = List.of("198.18.0.1", "198.18.7.9", "fd9a::1", "fd9a::7:9");

    private Namespaces network;

    @BeforeEach
    void open() {
        network = Namespaces.open();
    }

    @AfterEach
    void close() {
        if (network != null) {
            network.close();
        }
    }

    /** What fping measures: the round-trip times in nanoseconds, null for a loss. */
    private Map<String, List<Double>> fping(List<String> addresses, int times) {
        Map<String, List<Double>> results = new HashMap<>();
        String command = "fping -q -i 1 -t 4000 -p 200 -C " + times + " " + String.join(" ", addresses);
        for (String line : network.near(command).split("\n")) {
            int colon = line.indexOf(" : ");
            if (colon > 0) {
                List<Double> rtts = Arrays.stream(
                                line.substring(colon + 3).trim().split(" "))
                        .map(word -> word.equals("-") ? null : Double.valueOf(Double.parseDouble(word) * 1e6))
                        .toList();
                results.put(line.substring(0, colon).trim(), rtts);
            }
        }
        assertThat(results.keySet()).containsAll(addresses);
        return results;
    }

    private static double median(Stream<? extends Number> values) {
        double[] sorted = values.mapToDouble(Number::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double loss(List<Seen> samples) {
        return samples.stream().filter(seen -> seen.outcome().isLoss()).count() / (double) samples.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"datagram", "raw"})
    void roundTripTimesAgreeWithFping(String kind) throws Exception {
        boolean datagram = kind.equals("datagram");
        network.pingGroupRange(datagram ? "0 2147483647" : "1 0");
        try (PingProcess ping =
                new PingProcess(datagram ? network.prefixWithoutRaw() : network.prefix(), "PT0.2S", "PT3S")) {
            ping.watch(SOME);
            for (String address : SOME) {
                ping.samples(address, 40);
            }
            assertThat(ping.ask("health", "health ")).contains("health OK", "IPv4: 2", "IPv6: 2", kind);
            Map<String, List<Double>> second = fping(SOME, 20);
            for (String address : SOME) {
                List<Seen> samples = ping.samples(address);
                assertThat(samples).extracting(Seen::outcome).containsOnly(Outcome.OK);
                assertThat(samples).extracting(Seen::rtt).allMatch(rtt -> rtt > 0);
                assertThat(samples).extracting(Seen::at).isSorted();
                double theirs = median(second.get(address).stream());
                assertThat(median(samples.stream().map(Seen::rtt))).isBetween(theirs / 100, theirs * 3);
            }
            assertThat(ping.counter("userStamped"))
                    .as("answers without kernel stamps")
                    .isLessThan(ping.counter("received") / 4);
            assertThat(ping.counter("duplicate") + ping.counter("foreign") + ping.counter("malformed"))
                    .isZero();
            assertThat(ping.end()).isZero();
        }
    }

    @Test
    void lossAgreesWithFping() throws Exception {
        List<String> addresses = new ArrayList<>();
        IntStream.range(1, 41).forEach(i -> addresses.add("198.18.1." + i));
        IntStream.range(1, 11).forEach(i -> addresses.add("fd9a::1:" + i));
        Set<String> blackholes = Set.of("198.18.1.3", "198.18.1.30", "fd9a::1:5");
        network.far("ip route add table local blackhole 198.18.1.3/32");
        network.far("ip route add table local blackhole 198.18.1.30/32");
        network.far("ip -6 route add table local blackhole fd9a::1:5/128");
        network.far("nft add table inet drops");
        network.far("nft add chain inet drops input { type filter hook input priority 0 ; }");
        network.far("nft add rule inet drops input icmp type echo-request numgen random mod 100 < 30 drop");
        try (PingProcess ping = new PingProcess(network.prefix(), "PT0.2S", "PT3S")) {
            ping.watch(addresses);
            for (String address : addresses) {
                ping.samples(address, 25);
            }
            Map<String, List<Double>> second = fping(addresses, 20);
            Predicate<String> dropped = address -> address.startsWith("198") && !blackholes.contains(address);
            List<Seen> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (String address : addresses) {
                if (dropped.test(address)) {
                    ours.addAll(ping.samples(address));
                    theirs.addAll(second.get(address));
                } else {
                    assertThat(loss(ping.samples(address))).as(address).isEqualTo(lossOf(second.get(address)));
                }
            }
            assertThat(loss(ours)).isCloseTo(lossOf(theirs), within(0.1)).isCloseTo(0.3, within(0.1));
        }
    }

    private static double lossOf(List<Double> rtts) {
        return rtts.stream().filter(rtt -> rtt == null).count() / (double) rtts.size();
    }

    @Test
    void aHostGoesAwayAndReturnsAndALetGoOneIsSilent() throws Exception {
        try (PingProcess ping = new PingProcess(network.prefix(), "PT0.2S", "PT2S")) {
            ping.watch(SOME);
            ping.awaitLast("198.18.0.1", Outcome.OK);
            network.far("ip route add table local blackhole 198.18.0.1/32");
            ping.awaitLast("198.18.0.1", Outcome.TIMEOUT);
            network.far("ip route del table local blackhole 198.18.0.1/32");
            ping.awaitLast("198.18.0.1", Outcome.OK);
            assertThat(ping.samples("198.18.7.9")).extracting(Seen::outcome).containsOnly(Outcome.OK);

            ping.watch(SOME.subList(1, SOME.size()));
            // The answer to this comes after the list has changed.
            ping.ask("counters", "counters ");
            ping.awaitLater("198.18.7.9");
            int before = ping.samples("198.18.0.1").size();
            ping.samples("198.18.7.9", ping.samples("198.18.7.9").size() + 10);
            assertThat(ping.samples("198.18.0.1")).hasSize(before);
        }
    }

    @Test
    void theCausesAreToldApart() throws Exception {
        network.far("nft add table inet drops");
        network.far("nft add chain inet drops input { type filter hook input priority 0 ; }");
        network.far("nft add rule inet drops input ip daddr 198.18.2.1 reject with icmpx type host-unreachable");
        network.far("nft add rule inet drops input ip6 daddr fd9a::2:1 reject with icmpx type host-unreachable");
        network.near("ip route add blackhole 198.18.2.3/32");
        network.near("nft add table inet drops");
        network.near("nft add chain inet drops output { type filter hook output priority 0 ; }");
        network.near("nft add rule inet drops output ip daddr 198.18.2.4 drop");
        String noRoute = "198.19.1.1";
        List<String> all =
                new ArrayList<>(List.of("198.18.2.1", "fd9a::2:1", "198.18.2.3", "198.18.2.4", noRoute, "fd9a:ee::1"));
        IntStream.range(1, 60).forEach(i -> all.add("198.18.3." + i));
        try (PingProcess ping = new PingProcess(network.prefix(), "PT0.2S", "PT1S")) {
            ping.watch(all);
            for (String address : all) {
                ping.samples(address, 15);
            }
            // The kernel sends few ICMP errors a second, so some requests are just lost.
            assertThat(ping.samples("198.18.2.1")).extracting(Seen::outcome).contains(Outcome.UNREACHABLE);
            assertThat(ping.samples("fd9a::2:1")).extracting(Seen::outcome).contains(Outcome.UNREACHABLE);
            assertThat(ping.samples("198.18.2.1")).extracting(Seen::outcome).doesNotContain(Outcome.OK);
            assertThat(ping.samples(noRoute)).extracting(Seen::outcome).containsOnly(Outcome.UNREACHABLE);
            assertThat(ping.samples("fd9a:ee::1")).extracting(Seen::outcome).containsOnly(Outcome.UNREACHABLE);
            assertThat(ping.samples("198.18.2.3")).extracting(Seen::outcome).containsOnly(Outcome.NOT_SENT);
            assertThat(ping.samples("198.18.2.4")).extracting(Seen::outcome).containsOnly(Outcome.NOT_SENT);
            assertThat(ping.line(line -> line.contains("could not be sent"))).contains("198.18.2.");
            for (String address : all.subList(6, all.size())) {
                assertThat(ping.samples(address))
                        .as(address)
                        .extracting(Seen::outcome)
                        .containsOnly(Outcome.OK);
                assertThat(ping.samples(address)).extracting(Seen::rtt).allMatch(rtt -> rtt > 0);
            }
            assertThat(ping.counter("noRoute")).isPositive();
            assertThat(ping.counter("unreachable")).isPositive();
        }
    }

    @Test
    void aPersonAsksAboutOneDevice() throws Exception {
        network.far("ip route add table local blackhole 198.18.4.4/32");
        try (PingProcess ping = new PingProcess(network.prefix(), "PT10S", "PT0.5S")) {
            assertThat(ping.ask("probe 198.18.4.1", "report "))
                    .matches("report 5 sent, 5 answered, rtt min/median/max [0-9.]+/[0-9.]+/[0-9.]+ ms");
            assertThat(ping.ask("probe fd9a::4:1", "report ")).contains("5 sent, 5 answered");
            assertThat(ping.ask("probe 198.18.4.4", "report ")).isEqualTo("report 5 sent, 0 answered");
            assertThat(ping.samples()).isEmpty();
        }
    }

    @Test
    void whenNoSocketMayBeOpenedItSaysHowToAllowItAndGoesOnOnceAllowed() throws Exception {
        network.pingGroupRange("1 0");
        try (PingProcess ping = new PingProcess(network.prefixWithoutRaw(), "PT0.5S", "PT1S")) {
            ping.watch(SOME);
            for (String address : SOME) {
                assertThat(ping.samples(address, 3)).extracting(Seen::outcome).containsOnly(Outcome.NOT_SENT);
            }
            String[] remedies = {"net.ipv4.ping_group_range=\"0 2147483647\"", "AmbientCapabilities=CAP_NET_RAW"};
            assertThat(ping.ask("probe 198.18.0.1", "refused ")).contains(remedies);
            assertThat(ping.ask("health", "health "))
                    .startsWith("health CRITICAL")
                    .contains(remedies);
            assertThat(ping.line(line -> line.contains("WARN"))).contains(remedies);

            network.pingGroupRange("0 2147483647");
            for (String address : SOME) {
                ping.awaitLast(address, Outcome.OK);
            }
            assertThat(ping.ask("health", "health ")).startsWith("health OK").contains("datagram");
        }
    }

    @Test
    void anotherPeriodIsEffectiveAtOnceAndKeepsTheSockets() throws Exception {
        try (PingProcess ping = new PingProcess(network.prefix(), "PT1H", "PT1S")) {
            ping.watch(SOME);
            ping.tell("period", "PT0.2S");
            for (String address : SOME) {
                assertThat(ping.samples(address, 10)).extracting(Seen::outcome).containsOnly(Outcome.OK);
            }
            assertThat(ping.counter("opened")).isEqualTo(2);
        }
    }
}
