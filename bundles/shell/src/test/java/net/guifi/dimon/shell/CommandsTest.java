// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.description.SystemGroup;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.ProbeReport;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, asked as a client asks them. */
class CommandsTest {
    @TempDir
    Path data;

    private FakeServices services;

    @BeforeEach
    void network() {
        services = new FakeServices(data)
                .device("demo:1001", "CanMontarola-Rt1", "198.18.4.1")
                .device("demo:1002", "MasBellós-Ap1", "198.18.4.2")
                .device("demo:1003", "PuigRocà-Sv1", "198.18.4.3")
                .state("demo:1001", DeviceState.UP, "answers")
                .state("demo:1002", DeviceState.DOWN, "3 of 3 lost");
    }

    private Answer run(String... arguments) {
        return new Dispatcher(services).run(List.of(arguments));
    }

    private static List<String> lines(Answer answer) {
        return answer.text().lines().toList();
    }

    @Test
    void devicesListsProblemsFirst() {
        Answer answer = run("devices");
        assertThat(answer.exit()).isZero();
        assertThat(lines(answer)).hasSize(5);
        assertThat(lines(answer).get(0)).startsWith("STATE  DEVICE     TITLE");
        assertThat(lines(answer).get(1))
                .matches("down   demo:1002  MasBellós-Ap1     198\\.18\\.4\\.2  -        100 %  .* 3 of 3 lost");
        assertThat(lines(answer).get(2))
                .matches("up     demo:1001  CanMontarola-Rt1  198\\.18\\.4\\.1  1\\.23 ms  0 %    .* answers");
        assertThat(lines(answer).get(3)).startsWith("-      demo:1003").endsWith("nobody tells of it");
        assertThat(lines(answer).get(4)).isEqualTo("3 devices");
    }

    @Test
    void devicesAreFoundByWhatPeopleKnowOfThem() {
        assertThat(run("devices", "bellós").text()).contains("demo:1002").doesNotContain("demo:1001");
        assertThat(run("devices", "198.18.4.3").text()).contains("demo:1003").doesNotContain("demo:1001");
        assertThat(run("devices", "can", "montarola").text()).contains("3 devices");
        assertThat(run("devices", "riudaura").text()).contains("3 devices");
        assertThat(run("devices", "--state", "DOWN").text())
                .contains("1 device\n")
                .contains("demo:1002");
        assertThat(run("devices", "--limit", "1").text()).contains("1 of 3 devices; --limit N shows more");
        assertThat(run("devices", "nowhere").text()).isEqualTo("No device.\n");
    }

    @Test
    void badArgumentsAreNamed() {
        refuses("\"sideways\" is no state; there are: down, unreachable", "devices", "--state", "sideways");
        refuses("--limit takes a number from 1, not \"0\"", "devices", "--limit", "0");
        refuses("--state lacks its value", "devices", "--state");
        refuses("\"--foo\" is no option", "devices", "--foo");
        refuses("device takes the id of one device", "device");
        refuses("Usage: import [SOURCE", "import", "keep", "demo");
        refuses("add takes an id and one address", "add", "roof");
        refuses("--zone lacks its value", "add", "roof", "10.0.0.1", "--zone");
        refuses("\"--foo\" is no option", "add", "roof", "10.0.0.1", "--foo", "bar");
        refuses("remove takes the id of one device", "remove");
        refuses("\"dance\" is no command", "dance");
        refuses("status takes no argument", "status", "please");
        refuses("password takes --new", "password", "--old");
        refuses("8 characters", "password", "--set", "short");
        refuses("no control characters", "password", "--set", "gat i\tgos");
    }

    private void refuses(String message, String... arguments) {
        Answer answer = run(arguments);
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.text()).contains(message);
    }

    @Test
    void bundlesAreListedUpdatedAndReverted() {
        assertThat(run("bundles").text()).isEqualTo("The update bundle is not running.\n");
        FakeUpdates updates = new FakeUpdates();
        services.updates = updates;
        assertThat(lines(run("bundles")))
                .containsExactly(
                        "BUNDLE                VERSION  FROM     SHIPPED  IDLE UPDATE  STATE",
                        "net.guifi.dimon.ping  1.0.0    shipped  1.0.0    0.9.0        active");
        assertThat(lines(run("update", "/a/ping.jar", "/b/api.jar")).get(1))
                .isEqualTo("net.guifi.dimon.ping  1.1.0    update  1.0.0    -            active");
        assertThat(run("revert", "ping").text()).contains("shipped");
        assertThat(run("revert", "org.example.probe").text())
                .isEqualTo("org.example.probe is removed: it was not shipped.\n");
        assertThat(updates.asked)
                .containsExactly(
                        "install [/a/ping.jar, /b/api.jar]",
                        "revert [net.guifi.dimon.ping]",
                        "revert [org.example.probe]");
        updates.refusal = Optional.of("it is no jar");
        Answer refused = run("update", "/a/ping.jar");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.text()).isEqualTo("Refused: it is no jar\n");
        assertThat(run("revert", "ping").exit()).isEqualTo(1);
        refuses("update takes the files", "update");
        refuses("revert takes the names", "revert");
        refuses("bundles takes no argument", "bundles", "all");
    }

    @Test
    void deviceShowsWhatIsKnown() {
        String text = run("device", "1002").text();
        assertThat(text)
                .containsPattern("Device +demo:1002")
                .containsPattern("Zone +Riudaura")
                .containsPattern("State +down since .*: 3 of 3 lost")
                .containsPattern("Watched by +montseny \\(0123456789ab\\)")
                .containsPattern("Series +the archive bundle is not running")
                .containsPattern("up +down +3 of 3 lost")
                .containsPattern("77 +wds +demo:9 +working");
        Answer unknown = run("device", "4711");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.text()).contains("There is no device \"4711\"");
    }

    @Test
    void deviceShowsWhatItSaysOfItselfAndItsTraffic() {
        DeviceId id = DeviceId.parse("demo:1001");
        services.rate(new SeriesKey(id, Metric.IN_OCTETS, "wlan0#3"), 1_560_000)
                .rate(new SeriesKey(id, Metric.OUT_OCTETS, "wlan0#3"), 12)
                .rate(new SeriesKey(id, Metric.IN_OCTETS, "eth0"), 125_000_000)
                .describes(new Description(
                        id,
                        Optional.of(Instant.EPOCH),
                        "SNMP v2c at 198.18.4.1:161",
                        Optional.of(new SystemGroup(
                                "montarola", "RouterOS\u001b[2J", "", "", "roof", Duration.ofHours(49))),
                        List.of(
                                port(2, "eth0", "eth0", "to the roof", Interface.Status.UP, Interface.Status.UP, true),
                                port(
                                        3,
                                        "wlan0#3",
                                        "wlan0",
                                        "",
                                        Interface.Status.UP,
                                        Interface.Status.LOWER_LAYER_DOWN,
                                        true),
                                port(4, "eth1", "eth1", "", Interface.Status.DOWN, Interface.Status.DOWN, false)),
                        Optional.of("no answer within 2 s")));
        String text = run("device", "1001").text();
        assertThat(text)
                .containsPattern("Asked by +SNMP v2c at 198\\.18\\.4\\.1:161")
                .containsPattern("SNMP problem +no answer within 2 s")
                .containsPattern("Calls itself +montarola")
                .containsPattern("Uptime +2 d 1 h")
                .containsPattern("Series +in-octets of 2 interfaces, out-octets\n")
                .containsPattern("eth0 +up +1 Gbit/s +1 Gbit/s +- +to the roof")
                .containsPattern("wlan0#3 +lower layer down +1 Gbit/s +12\\.5 Mbit/s +96 bit/s")
                .containsPattern("eth1 +disabled +1 Gbit/s +- +-\n")
                .doesNotContain("\u001b");
        assertThat(run("device", "1002").text()).doesNotContain("SNMP", "INTERFACE");
    }

    private static Interface port(
            int index,
            String instance,
            String name,
            String alias,
            Interface.Status admin,
            Interface.Status oper,
            boolean measured) {
        return new Interface(
                index,
                instance,
                Optional.empty(),
                name,
                name,
                alias,
                6,
                OptionalLong.of(1_000_000_000),
                admin,
                oper,
                measured);
    }

    @Test
    void aMissingBundleIsNamed() {
        services.withoutInventory().withoutHealth();
        for (String command : List.of("devices", "import")) {
            assertThat(run(command).exit()).isEqualTo(1);
            assertThat(run(command).text()).isEqualTo("The inventory bundle is not running.\n");
        }
        assertThat(run("status").exit()).isZero();
        assertThat(run("status").text())
                .containsPattern("Inventory +the inventory bundle is not running")
                .containsPattern("States +the health bundle is not running")
                .containsPattern("Store +the store-embedded bundle is not running");
        assertThat(run("probe", "1001").text()).contains("The inventory bundle is not running.");
        assertThat(run("doctor").exit()).isEqualTo(1);
    }

    @Test
    void statusIsOneScreen() {
        services.source("demo", SourceStatus.State.IMPORTED, "300 devices");
        services.probe("ping", device -> new CompletableFuture<>());
        assertThat(run("status").text())
                .containsPattern("Monitor +montseny \\(0123456789ab\\), watches 3 devices")
                .containsPattern("Version +1\\.2\\.3, Java \\d+")
                .containsPattern("States +1 down, 1 up")
                .containsPattern("Probe ping +sent 42")
                .containsPattern("demo +imported +300")
                .containsPattern("down +demo:1002");
        assertThat(lines(run("status"))).hasSizeLessThan(24);
    }

    @Test
    void monitorsMarksThisOne() {
        assertThat(run("monitors").text())
                .containsPattern("0123456789ab \\* +montseny +alive +[0-9: -]+ - +- +3 +500 +yes +- +Riudaura");
    }

    @Test
    void importDoesWhatItIsTold() {
        services.source("demo", SourceStatus.State.IMPORTED, "ok").source("hand", SourceStatus.State.UNCHANGED, "");
        assertThat(run("import").exit()).isZero();
        run("import", "hand");
        run("import", "confirm", "demo");
        run("import", "discard", "demo");
        assertThat(services.imports)
                .containsExactly("refresh demo", "refresh hand", "refresh hand", "confirm demo", "discard demo");
        assertThat(run("import", "nix").text()).isEqualTo("There is no source \"nix\"\n");
        assertThat(run("import", "nix").exit()).isEqualTo(1);
    }

    @Test
    void devicesAreAddedAndRemovedByHand() {
        assertThat(run("add", "roof", "10.0.0.1", "fd9a::1", "--title", "On the roof", "--node", "Cal Pep")
                        .exit())
                .isZero();
        assertThat(run("remove", "roof").text()).isEqualTo("The device roof is removed.\n");
        assertThat(services.imports)
                .containsExactly("add roof [10.0.0.1, fd9a::1] [On the roof, Cal Pep, ]", "remove roof");
        assertThat(run("remove", "cellar").exit()).isEqualTo(1);
    }

    @Test
    void aFailedImportFails() {
        services.source("demo", SourceStatus.State.FAILED, "demo.cnml:12: cut off");
        assertThat(run("import").exit()).isEqualTo(1);
        assertThat(run("import").text()).contains("failed").contains("demo.cnml:12: cut off");
    }

    @Test
    void probeTellsWhatEachProbeFound() {
        services.probe("ping", device -> {
            SeriesKey rtt = new SeriesKey(device.id(), Metric.RTT);
            return CompletableFuture.completedFuture(new ProbeReport(
                    "ping",
                    List.of(
                            new Sample(rtt, Instant.EPOCH, Outcome.OK, 2_500_000),
                            new Sample(rtt, Instant.EPOCH, Outcome.TIMEOUT, 0)),
                    "1 of 2 lost"));
        });
        assertThat(run("probe", "demo:1001"))
                .isEqualTo(Answer.ok("ping: 1 of 2 lost\n  rtt  2.50 ms\n  rtt  timeout\n"));

        services.probe("snmp", device -> CompletableFuture.failedFuture(new IllegalStateException("no socket")));
        Answer answer = run("probe", "demo:1001");
        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.text()).contains("ping: 1 of 2 lost").endsWith("snmp: no socket\n");
    }

    @Test
    void probeTellsLongTimesAsAPersonDoesAndOctetsAsSuch() {
        services.probe(
                "snmp",
                device -> CompletableFuture.completedFuture(new ProbeReport(
                        "snmp",
                        List.of(
                                new Sample(
                                        new SeriesKey(device.id(), Metric.UPTIME),
                                        Instant.EPOCH,
                                        Outcome.OK,
                                        2_638_548_900_000_000L),
                                new Sample(
                                        new SeriesKey(device.id(), Metric.IN_OCTETS, "eth0"),
                                        Instant.EPOCH,
                                        Outcome.OK,
                                        4711)),
                        "roof-7")));
        assertThat(run("probe", "demo:1001").text())
                .isEqualTo("snmp: roof-7\n  uptime  30 d 12 h\n  in-octets/eth0  4711 octets\n");
    }

    @Test
    void aProbeThatNeverAnswersIsNotWaitedForForever() throws CommandException {
        services.probe("ping", device -> new CompletableFuture<>());
        Answer answer = new ProbeCommand(Duration.ofMillis(20)).run(services, List.of("1001"));
        assertThat(answer.text()).isEqualTo("ping: no report within 0 s\n");
        assertThat(answer.exit()).isEqualTo(1);
    }

    @Test
    void doctorRunsEveryCheck() {
        services.check("archive", () -> new Result(Result.Status.OK, "writes"))
                .check("ping", () -> new Result(Result.Status.WARN, "slow: use a faster board"));
        assertThat(run("doctor"))
                .isEqualTo(Answer.ok("OK        archive: writes\nWARN      ping: slow: use a faster board\n"));
        FormattingResultLog links = new FormattingResultLog();
        links.info("one answers");
        links.warn("two is away");
        services.check("links", () -> new Result(links));
        assertThat(run("doctor").text())
                .contains("WARN      links:\n            two is away\n            one answers\n");
        services.check("store", () -> {
            throw new IllegalStateException("boom");
        });
        assertThat(run("doctor").exit()).isEqualTo(1);
        assertThat(run("doctor").text())
                .contains("store: the check itself failed")
                .contains("boom");
    }

    @Test
    void aTitleCannotSteerTheTerminal() {
        services.device("demo:1004", "evil\u001b[2J\0", "198.18.4.4");
        services.device("demo:1005", "\u202enwod\u202c \ud83d\udce1", "198.18.4.5");
        assertThat(run("devices").text())
                .contains("evil?[2J?", "?nwod? \ud83d\udce1")
                .doesNotContain("\u001b", "\0", "\u202e");
    }

    @Test
    void helpListsTheCommands() {
        assertThat(run().text()).isEqualTo(run("help").text());
        assertThat(run().text())
                .contains(
                        "devices [QUERY]",
                        "device ID",
                        "monitors",
                        "import",
                        "probe ID",
                        "status",
                        "doctor",
                        "password");
    }
}
