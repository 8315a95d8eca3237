// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;
import net.guifi.dimon.api.store.StoreStatus;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about who was found, and over which store this monitor shares. */
class DiscoveryCommandsTest {
    private static final String SELF = "01".repeat(16);
    private static final String TIBIDABO = "0a".repeat(16);
    private static final String STRANGER = "0b".repeat(16);
    private static final String ELSEWHERE = "ee".repeat(16);
    private static final String BY_HAND = "net.guifi.dimon.store-antidote~own";
    private static final String TAKEN = "net.guifi.dimon.store-antidote~discovered";
    private static final String IN_CONSOLE = "net.guifi.dimon.store-antidote~c3f1";
    private static final String FOLDER = "net.guifi.dimon.store-directory~demo";
    private static final String STORE = "net.guifi.dimon.store-embedded";
    /** Clears a screen, turns the line round, begins another one, and is markup. */
    private static final String EVIL = "<script>\u001b[2J\u009b2J\u202Eodabit\u2028\r\nNAME  \u0007";

    @TempDir
    Path data;

    private FakeServices services;
    private final FakeNetwork network = new FakeNetwork().member(SELF, "montseny", Duration.ZERO);
    private final FakeDiscovery discovery = new FakeDiscovery();
    private final FakeConfigurations configurations = new FakeConfigurations();

    @BeforeEach
    void services() {
        services = new FakeServices(data);
        services.network = network;
        services.discovery = discovery;
        services.configurations = configurations.admin();
    }

    private String says(int exit, String... arguments) {
        Answer answer = new Dispatcher(services).run(List.of(arguments));
        assertThat(answer.exit()).as(answer.text()).isEqualTo(exit);
        return answer.text();
    }

    private String ok(String... arguments) {
        return says(0, arguments);
    }

    private Object hosts(String pid) {
        return configurations.kept.get(pid).get("hosts");
    }

    private static Found tibidabo() {
        return FakeDiscovery.offering(TIBIDABO, "tibidabo", FakeNetwork.NETWORK, "10.1.2.3");
    }

    private static Found stranger() {
        return FakeDiscovery.offering(STRANGER, "stranger", ELSEWHERE, "fd00::9");
    }

    @Test
    void whoWasFoundIsListedWithTheChannels() {
        discovery.found.add(tibidabo());
        discovery.found.add(stranger());
        discovery.found.add(FakeDiscovery.found(
                "0c".repeat(16),
                "",
                ELSEWHERE,
                "192.0.2.1",
                StoreRole.USES,
                OptionalInt.empty(),
                Optional.of("its address is not allowed")));
        discovery.channels.set(
                1, new Channel("Serf", Channel.State.FAILING, false, 0, Optional.of("its tags are full")));
        assertThat(ok("discovered"))
                .containsPattern(
                        "tibidabo +0a0a0a0a0a0a  own +10\\.1\\.2\\.3:8080 +offers one on port 8087  0\\.1\\.0 +"
                                + "Serf, mDNS  1\\.23 ms +1 min \\d s +-\n")
                .containsPattern("stranger +0b0b0b0b0b0b  eeeeeeeeeeee  \\[fd00:0:0:0:0:0:0:9]:8080 +offers one")
                .containsPattern(
                        "- +0c0c0c0c0c0c  eeeeeeeeeeee  192\\.0\\.2\\.1:8080 +uses one .* its address is not allowed")
                .containsPattern(ELSEWHERE + " +2 +\\[fd00:0:0:0:0:0:0:9]:8087\n")
                .contains("join NETWORK, with --store STORE")
                .containsPattern("mDNS +working  yes +2 +-")
                .containsPattern("Serf +failing  no +0 +its tags are full")
                .contains("This monitor is announced on mDNS.");
    }

    @Test
    void nobodyFoundIsNoFault() {
        discovery.announced = false;
        assertThat(ok("discovered"))
                .contains("No other monitor was found.")
                .contains("not announced (publish)")
                .doesNotContain("OTHER NETWORK");
        assertThat(ok("status")).containsPattern("Discovery +not announced \\(publish\\); no other monitor was found");
        assertThat(ok("store")).doesNotContain("discovered");
    }

    @Test
    void aProposalIsToldWithWhatToSay() {
        discovery.found.add(tibidabo());
        discovery.proposal = Optional.of(tibidabo());
        services.check("Store", () -> new Result(Result.Status.OK, "fine"));
        for (String command : List.of("discovered", "store", "doctor")) {
            assertThat(ok(command))
                    .contains("tibidabo (0a0a0a0a0a0a), of this network, offers a store")
                    .contains("say: store use 10.1.2.3:8087");
        }
        assertThat(ok("status"))
                .containsPattern("Discovery +announced on mDNS; 1 other monitor found, and a store to use: discovered");
    }

    @Test
    void whoIsAloneIsToldOfWhatCouldBeJoined() {
        discovery.found.add(stranger());
        services.check("Store", () -> new Result(Result.Status.OK, "fine"));
        assertThat(ok("store")).contains("1 other monitor announced: \"discovered\"");
        assertThat(ok("doctor")).contains("\"discovered\"");
        network.link(StoreStatus.Trust.TRUSTED, Duration.ofMinutes(5));
        assertThat(ok("store")).doesNotContain("discovered");
        assertThat(ok("doctor")).doesNotContain("discovered");
    }

    @Test
    void whateverSomebodyCallsItselfSteersNoTerminal() {
        Found evil = FakeDiscovery.offering(TIBIDABO, EVIL, ELSEWHERE, "10.1.2.3");
        discovery.found.add(evil);
        discovery.proposal = Optional.of(evil);
        discovery.channels.add(new Channel("x", Channel.State.FAILING, false, 0, Optional.of(EVIL)));
        services.check("Store", () -> new Result(Result.Status.OK, "fine"));
        for (String command : List.of("discovered", "store", "doctor", "status", "join " + ELSEWHERE)) {
            String text = ok(command.split(" "));
            assertThat(text.codePoints())
                    .as(command)
                    .allMatch(c -> c == '\n' || !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
            assertThat(text).as(command).doesNotContain("\u2028");
            assertThat(text.lines().filter(line -> line.startsWith("NAME")))
                    .hasSize(command.equals("discovered") ? 1 : 0);
        }
    }

    @Test
    void thisMonitorIsAnnouncedAndTakenBack() {
        assertThat(ok("unpublish")).contains("no longer");
        assertThat(discovery.announced).isFalse();
        assertThat(ok("publish")).contains("to be announced");
        assertThat(discovery.announced).isTrue();
        discovery.broken = true;
        assertThat(says(1, "unpublish")).contains("Nothing was changed").contains("the disk is full");
        services.discovery = null;
        for (String command : List.of("publish", "unpublish", "discovered")) {
            assertThat(says(1, command)).contains("The discovery bundle is not running.");
        }
        assertThat(ok("status")).contains("the discovery bundle is not running");
    }

    @Test
    void aStoreIsUsedAndForgotten() {
        assertThat(ok("store", "use", "10.1.2.3:8087", "[fe80::9%br-lan]:8087", "antidote.example:18087"))
                .contains("AntidoteDB at 10.1.2.3:8087, [fe80::9%br-lan]:8087, antidote.example:18087")
                .doesNotContain("goes on");
        assertThat((String[]) hosts(BY_HAND))
                .containsExactly("10.1.2.3:8087", "[fe80::9%br-lan]:8087", "antidote.example:18087");
        configurations.with(BY_HAND, "connectTimeout", "PT9S").with(TAKEN, "hosts", new String[] {"10.0.0.1:8087"});
        ok("store", "use", "10.1.2.4:8087");
        assertThat((String[]) hosts(BY_HAND)).containsExactly("10.1.2.4:8087");
        assertThat(configurations.kept.get(BY_HAND)).containsEntry("connectTimeout", "PT9S");
        assertThat(ok("store", "own")).contains("no longer uses the store");
        assertThat(configurations.kept).isEmpty();
        assertThat(ok("store", "own")).contains("No store was said");
    }

    @Test
    void whatWasConfiguredOtherwiseStaysAndIsNamed() {
        configurations
                .with(IN_CONSOLE, "hosts", new String[] {"10.0.0.1:8087"})
                .with(FOLDER, "folder", "/srv/dimon")
                .with("net.guifi.dimon.discovery", "join", "auto")
                .with(TAKEN, "hosts", new String[] {"10.0.0.2:8087"});
        assertThat(ok("store", "use", "10.1.2.3:8087")).contains("goes on: " + IN_CONSOLE + ", " + FOLDER + ".");
        assertThat(ok("store", "own"))
                .contains("no longer uses")
                .contains("goes on: " + IN_CONSOLE + ", " + FOLDER + ".")
                .doesNotContain("may take another");
        assertThat(configurations.kept).containsOnlyKeys(IN_CONSOLE, FOLDER, "net.guifi.dimon.discovery");
        assertThat(ok("store", "own")).contains("No store was said").contains("may take another");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "10.1.2.3:",
                "10.1.2.3:0",
                "10.1.2.3:65536",
                "10.1.2.300:8087",
                "10.1.2:8087",
                "10.1.2.03:8087",
                "10.1.2.3.:8087",
                "fd00::9:8087",
                "[fd00:::9]:8087",
                "[.:1]:8087",
                "[10.1.2.3]:8087",
                "-x:8087",
                "a..b:8087",
                "a b:8087",
                "http://a:8087",
                "a;reboot:8087",
                "$(reboot):8087",
                ":8087"
            })
    void whatIsNoAddressIsRefusedAndNothingIsWritten(String text) {
        assertThat(says(2, "store", "use", "10.1.2.3:8087", text)).contains('"' + text + '"');
        assertThat(says(2, "join", ELSEWHERE, "--store", text)).contains('"' + text + '"');
        assertThat(configurations.kept).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "store use",
        "store used 10.1.2.3:8087",
        "store own 10.1.2.3:8087",
        "discovered all",
        "publish now",
        "unpublish now",
        "join own --store",
        "join own --stores 10.1.2.3:8087",
        "join eeeeee --store 10.1.2.3:8087"
    })
    void badArgumentsAreToldWithTheUsage(String line) {
        assertThat(says(2, line.split(" "))).contains("Usage: ");
        assertThat(configurations.kept).isEmpty();
    }

    @Test
    void whoJoinsANetworkThatWasFoundIsToldWhoIsThere() {
        discovery.found.add(stranger());
        assertThat(ok("join", ELSEWHERE))
                .contains("joins network " + ELSEWHERE + ", of which 1 monitor was found: stranger (0b0b0b0b0b0b).")
                .contains("store use [fd00:0:0:0:0:0:0:9]:8087")
                .contains("admit " + SELF);
        assertThat(configurations.kept).containsOnlyKeys(STORE);
        assertThat(ok("join", "ab".repeat(16))).doesNotContain("found").contains("docs/network.md");
        assertThat(ok("join", STRANGER))
                .contains("the id of the monitor stranger (0b0b0b0b0b0b), not of a network: was \"join " + ELSEWHERE);
    }

    @Test
    void aNetworkIsJoinedTogetherWithItsStore() {
        assertThat(ok("join", ELSEWHERE, "--store", "10.1.2.3:8087"))
                .contains("over AntidoteDB at 10.1.2.3:8087")
                .doesNotContain("No storage adapter");
        assertThat(configurations.kept.get(STORE)).containsEntry("network", ELSEWHERE);
        assertThat((String[]) hosts(BY_HAND)).containsExactly("10.1.2.3:8087");
        assertThat(ok("join", "own", "--store", "10.1.2.4:8087")).contains("secrets/network.key");
        assertThat(configurations.kept.get(STORE)).isEmpty();
        assertThat((String[]) hosts(BY_HAND)).containsExactly("10.1.2.4:8087");
    }

    @Test
    void whatCannotBeWrittenIsSaid() {
        configurations.broken = true;
        assertThat(says(1, "join", ELSEWHERE)).contains("not written: the disk is full");
        assertThat(says(1, "store", "use", "10.1.2.3:8087")).contains("not written: the disk is full");
        services.configurations = null;
        assertThat(says(1, "store", "use", "10.1.2.3:8087")).contains("Config Admin");
        assertThat(says(1, "store", "own")).contains("Config Admin");
    }
}
