// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin as its user meets it: pages, and the commands that are run. */
class PluginIT {
    private static final String OTHER = "22222222222222222222222222222222";
    private static final List<String> ACTIONS = List.of(
            "start",
            "stop",
            "restart",
            "publish",
            "unpublish",
            "password",
            "join",
            "store",
            "settings",
            "antidote",
            "uninstall",
            "dismiss",
            "install");

    private static final List<String> BAD = List.of(
            "$(touch pwned)",
            "`touch pwned`",
            "\";touch pwned;\"",
            "';touch pwned;'",
            "1\ntouch pwned",
            "--new",
            "a b|touch pwned",
            "\\",
            "1\u00002",
            "<script>alert(1)</script>",
            "1".repeat(5000));

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Map<String, String> ANSWERS =
            Map.of("SNPGraphServerId", "55555", "http-port", "8081", "cnml", "2413");
    private static final String APT = "apt-get -y -o DPkg::Lock::Timeout=3600"
            + " -o DPkg::Options::=--force-confdef -o DPkg::Options::=--force-confold";
    private static final String INSTALL = APT + " --no-remove install dimon";
    private static final String MEND = APT + " --no-remove --fix-broken install";

    @TempDir
    Path root;

    private Api api;
    private Gui gui;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        api = new Api();
        gui = new Gui(root, "http://127.0.0.1:" + api.port());
        gui.write("etc/dimon/dimon.conf", "# ports\nhttp-port=" + api.port() + "\nhttps-port=9443\ncnml=\n");
        gui.write("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
        gui.write("proc/meminfo", "MemTotal:        1000000 kB\n");
        gui.answer("apt-cache", 0, policy("dimon", "0.1.0") + policy("openjdk-17-jre-headless", "17.0.9"));
        gui.answer("systemctl", 0, "active\n");
        gui.answer("docker", 0, "Docker version 20.10\n");
        gui.answer("dimon", 0, "");
        installed(true);
    }

    @AfterEach
    void stop() throws IOException {
        gui.close();
        api.close();
    }

    private void installed(boolean there) throws IOException {
        gui.answer("dpkg-query", there ? 0 : 1, there ? "install ok installed" : "no packages found");
    }

    private static String policy(String name, String candidate) {
        return name + ":\n  Installed: (none)\n  Candidate: " + candidate + "\n  Version table:\n";
    }

    @Test
    void eachScreenInThreeLanguages() throws IOException, InterruptedException {
        api.answer("/api/v1/discovered", found("node-7", "10.1.2.3"));
        for (boolean there : List.of(true, false)) {
            installed(there);
            for (String language : List.of("ca", "es", "en")) {
                gui.get("/lang/" + language);
                for (String page : List.of("", "/install", "/settings", "/found", "/join", "/store", "/uninstall")) {
                    Gui.Answer answer = gui.get("/dimon" + page);
                    boolean elsewhere = there && page.equals("/install");
                    assertThat(answer.status()).as(page).isEqualTo(elsewhere ? 301 : 200);
                    assertThat(answer.frames()).as(page).isEqualTo("DENY");
                    assertThat(answer.body().replace("dimon_token", ""))
                            .as(language + page)
                            .doesNotContain("dimon_");
                }
            }
        }
        assertThat(gui.get("/menu").body()).contains("right/menus_guifi_guifi/DIMON/dimon");
    }

    @Test
    void tellsHowTheMonitorIs() throws IOException, InterruptedException {
        api.answer("/api/v1/discovered", found("node-7", "10.1.2.3"));
        assertThat(gui.get("/dimon").body())
                .contains("watches 137 devices", "140 devices in the whole network", "down: <strong>2</strong>")
                .contains("https://127.0.0.1:9443/system/console/dimon", "http://127.0.0.1:" + api.port() + "/api/v1")
                .contains("alone", "The nearest store of its network is 10.1.2.3:8087", "mDNS");
        api.answer("/api/v1/store", "{\"links\":[{\"name\":\"10.9.9.9:8087\",\"trust\":\"trusted\"}]}");
        assertThat(gui.get("/dimon").body()).contains("10.9.9.9:8087: it works").doesNotContain("alone");
        gui.answer("systemctl", 3, "failed\n");
        assertThat(gui.get("/dimon").body()).contains("journalctl -u dimon").doesNotContain("watches");
        gui.answer("systemctl", 0, "active\n");
        gui.write("etc/dimon/dimon.conf", "http-port = 1025\nhttps-port=0\n");
        assertThat(gui.get("/dimon").body()).contains("is starting").doesNotContain("watches");
    }

    @Test
    void tellsWhetherOthersFindIt() throws IOException, InterruptedException {
        String told = found("node-7", "10.1.2.3");
        api.answer("/api/v1/discovered", told);
        assertThat(gui.get("/dimon").body()).contains("Other nodes find this monitor.", "/dimon/unpublish");
        api.answer(
                "/api/v1/discovered",
                told.replace("\"working\",\"announced\":true", "\"failing\",\"announced\":false"));
        assertThat(gui.get("/dimon").body())
                .contains("it is nowhere yet: other nodes do not find it", "/dimon/unpublish")
                .doesNotContain("Other nodes find this monitor.");
        api.answer("/api/v1/discovered", told.replace("{\"announced\":true", "{\"announced\":false"));
        assertThat(gui.get("/dimon").body()).contains("is not announced", "/dimon/publish");
    }

    @Test
    void anAnswerOfAnotherShapeBreaksNothing() throws IOException, InterruptedException {
        for (String answer : List.of(
                "",
                "nonsense",
                "[]",
                "7",
                "{\"monitors\":7}",
                "{\"monitors\":[[1]],\"links\":[1]}",
                "{\"monitors\":[{\"watches\":{}}],\"links\":[{\"name\":[],\"trust\":{}}],\"states\":{\"up\":[]},"
                        + "\"channels\":[{\"name\":{}},3],\"found\":[{\"name\":[],\"channels\":7},\"x\"],\"proposal\":3}")) {
            for (String path : List.of("monitors", "devices", "store", "network", "discovered")) {
                api.answer("/api/v1/" + path, answer);
            }
            assertThat(gui.get("/dimon").status()).as(answer).isEqualTo(200);
            assertThat(gui.get("/dimon/found").status()).as(answer).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Slow: ",
                "HTTP/1.0 200 OK\r\nX-Slow: ",
                "HTTP/1.0 200 OK\r\n\r\n{\"monitors\":[{\"self\":true,\"watches\":137}]}",
                "HTTP/1.0 200 OK\r\nContent-Length: 9999999\r\n\r\n{\"monitors\":[{\"self\":true,\"watches\":137}]}"
            })
    void whoNeverEndsItsAnswerIsNotWaitedFor(String beginning) throws Exception {
        try (Dribble dribble = new Dribble(beginning)) {
            gui.write("etc/dimon/dimon.conf", "http-port=" + dribble.port() + "\n");
            assertThat(gui.get("/dimon").body()).contains("is starting").doesNotContain("watches");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 500 Oh\r\n\r\n%s",
                "HTTP/1.0 200 OK\r\nContent-Length: 500\r\n\r\n%s",
                "HTTP/1.0 200 OK\r\nX: 1\r\n%s",
                "%s"
            })
    void whatIsNoWholeAnswerIsNone(String answer) throws Exception {
        try (Dribble said = new Dribble(answer.formatted("{\"monitors\":[{\"self\":true,\"watches\":137}]}"), 0)) {
            gui.write("etc/dimon/dimon.conf", "http-port=" + said.port() + "\n");
            assertThat(gui.get("/dimon").body()).contains("is starting").doesNotContain("watches");
        }
    }

    @Test
    void nothingIsDoneWithoutTheTokenOfTheSession() throws IOException, InterruptedException {
        gui.startDaemon();
        String foreign = gui.token();
        gui.newSession();
        gui.token();
        for (String action : ACTIONS) {
            for (Map<String, String> fields : List.of(
                    Map.of("wanted", "start", "own", "yes", "network", "own"),
                    Map.of("dimon_token", "", "wanted", "start", "own", "yes", "network", "own"),
                    Map.of("dimon_token", foreign, "wanted", "start", "own", "yes", "network", "own"),
                    Map.of("dimon_token[]", foreign, "wanted", "start", "own", "yes", "network", "own"))) {
                installed(!action.equals("install"));
                assertThat(gui.post("/dimon/" + action, fields).status())
                        .as(action)
                        .isEqualTo(403);
            }
        }
        assertThat(gui.calls("dimon")).isEmpty();
        assertThat(gui.calls("apt-get")).isEmpty();
        assertThat(gui.calls("debconf-set-selections")).isEmpty();
        assertThat(root.resolve("run/dimon-cloudy")).doesNotExist();
    }

    @Test
    void getNeverActs() throws IOException, InterruptedException {
        gui.startDaemon();
        String query = "?dimon_token=" + gui.token() + "&wanted=start&own=yes&network=own&new=yes";
        for (String action : ACTIONS) {
            gui.get("/dimon/" + action + query);
            assertThat(gui.get("/dimon/" + action + "_post" + query).status())
                    .as(action)
                    .isEqualTo(405);
        }
        assertThat(gui.calls("dimon")).containsOnly("dimon antidote status").hasSize(1);
        assertThat(gui.calls("apt-get")).isEmpty();
        assertThat(gui.calls("debconf-set-selections")).isEmpty();
        gui.get("/dimon/certificate");
        assertThat(gui.calls("dimon")).contains("dimon certificate").hasSize(2);
        assertThat(root.resolve("run/dimon-cloudy")).doesNotExist();
    }

    @Test
    void whatTheNodeIsRegisteredAsFillsInTheForm() throws IOException, InterruptedException {
        installed(false);
        gui.write("etc/cloudy/guifi.conf", "USERNAME=\"me\"\nTOKEN=\"x\"\nNODEID=\"4711\"\nDEVICEID=\"88\"\n");
        api.answer(
                "/guifi/cnml/4711/node",
                "<cnml><network><zone id='2413'><node id='4711'><device id='87'><service id='1' type='SNPgraphs'/></device>"
                        + "<device id='88'><service id='2' type='DNS'/><service id='55555' type='SNPgraphs'/></device></node></zone>"
                        + "</network></cnml>");
        assertThat(gui.get("/dimon/install").body())
                .contains("name='SNPGraphServerId' value='55555'", "value='https://guifi.net/guifi/cnml/2413/detail'")
                .contains("https://guifi.net/node/4711", "value='8080'")
                .doesNotContain("disabled");
        gui.newSession();
        api.answer("/guifi/cnml/4711/node", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><cnml>&e;</cnml>");
        assertThat(gui.get("/dimon/install").body()).contains("name='SNPGraphServerId' value=''", "node/4711");
        gui.write("etc/cloudy/guifi.conf", "NODEID=\"4711/../x\"\n");
        Files.createDirectories(root.resolve("etc/snpservices"));
        gui.write("etc/snpservices/config.php", "<?php\n$SNPGraphServerId = '321';\n");
        assertThat(gui.get("/dimon/install").body()).contains("value='321'").doesNotContain("node/4711");
    }

    @Test
    void oneClickInstallsIt() throws IOException, InterruptedException {
        installed(false);
        gui.startDaemon();
        gui.write("answers/apt-get.hold", "");
        assertThat(gui.act("install", ANSWERS).location()).isEqualTo("/index.php/dimon");
        await().atMost(LIMIT).until(() -> !gui.calls("apt-get").isEmpty());
        assertThat(gui.get("/dimon").body())
                .contains("Installation: going on for", "may take hours", "Should the power fail", "location.reload")
                .doesNotContain("DIMON is not installed", "/dimon/install");
        gui.delete("answers/apt-get.hold");
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Installation: done."));
        assertThat(gui.lines("debconf"))
                .containsExactly(
                        "dimon dimon/SNPGraphServerId string 55555",
                        "dimon dimon/http-port string 8081",
                        "dimon dimon/cnml string https://guifi.net/guifi/cnml/2413/detail");
        assertThat(gui.calls("apt-get")).containsExactly(INSTALL);
    }

    @Test
    void anInstallationThatFailsIsTriedOnceMoreWithWhatMayMendIt() throws IOException, InterruptedException {
        installed(false);
        gui.startDaemon();
        gui.write("answers/apt-get.exit", "100");
        gui.act("install", ANSWERS);
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("It failed (exit status 100)"));
        assertThat(gui.lines("calls"))
                .as("what was begun before is ended, and the package lists are renewed")
                .containsSubsequence(
                        INSTALL,
                        "dpkg --force-confdef --force-confold --configure -a",
                        "apt-get update",
                        MEND,
                        INSTALL);
    }

    @Test
    void ofWhatWentWellTheEndIsShown() throws IOException, InterruptedException {
        installed(false);
        gui.startDaemon();
        gui.answer("apt-get", 0, "Adding a certificate\n".repeat(100) + "Setting up dimon\n");
        gui.act("install", ANSWERS);
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Installation: done."));
        assertThat(gui.get("/dimon").body().lines())
                .contains("Setting up dimon</pre>")
                .filteredOn("Adding a certificate"::equals)
                .hasSizeLessThan(8);
    }

    @Test
    void nothingEndsAptBeforeItsTime() throws IOException, InterruptedException {
        gui.startDaemon();
        gui.act("uninstall", Map.of());
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Uninstallation: done."));
        assertThat(gui.lines("run/dimon-cloudy/arguments"))
                .containsExactly(
                        "/bin/sh",
                        Gui.PLUGIN
                                .resolve("web/plug/resources/dimon/packages.sh")
                                .toString(),
                        "purge",
                        "dimon");
        assertThat(gui.calls("apt-get")).containsExactly(APT + " purge dimon");
        gui.act("dismiss", Map.of());
        gui.act("stop", Map.of());
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Stop: done."));
        assertThat(gui.lines("run/dimon-cloudy/arguments"))
                .startsWith("timeout")
                .endsWith("dimon", "stop");
    }

    @Test
    void whatDebconfSaysOfTheAnswersIsShown() throws IOException, InterruptedException {
        installed(false);
        gui.startDaemon();
        gui.answer("debconf-set-selections", 1, "debconf: <config.dat> is locked by another process\n");
        gui.act("install", ANSWERS);
        assertThat(gui.get("/dimon").body()).contains("may not have been taken", "&lt;config.dat&gt; is locked");
    }

    @Test
    void saysBeforehandWhatStandsInTheWay() throws IOException, InterruptedException {
        installed(false);
        assertThat(gui.get("/dimon/install").body()).doesNotContain("alert-error", "alert-warning", "disabled");
        gui.write("proc/meminfo", "MemTotal:         250000 kB\n");
        assertThat(gui.get("/dimon/install").body())
                .contains("244 MB of memory")
                .doesNotContain("disabled");
        gui.answer("apt-cache", 0, policy("dimon", "0.1.0") + policy("default-jre-headless", "2:1.11-72"));
        assertThat(gui.get("/dimon/install").body()).contains("offers no Java 17", "disabled");
        gui.write("etc/os-release", "ID=debian\nVERSION_ID=\"10\"\n");
        assertThat(gui.get("/dimon/install").body()).contains("it is Debian 10", "disabled");
        gui.answer("apt-cache", 0, policy("default-jre-headless", "2:1.21-75"));
        assertThat(gui.get("/dimon/install").body())
                .contains("in none of the package lists", "disabled")
                .doesNotContain("Debian 10");
    }

    @Test
    void nothingButValidValuesReachesACommand() throws IOException, InterruptedException {
        gui.startDaemon();
        for (String value : BAD) {
            assertRefused("join", Map.of("network", value));
            assertRefused("join", Map.of("network", OTHER, "store", "h:1" + value));
            assertRefused("store", Map.of("address", value + ":8087"));
            assertRefused("antidote", Map.of("wanted", value));
            for (Map<String, String> fields :
                    withOneBad(value, "SNPGraphServerId", "http-port", "https-port", "cnml")) {
                assertRefused("settings", fields);
            }
            installed(false);
            for (Map<String, String> fields : withOneBad(value, "SNPGraphServerId", "http-port", "cnml")) {
                assertRefused("install", fields);
            }
            installed(true);
        }
        assertThat(gui.calls("debconf-set-selections")).isEmpty();
        assertThat(gui.calls("dimon")).isEmpty();
        assertThat(root.resolve("run/dimon-cloudy")).doesNotExist();
        assertThat(root.resolve("pwned")).doesNotExist();
        assertThat(Gui.PLUGIN.resolve("test/gui/pwned")).doesNotExist();
    }

    @Test
    void aPortThatCannotBeIsRefused() throws IOException, InterruptedException {
        for (List<String> ports : List.of(List.of("80", "8443"), List.of("65536", "0"), List.of("8443", "8443"))) {
            assertRefused(
                    "settings",
                    Map.of("SNPGraphServerId", "", "http-port", ports.get(0), "https-port", ports.get(1), "cnml", ""));
        }
        installed(false);
        assertRefused("install", Map.of("SNPGraphServerId", "", "http-port", "8443", "cnml", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/home/me/zone.cnml", "//root/x", "/var/tmp/x", "/tmp", "/run/user/0/x", "/srv/../home/x"})
    void aFileThatTheServiceCannotSeeIsRefused(String file) throws IOException, InterruptedException {
        installed(false);
        Map<String, String> fields = Map.of("SNPGraphServerId", "", "http-port", "8080", "cnml", file);
        assertRefused("install", fields);
        assertThat(gui.act("install", fields).body()).contains("/etc/dimon is a good place");
        assertThat(gui.calls("debconf-set-selections")).isEmpty();
    }

    private void assertRefused(String action, Map<String, String> fields) throws IOException, InterruptedException {
        Gui.Answer answer = gui.act(action, fields);
        assertThat(answer.status()).as(action + fields).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("<script>alert", "value='';");
    }

    /** Answers that are right, but for one of them. */
    private static List<Map<String, String>> withOneBad(String bad, String... names) {
        Map<String, String> right =
                Map.of("SNPGraphServerId", "1", "http-port", "8080", "https-port", "8443", "cnml", "http://host/");
        List<Map<String, String>> all = new ArrayList<>();
        for (String name : names) {
            Map<String, String> fields = new HashMap<>(right);
            fields.put(name, name.equals("cnml") ? "http://host/" + bad + "'" : bad);
            all.add(fields);
            fields = new HashMap<>(right);
            fields.put(name, bad);
            all.add(fields);
        }
        return all;
    }

    @Test
    void actsByTheCommandAlone() throws IOException, InterruptedException {
        assertThat(gui.act("publish", Map.of()).location()).isEqualTo("/index.php/dimon");
        assertThat(gui.get("/dimon").body()).contains("class='flash success'", "is announced from now on");
        gui.act("unpublish", Map.of());
        gui.act("join", Map.of("network", OTHER.replace('2', 'A'), "store", "10.1.2.3:8087"));
        gui.act("join", Map.of("network", "own", "store", ""));
        gui.act("store", Map.of("address", "10.1.2.3:8087, [fd00::1]:8087 db.example:8087"));
        gui.act("store", Map.of("own", "yes"));
        assertThat(gui.calls("dimon"))
                .containsExactly(
                        "dimon publish",
                        "dimon unpublish",
                        "dimon join " + OTHER.replace('2', 'a') + " --store 10.1.2.3:8087",
                        "dimon join own",
                        "dimon store use 10.1.2.3:8087 \\[fd00::1\\]:8087 db.example:8087",
                        "dimon store own");
    }

    @Test
    void aFailureIsTold() throws IOException, InterruptedException {
        gui.answer("dimon", 7, "Reading … 5%\rReading … 100%\rIt does not run.\r\n<script>alert(1)</script>\n");
        gui.act("publish", Map.of());
        String page = gui.get("/dimon").body();
        assertThat(page)
                .contains("exit status 7", "<pre>It does not run.", "&lt;script&gt;alert")
                .doesNotContain("<script>alert");
        assertThat(gui.get("/dimon").body()).doesNotContain("exit status 7");
        for (Map.Entry<Integer, String> told :
                Map.of(2, "un valor no és vàlid", 3, "DIMON no està en marxa").entrySet()) {
            gui.get("/lang/ca");
            gui.answer("dimon", told.getKey(), "in English\n");
            gui.act("publish", Map.of());
            assertThat(gui.get("/dimon").body()).contains(told.getValue(), "in English");
        }
    }

    @Test
    void showsThePasswordOnRequestAndForgetsIt() throws IOException, InterruptedException {
        gui.answer("dimon", 0, "tramuntana-42\n");
        assertThat(gui.act("password", Map.of()).body()).contains("tramuntana-42");
        gui.act("password", Map.of("new", "yes"));
        assertThat(gui.calls("dimon")).containsExactly("dimon password", "dimon password --new");
        assertThat(gui.get("/dimon").body()).doesNotContain("tramuntana");
        try (var sessions = Files.list(root.resolve("sessions"))) {
            for (Path session : sessions.toList()) {
                assertThat(session).content().doesNotContain("tramuntana");
            }
        }
    }

    @Test
    void whatTakesLongGoesOnBehindThePage() throws IOException, InterruptedException {
        gui.startDaemon();
        gui.write("answers/dimon.hold", "");
        assertThat(gui.act("start", Map.of()).status()).isEqualTo(301);
        await().atMost(LIMIT).until(() -> gui.calls("dimon").equals(List.of("dimon start")));
        assertThat(gui.get("/dimon").body())
                .contains("Start: going on for", "window.location.reload")
                .doesNotContain("/dimon/certificate");
        Gui.Answer second = gui.act("stop", Map.of());
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.body()).contains("still going on");
        gui.answer("dimon", 1, "The port is <taken>.\n");
        gui.delete("answers/dimon.hold");
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Start: It failed (exit status 1)."));
        assertThat(gui.get("/dimon").body())
                .contains("The port is &lt;taken&gt;.")
                .doesNotContain("location.reload");
        gui.act("dismiss", Map.of());
        assertThat(gui.get("/dimon").body()).doesNotContain("It failed");
        gui.answer("dimon", 0, "");
        gui.act(
                "settings",
                Map.of(
                        "SNPGraphServerId",
                        "7",
                        "http-port",
                        "" + api.port(),
                        "https-port",
                        "0",
                        "cnml",
                        "https://example.org/a?b=c&d='e".replace("'", "%27")));
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("New settings: done."));
        gui.act("uninstall", Map.of());
        await().atMost(LIMIT).until(() -> gui.calls("apt-get").contains(APT + " purge dimon"));
        assertThat(gui.calls("dimon"))
                .containsExactly(
                        "dimon start",
                        "dimon configure SNPGraphServerId=7 https-port=0 cnml=https://example.org/a\\?b=c\\&d=%27e");
    }

    @Test
    void whoClicksTwiceIsNotRefused() throws IOException, InterruptedException {
        gui.startDaemon();
        gui.write("answers/dimon.hold", "");
        for (int i = 0; i < 2; i++) {
            Gui.Answer answer = gui.act("restart", Map.of());
            assertThat(answer.location()).as("after %d", i).isEqualTo("/index.php/dimon");
        }
        gui.delete("answers/dimon.hold");
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Restart: done."));
        assertThat(gui.calls("dimon")).doesNotHaveDuplicates().contains("dimon restart");

        installed(false);
        gui.write("answers/apt-get.hold", "");
        for (int i = 0; i < 2; i++) {
            assertThat(gui.act("install", ANSWERS).location()).isEqualTo("/index.php/dimon");
        }
        gui.delete("answers/apt-get.hold");
        await().atMost(LIMIT).until(() -> gui.get("/dimon").body().contains("Installation: done."));
        assertThat(gui.calls("apt-get")).containsExactly(INSTALL);
        assertThat(gui.lines("debconf")).as("answered once").hasSize(3);
    }

    @Test
    void saysThatTheDaemonOfCloudyDoesNotRun() throws IOException, InterruptedException {
        Gui.Answer answer = gui.act("start", Map.of());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("cdistrod");
    }

    @Test
    void whatOthersSayIsEscaped() throws IOException, InterruptedException {
        String hostile = "<script>alert(1)</script>'\\\" onmouseover='alert(1)\\u202e\\u0007&amp;";
        String noAddress = "10.1.2.3'><script>alert(2)</script>";
        api.answer("/api/v1/discovered", found(hostile, noAddress, "javascript:alert(1)"));
        api.answer(
                "/api/v1/store",
                "{\"links\":[{\"name\":\"" + hostile + "\",\"trust\":\"" + hostile + "\",\"problem\":\"" + hostile
                        + "\"}]}");
        for (String page : List.of("/dimon", "/dimon/found", "/dimon/store")) {
            assertThat(gui.get(page).body())
                    .as(page)
                    .doesNotContain("<script>alert", "' onmouseover", "\u202e", "\u0007", "javascript:")
                    .doesNotContain("https://10.1.2.3");
        }
        assertThat(gui.get("/dimon/found").body()).contains("&lt;script&gt;alert(1)");
        assertThat(gui.get("/dimon/join?network=%27%3E%3Cscript%3E&store=%27%3E%3Cscript%3E")
                        .body())
                .contains("name='network' value=''")
                .doesNotContain("'><script>");
        assertThat(gui.get("/dimon/join?network=" + OTHER + "&store=10.1.2.3:8087")
                        .body())
                .contains("name='network' value='" + OTHER + "'", "name='store' value='10.1.2.3:8087'");
        assertThat(gui.get("/dimon/store?address[]=x").status()).isEqualTo(200);
    }

    @Test
    void offersWhatCanBeDoneWithAFoundMonitor() throws IOException, InterruptedException {
        api.answer("/api/v1/discovered", found("node-7", "fd00::7"));
        assertThat(gui.get("/dimon/found").body())
                .contains(
                        "node-7",
                        "22222222…",
                        "https://[fd00::7]:8443/system/console/dimon",
                        "http://[fd00::7]:8080/api/v1/monitors")
                .contains("/index.php/dimon/join?network=" + OTHER + "&amp;store=%5Bfd00%3A%3A7%5D%3A8087");
        api.answer("/api/v1/network", "{\"id\":\"" + OTHER + "\"}");
        assertThat(gui.get("/dimon/found").body())
                .contains("its own", "/index.php/dimon/store?address=%5Bfd00%3A%3A7%5D%3A8087")
                .doesNotContain("dimon/join");
    }

    @Test
    void buttonsInTheSearchOfOtherNodes() throws IOException, InterruptedException {
        String txt = "v=1,id=" + "3".repeat(32) + ",net=" + OTHER
                + ",ver=0.1.0,api=/api/v1,https=8443,store=antidote:8087,new=1";
        assertThat(search("10.1.2.3", "8080", txt))
                .contains("https://10.1.2.3:8443/system/console/dimon", "http://10.1.2.3:8080/api/v1/monitors")
                .contains("/index.php/dimon/join?network=" + OTHER + "&amp;store=10.1.2.3%3A8087");
        assertThat(search("10.1.2.3", "8080", txt.replace(OTHER, Api.NETWORK)))
                .contains("/index.php/dimon/store?address=10.1.2.3%3A8087")
                .doesNotContain("dimon/join");
        assertThat(search("10.1.2.3", "8080", "v=1,id=" + Api.OWN)).isEqualTo(title() + "This device");
        for (String bad : List.of(
                "",
                "v=1",
                "id=x",
                txt + "'",
                txt + ",https=99999",
                txt + ",id=" + OTHER,
                txt.replace("/api", "//evil/<"),
                txt.replace("8087", "0"),
                txt.replace("https=8443", "https"),
                "x".repeat(401))) {
            assertThat(search("10.1.2.3", "8080", bad)).as(bad).isEqualTo(title() + "Its announcement cannot be read");
        }
        assertThat(search("10.1.2.3'><script>", "8080", txt)).endsWith("Its announcement cannot be read");
        assertThat(search("10.1.2.3", "80a", txt)).endsWith("Its announcement cannot be read");
        assertThat(gui.post("/search", Map.of("found", "{\"txt\":[],\"ip\":{},\"port\":null}"))
                        .body())
                .endsWith("Its announcement cannot be read");
        installed(false);
        assertThat(search("10.1.2.3", "8080", txt))
                .contains("Install DIMON")
                .doesNotContain("dimon/join", "dimon/store");
        assertThat(gui.calls("dimon")).isEmpty();
    }

    private String title() throws IOException, InterruptedException {
        String page = gui.get("/menu").body();
        return page.substring(0, page.lastIndexOf("</script>") + "</script>".length());
    }

    private String search(String address, String port, String txt) throws IOException, InterruptedException {
        String entry =
                "{\"type\":\"dimon\",\"ip\":\"%s\",\"port\":\"%s\",\"txt\":\"%s\"}".formatted(address, port, txt);
        return gui.post("/search", Map.of("found", entry)).body();
    }

    @Test
    void aBrowserShowsIt() throws IOException, InterruptedException {
        gui.answer("dimon", 0, "SHA-256 AB:CD:EF");
        String name = "<img src=x onerror=document.title=\\\"taken\\\">";
        api.answer(
                "/api/v1/store",
                "{\"links\":[{\"name\":\"" + name + "\",\"trust\":\"away\",\"problem\":\"" + name + "\"}]}");
        Path output = root.resolve("dom");
        Process chromium;
        try {
            chromium = new ProcessBuilder(
                            "chromium",
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-sync",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--user-data-dir=" + root.resolve("chromium"),
                            "--virtual-time-budget=8000",
                            "--dump-dom",
                            gui.address() + "/index.php/dimon")
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException("Chromium does not start: install the package chromium", e);
        }
        assertThat(chromium.waitFor()).isZero();
        assertThat(output)
                .content()
                .contains("<title>Cloudy</title>", "<pre>SHA-256 AB:CD:EF</pre>", "watches 137 devices")
                .contains("&lt;img src=x");
    }

    private static String found(String name, String address) {
        return found(name, address, "http://" + address + ":8080/api/v1");
    }

    private static String found(String name, String address, String api) {
        return ("{\"announced\":true,\"channels\":[{\"name\":\"mDNS\",\"state\":\"working\",\"announced\":true,\"found\":1,"
                        + "\"problem\":\"%1$s\"}],\"proposal\":{\"address\":\"%2$s\",\"storePort\":8087,\"id\":\"%1$s\"},"
                        + "\"found\":[{\"id\":\"%1$s\",\"name\":\"%1$s\",\"network\":\"" + OTHER
                        + "\",\"version\":\"%1$s\","
                        + "\"address\":\"%2$s\",\"api\":\"%3$s\",\"httpsPort\":8443,\"role\":\"offers\",\"storePort\":8087,"
                        + "\"channels\":[\"%1$s\"],\"seen\":\"2026-11-21T10:00:00Z\",\"distance\":1.25}]}")
                .formatted(name, address, api);
    }
}
