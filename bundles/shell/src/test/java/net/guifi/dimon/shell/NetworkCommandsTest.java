// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.store.StoreStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The commands about the store and the network, asked as a client asks them. */
class NetworkCommandsTest {
    private static final String SELF = "01".repeat(16);
    private static final String TIBIDABO = "0a".repeat(16);
    private static final String SECOND = "0a0a0a" + "b".repeat(26);
    private static final String THIRD = "cc".repeat(16);

    @TempDir
    Path data;

    private FakeServices services;
    private final FakeNetwork network = new FakeNetwork();

    @BeforeEach
    void network() {
        services = new FakeServices(data);
        services.network = network;
        network.member(SELF, "montseny", Duration.ZERO).member(TIBIDABO, "tibidabo", Duration.ofSeconds(90));
    }

    private Answer run(String... arguments) {
        return new Dispatcher(services).run(List.of(arguments));
    }

    private String ok(String... arguments) {
        Answer answer = run(arguments);
        assertThat(answer.exit()).as(answer.text()).isZero();
        return answer.text();
    }

    private String fails(String... arguments) {
        Answer answer = run(arguments);
        assertThat(answer.exit()).as(answer.text()).isEqualTo(1);
        return answer.text();
    }

    private String refuses(String... arguments) {
        Answer answer = run(arguments);
        assertThat(answer.exit()).as(answer.text()).isEqualTo(2);
        return answer.text();
    }

    @Test
    void theNetworkIsShownWithWhoWaits() {
        ok("admit", SELF);
        String text = ok("network");
        assertThat(text)
                .contains(FakeNetwork.NETWORK)
                .contains("may change the settings")
                .containsPattern(SELF + " \\*  montseny  admitted  0 s +1 min 0 s +synchronised")
                .containsPattern(TIBIDABO + " +tibidabo  waits +1 min 30 s +1 min 0 s +not synchronised")
                .contains("1 waiting.")
                .contains("admit " + TIBIDABO);
        network.administrator = false;
        assertThat(ok("network")).contains("by a monitor that has the network's key");
    }

    @Test
    void whoWaitsItselfIsToldWhatToSayWhereTheKeyIs() {
        network.administrator = false;
        assertThat(ok("network")).contains("This monitor waits.").contains("admit " + SELF);
    }

    @Test
    void whoIsNeitherAdmittedNorHeardWaitsForNothing() {
        ok("admit", SELF, TIBIDABO);
        network.member(THIRD, "gone", Duration.ofMinutes(3));
        assertThat(ok("network"))
                .containsPattern(THIRD + " +gone +not admitted")
                .doesNotContain("waiting");
        assertThat(ok("status")).contains("2 monitors admitted\n");
    }

    @Test
    void monitorsShowsWhoIsAdmittedAndSilent() {
        ok("admit", "montseny");
        assertThat(ok("monitors"))
                .containsPattern("010101010101 \\*  montseny  alive .* admitted  0 s")
                .containsPattern("0a0a0a0a0a0a +tibidabo  waiting .* waits +1 min 30 s");
    }

    @Test
    void monitorsAreAdmittedByIdByItsBeginningAndByName() {
        network.member(THIRD, "", Duration.ZERO);
        assertThat(fails("admit", "")).contains("No monitor");
        assertThat(ok("admit", "tibidabo", "cccccc", "dd".repeat(16)))
                .contains(TIBIDABO + " (tibidabo) is admitted.")
                .contains(THIRD + " is admitted.")
                .contains("dd".repeat(16) + " is admitted.");
        assertThat(network.settings().admitted()).containsExactly(TIBIDABO, THIRD, "dd".repeat(16));
        assertThat(network.settings().version()).isEqualTo(1);
        assertThat(ok("admit", TIBIDABO)).contains("was admitted already");
        assertThat(network.settings().version()).isEqualTo(1);
    }

    @Test
    void aNameThatCouldBeAnothersAdmitsNobody() {
        network.member(SECOND, "tibidabo", Duration.ZERO);
        assertThat(fails("admit", "tibidabo"))
                .contains(TIBIDABO)
                .contains(SECOND)
                .contains("by its id");
        assertThat(fails("admit", "0a0a0a")).contains("several");
        assertThat(fails("admit", "nobody")).contains("\"nobody\" was heard of");
        assertThat(fails("admit", "cc")).contains("\"cc\"");
        network.member(THIRD, TIBIDABO, Duration.ZERO);
        assertThat(ok("admit", TIBIDABO)).startsWith(TIBIDABO + " ");
        assertThat(network.settings().admitted()).containsExactly(TIBIDABO);
    }

    @Test
    void aHostileNameStaysInItsLine() {
        network.member(THIRD, "x\n" + SECOND + "  admitted\u001b[2J", Duration.ZERO);
        for (String command : List.of("network", "monitors", "assignments")) {
            assertThat(ok(command).lines()).noneMatch(line -> line.startsWith(SECOND.substring(0, 12)));
            assertThat(ok(command)).doesNotContain("\u001b");
        }
    }

    @Test
    void whoIsDismissedIsNoMoreAdmitted() {
        ok("admit", TIBIDABO, SELF);
        assertThat(fails("dismiss", SELF)).contains("join own");
        assertThat(ok("dismiss", "0a0a0a")).contains("(tibidabo) is dismissed.");
        assertThat(network.settings().admitted()).containsExactly(SELF);
        assertThat(fails("dismiss", TIBIDABO)).contains("was not admitted");
        ok("network", "set", "admission", "open");
        ok("admit", TIBIDABO);
        assertThat(ok("dismiss", TIBIDABO)).contains("admission is open");
    }

    @Test
    void settingsAreChangedForAll() {
        assertThat(ok("network", "set", "heartbeat", "PT2M"))
                .containsPattern("heartbeat +PT2M")
                .doesNotContain("does not know")
                .contains("Version 1");
        assertThat(ok("network", "set", "mood", "quite", "good"))
                .contains("does not know \"mood\"")
                .containsPattern("mood +quite good");
        assertThat(ok("network", "unset", "mood")).doesNotContain("quite good").contains("Version 3");
        assertThat(fails("network", "set", "heartbeat", "soon")).contains("heartbeat is \"soon\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network set",
                "network set heartbeat",
                "network unset",
                "network heartbeat",
                "admit",
                "dismiss",
                "dismiss a b",
                "join",
                "join 12",
                "join a b",
                "store now"
            })
    void badArgumentsAreToldWithTheUsage(String line) {
        assertThat(refuses(line.split(" "))).contains("Usage: ");
    }

    @Test
    void withoutTheKeyItIsToldWhereItIsAndHowToCopyIt() {
        network.administrator = false;
        for (String line : List.of("network set heartbeat PT2M", "network unset heartbeat", "admit " + TIBIDABO)) {
            assertThat(fails(line.split(" ")))
                    .contains(FakeNetwork.NETWORK)
                    .contains("secrets/network.key")
                    .contains(data.resolve("secrets/network.key").toString())
                    .contains("0600");
        }
        assertThat(network.settings().version()).isZero();
    }

    @Test
    void theStoreTellsOfItsLinks() {
        assertThat(ok("store"))
                .contains("7 entries, 4.9 KiB")
                .contains("21 entries")
                .contains("is alone");
        network.link(StoreStatus.Trust.TRUSTED, Duration.ofHours(12));
        network.refusals.add(new StoreStatus.Refusal("it was not signed", 3));
        assertThat(ok("store"))
                .containsPattern("the folder /srv/dimon  trusted  1 h 0 min  no +12 +1\\.0 MiB  2\\.0 MiB  50 +1")
                .containsPattern("3 +it was not signed")
                .doesNotContain("alone");
    }

    @Test
    void whatIsWrongWithALinkIsToldWithWhatToDo() {
        network.link(StoreStatus.Trust.AWAY, Duration.ofMinutes(5));
        assertThat(ok("store"))
                .containsPattern("away +1 h 0 min  yes +12 +1\\.0 MiB  - ")
                .contains("has not answered for 1 h 0 min: it is not there. Is it running")
                .contains("waits on the disk");
        network.links.clear();
        network.link(StoreStatus.Trust.DOUBTED, Duration.ofMinutes(5));
        assertThat(ok("store")).contains("not with what this monitor wrote").contains("filled again by itself");
    }

    @Test
    void statusMentionsStoreAndNetwork() {
        ok("admit", SELF);
        assertThat(ok("status"))
                .containsPattern("Store +on this monitor alone")
                .containsPattern("Network +" + FakeNetwork.NETWORK + ", 1 monitor admitted, 1 waiting");
        network.link(StoreStatus.Trust.DOUBTED, Duration.ofMinutes(5));
        assertThat(ok("status")).containsPattern("Store +the folder /srv/dimon doubted, something waits");
    }

    @Test
    void anotherNetworkIsJoinedAndLeftAgain() {
        Hashtable<String, Object> kept = new Hashtable<>(Map.of("other", "stays"));
        FakeNetwork before = network;
        services.configurations = configurations(kept, () -> services.network = null);
        String text = ok("join", "AB".repeat(16));
        assertThat(text)
                .contains("joins network " + "ab".repeat(16))
                .contains("admit " + SELF)
                .contains("docs/network.md");
        assertThat(kept).containsEntry("network", "ab".repeat(16)).containsEntry("other", "stays");
        services.network = before;
        network.link(StoreStatus.Trust.TRUSTED, Duration.ofMinutes(5));
        assertThat(ok("join", "ab".repeat(16))).doesNotContain("docs/network.md");
        assertThat(ok("join", "own")).contains("secrets/network.key");
        assertThat(kept).doesNotContainKey("network").containsEntry("other", "stays");
    }

    @Test
    void whatIsNotRunningIsNamed() {
        services.network = null;
        for (String line : List.of("store", "network", "admit x", "dismiss x", "network set a b")) {
            assertThat(fails(line.split(" "))).contains("The store-embedded bundle is not running.");
        }
        assertThat(fails("join", "own")).contains("Config Admin");
    }

    /** Config Admin with one configuration, whose properties are these; and what happens when they change. */
    private static ConfigurationAdmin configurations(Hashtable<String, Object> kept, Runnable changed) {
        Configuration configuration = (Configuration) Proxy.newProxyInstance(
                NetworkCommandsTest.class.getClassLoader(),
                new Class<?>[] {Configuration.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperties" -> new Hashtable<>(kept);
                    case "update" -> {
                        Dictionary<?, ?> updated = (Dictionary<?, ?>) arguments[0];
                        kept.clear();
                        updated.keys().asIterator().forEachRemaining(key -> kept.put(key.toString(), updated.get(key)));
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                NetworkCommandsTest.class.getClassLoader(),
                new Class<?>[] {ConfigurationAdmin.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getConfiguration");
                    assertThat(arguments).containsExactly("net.guifi.dimon.store-embedded", "?");
                    return configuration;
                });
    }
}
