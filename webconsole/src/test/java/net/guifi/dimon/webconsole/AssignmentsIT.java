// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page makes of who watches what, as Chromium shows it; the API answers what is told here. */
class AssignmentsIT {
    private static final String EVIL = "<img src=x onerror=document.title=1>";
    private static final String SELF = "01".repeat(16);
    private static final String OTHER = "0a".repeat(16);
    private static final String WELL = "\"below\":0,\"unwatched\":0,\"settled\":true,\"problems\":[]";

    @TempDir
    Path directory;

    private Page page;

    @BeforeEach
    void start() throws IOException {
        page = new Page(directory);
        page.answers.put("/api/v1/assignments", query -> assignments(WELL, two("Tibidabo", "alive", 99), ""));
    }

    @AfterEach
    void stop() {
        page.close();
    }

    private static String assignments(String status, String monitors, String below) {
        return """
                {"devices":298,"redundancy":2,"surplus":1,"policy":"balanced/1","view":"3f29a1c07b6d5e48",%s,
                "monitors":[%s],"belowDevices":[%s]}"""
                .formatted(status, monitors, below);
    }

    private static String two(String name, String standing, int watches) {
        return monitor(SELF, "Montseny", "alive", 200, 500) + ',' + monitor(OTHER, name, standing, watches, 250);
    }

    private static String monitor(String id, String name, String standing, int watches, int capacity) {
        return """
                {"id":"%s","name":"%s","self":%s,"standing":"%s","alive":%s,"since":"%s","watches":%d,"capacity":%d,
                "inStep":%s,"zone":"Riudaura","node":"Torre","endpoints":[]}"""
                .formatted(
                        id,
                        name,
                        id.equals(SELF),
                        standing,
                        List.of("alive", "suspected", "isolated").contains(standing),
                        Instant.now().minusSeconds(3700),
                        watches,
                        capacity,
                        standing.equals("alive"));
    }

    private static String below(int number, String watchers) {
        return "{\"id\":\"demo:%d\",\"title\":\"Roof %d\",\"watchers\":[%s]}".formatted(number, number, watchers);
    }

    private static String device(String more) {
        return """
                {"id":"a:1","title":"Roof","state":"down","reason":"as others tell","type":"radio","status":"working",
                "addresses":[],"snmpPorts":[],"links":[],"transitions":[],%s}"""
                .formatted(more);
    }

    private static String observation(String monitor, String name, String state, boolean reached, boolean counts) {
        return """
                {"monitor":"%s","name":"%s","self":false,"state":"%s","since":"%s","reached":%s,"counts":%s}"""
                .formatted(monitor, name, state, Instant.now().minusSeconds(90), reached, counts);
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void itIsSaidInASentenceHowTheNetworkIsWatched() throws Exception {
        String shown = page.open("#assignments");
        assertThat(shown)
                .contains("Each of 298 devices is watched by 2 monitors.")
                .contains("balanced/1")
                .contains("3f29a1c07b6d5e48")
                .contains("Montseny")
                .contains("this one")
                .contains("200 of 500 · 40%")
                .contains("fair share 199")
                .contains("99 of 250")
                .contains("Torre · Riudaura")
                .contains("1 h 1 min")
                .contains("Nothing has changed yet.")
                .containsPattern("<p class=\"quiet\" hidden=\"\">A hand-over goes on");
        assertThat(shown).containsPattern("<details class=\"card part assignments\" open");
    }

    @Test
    void itIsClosedUntilSomebodyOpensItAndSaysTheSentenceNevertheless() throws Exception {
        assertThat(page.open(""))
                .contains("Each of 298 devices is watched by 2 monitors.")
                .doesNotContain("200 of 500")
                .doesNotContainPattern("<details[^>]* open");
        page.script = "setTimeout(() => document.querySelector('.assignments summary').click(), 3000);";
        assertThat(page.open("")).contains("200 of 500");
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"below\":149,\"unwatched\":0,\"settled\":false,\"problems\":[\"Tibidabo does not answer.\"]",
                        two("Tibidabo", "suspected", 99),
                        below(7, "{\"id\":\"" + SELF + "\",\"name\":\"Montseny\",\"unreached\":true}")
                                + ','
                                + below(8, "")));
        assertThat(page.open("#assignments"))
                .contains("149 of 298 devices are watched by fewer than 2 monitors.")
                .contains("1 warning · hand-over goes on")
                .contains("Tibidabo does not answer.")
                .contains("does not answer")
                .contains("others watch its devices too")
                .contains("href=\"#device=demo%3A7&amp;assignments=\"")
                .contains("Montseny (010101010101): never reached it")
                .containsPattern("problem\"[^>]*>nobody<")
                .contains("and 147 more");
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"below\":20,\"unwatched\":3,\"settled\":true,\"problems\":[]",
                        two("Tibidabo", "silent", 0),
                        below(8, "")));
        assertThat(page.open("#assignments")).contains("3 of 298 devices are watched by nobody, 20 by fewer than 2");
    }

    @Test
    void otherNumbersForSomeDevicesAreMentioned() throws Exception {
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments("\"exceptions\":true," + WELL, two("Tibidabo", "alive", 99), ""));
        assertThat(page.open("#assignments")).contains("as many monitors as are set for it: 2, or another number");
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"exceptions\":true,\"below\":20,\"unwatched\":3,\"settled\":true,\"problems\":[]",
                        two("Tibidabo", "silent", 0),
                        below(8, "")));
        assertThat(page.open("#assignments"))
                .contains("20 of 298 devices are watched by fewer monitors than are set for them, 3 of them by nobody");
    }

    @Test
    void oneMonitorAloneIsToldThatAnotherIsMissing() throws Exception {
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"below\":298,\"unwatched\":0,\"settled\":true,\"problems\":[]",
                        two("Tibidabo", "silent", 0),
                        below(7, "")));
        assertThat(page.open("#assignments"))
                .contains("watched by one monitor alone. They should have 2")
                .containsPattern("<div hidden=\"\"><h3>Devices watched by too few");
    }

    @Test
    void oneMonitorThatNeverHadCompanyIsNotAlarmed() throws Exception {
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"below\":298,\"unwatched\":0,\"settled\":true,\"problems\":[]",
                        monitor(SELF, "Montseny", "alive", 298, 500),
                        below(7, "")));
        assertThat(page.open("#assignments"))
                .containsPattern("badge maintenance\"[^>]*>.{0,80}This monitor is alone and watches all 298 devices")
                .contains("Once there are more monitors, each device gets 2.")
                .containsPattern("<div hidden=\"\"><h3>Devices watched by too few");
    }

    @Test
    void aTakeoverIsSeenWhileItHappens() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        page.answers.put(
                "/api/v1/assignments",
                query -> asked.getAndIncrement() == 0
                        ? assignments(WELL, two("Tibidabo", "alive", 99), "")
                        : assignments(
                                "\"below\":99,\"unwatched\":0,\"settled\":true,\"problems\":[]",
                                two("Tibidabo", "silent", 0),
                                ""));
        assertThat(page.open("#assignments"))
                .contains("Tibidabo (0a0a0a0a0a0a): alive → silent")
                .contains("Tibidabo (0a0a0a0a0a0a) watches 99 → 0 devices")
                .containsPattern("</time><span>99 of 298 devices are watched by fewer than 2 monitors\\.");
    }

    @Test
    void namesAndProblemsAreTextAndNoMarkup() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String evilWatcher = "{\"id\":\"" + OTHER + "\",\"name\":\"" + EVIL + "\"}";
        page.answers.put("/api/v1/assignments", query -> assignments(
                        "\"below\":1,\"unwatched\":0,\"settled\":true,\"problems\":[\"" + EVIL + "\"]",
                        two(EVIL, asked.getAndIncrement() == 0 ? "alive" : EVIL, 99),
                        below(1, evilWatcher).replace("Roof", EVIL))
                .replace("balanced/1", EVIL)
                .replace("Torre", EVIL));
        page.answers.put(
                "/api/v1/devices/a:1",
                query -> device("\"agreement\":\"disputed\",\"watchers\":[" + evilWatcher + "],\"observations\":["
                        + observation(OTHER, EVIL, "up", true, true) + "]"));
        page.answers.put(
                "/api/v1/devices",
                query -> "{\"total\":1,\"offset\":0,\"limit\":100,\"states\":{},\"matching\":{},\"devices\":["
                        + device("\"agreement\":\"disputed\",\"watchers\":[" + evilWatcher + "]") + "]}");

        String shown = page.open("#assignments&device=a:1");

        assertThat(shown).contains("<title>DIMON</title>").doesNotContain("<img");
        assertThat(count(shown, "&lt;img src=x")).isGreaterThanOrEqualTo(9);
        assertThat(shown).contains("(0a0a0a0a0a0a): alive → &lt;img");
    }

    @Test
    void aLargeNetworkIsShown() throws Exception {
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"below\":30000,\"unwatched\":0,\"settled\":true,\"problems\":[]",
                        IntStream.range(0, 200)
                                .mapToObj(i -> monitor("%032x".formatted(i + 1), "m" + i, "alive", 430, 500))
                                .collect(Collectors.joining(",")),
                        IntStream.range(0, 100).mapToObj(i -> below(i, "")).collect(Collectors.joining(","))));
        String shown = page.open("#assignments");
        assertThat(count(shown, "class=\"load-bar\"")).isEqualTo(200);
        assertThat(shown).contains("Roof 99").contains("and 29,900 more");
    }

    @Test
    void whileTheAssignmentIsAwayThatIsSaid() throws Exception {
        page.answers.remove("/api/v1/assignments");
        assertThat(page.open("#assignments")).contains("HTTP 404");
    }

    @Test
    void aDeviceTellsWhoseMeasurementIsWhose() throws Exception {
        page.answers.put(
                "/api/v1/devices/a:1",
                query -> device("\"agreement\":\"disputed\",\"watchers\":[{\"id\":\"" + OTHER
                        + "\",\"name\":\"Tibidabo\"}],\"observations\":["
                        + observation(OTHER, "Tibidabo", "up", true, true) + ','
                        + observation(SELF, "Montseny", "down", false, false) + "]"));
        page.answers.put(
                "/api/v1/devices/a:1/monitors", query -> "{\"device\":\"a:1\",\"monitors\":[\"" + OTHER + "\"]}");
        page.answers.put("/api/v1/devices/a:1/series", query -> {
            page.posts.add(query);
            return "{\"device\":\"a:1\",\"metric\":\"rtt\",\"unit\":\"ms\",\"from\":\"2026-03-01T00:00:00Z\","
                    + "\"to\":\"2026-03-01T01:00:00Z\",\"resolution\":\"PT5M\",\"points\":[]}";
        });
        assertThat(page.open("#device=a:1"))
                .contains("The monitors disagree")
                .contains("Tibidabo (0a0a0a0a0a0a)")
                .contains("never reached it")
                .contains("does not count")
                .contains("This monitor does not measure it: others do.");
        assertThat(page.posts).anyMatch(query -> query.contains("monitor=" + OTHER));
    }

    @Test
    void theListTellsWhoWatchesADevice() throws Exception {
        page.answers.put(
                "/api/v1/devices",
                query -> "{\"total\":2,\"offset\":0,\"limit\":100,\"states\":{},\"matching\":{},\"devices\":["
                        + device("\"agreement\":\"disputed\",\"watchers\":[{\"id\":\"" + OTHER
                                + "\",\"name\":\"Tibidabo\"},{\"id\":\"" + SELF + "\"}]")
                        + ','
                        + device("\"agreement\":\"none\",\"watchers\":[]").replace("a:1", "a:2") + "]}");
        assertThat(page.open(""))
                .contains("▲ The monitors disagree · Tibidabo, 010101")
                .containsPattern("watchers\"[^>]*>nobody<");
    }

    @Test
    void eachLanguageIsShown() throws Exception {
        for (String language : List.of("ca", "es")) {
            page.language = language;
            assertThat(page.open("#assignments"))
                    .contains(language.equals("ca") ? "és vigilat per 2 monitors" : "es vigilado por 2 monitores");
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() throws Exception {
        page.answers.put(
                "/api/v1/assignments",
                query -> assignments(
                        "\"below\":149,\"unwatched\":0,\"settled\":false,\"problems\":[\"Tibidabo does not answer.\"]",
                        two("x".repeat(120), "suspected", 99),
                        below(7, "{\"id\":\"" + SELF + "\",\"name\":\"" + "y".repeat(120) + "\"}")));
        page.script =
                """
                setTimeout(() => {
                  const wide = [...document.querySelectorAll('.assignments *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1);
                  document.title = `${document.querySelectorAll('.assignments td').length} ${wide.map(each => each.className || each.tagName)}`;
                }, 4000);
                """;
        assertThat(page.chromium("#assignments", "--window-size=500,900", "--dump-dom"))
                .contains("<title>14 </title>");
    }
}
