// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page makes of who was found, as Chromium shows it; the API answers what is told here. */
class DiscoveredIT {
    private static final String EVIL = "<img src=x onerror=document.title=1>\\u202e\\u001b[2J";
    private static final String SELF = "01".repeat(16);
    private static final String OWN = "ff".repeat(16);
    private static final String OTHER = "ee".repeat(16);
    private static final String TIBIDABO = "0a".repeat(16);
    private static final String PROPOSAL = "\"proposal\":{\"id\":\"" + TIBIDABO
            + "\",\"name\":\"Tibidabo\",\"address\":\"10.1.2.3\",\"storePort\":8087},";
    private static final String CLICK =
            """
            const press = (words, after) => setTimeout(() => [...document.querySelectorAll('.discovered button')]
              .find(button => !button.hidden && button.textContent === words).click(), after);
            """;

    @TempDir
    Path directory;

    private Page page;

    @BeforeEach
    void start() throws IOException {
        page = new Page(directory);
        tell(PROPOSAL, tibidabo("Tibidabo", OWN, "") + ',' + stranger("Stranger", OTHER));
    }

    @AfterEach
    void stop() {
        page.close();
    }

    private void tell(String proposal, String found) {
        page.answers.put("/api/v1/discovered", query -> discovered(true, proposal, found));
    }

    private static String discovered(boolean announced, String proposal, String found) {
        return """
                {"monitor":"%s","network":"%s","announced":%s,"channels":[
                {"name":"mDNS","state":"working","announced":%s,"found":2},
                {"name":"Serf","state":"failing","announced":false,"found":0,"problem":"Its tags are full."},
                {"name":"avahi-ps","state":"absent","announced":false,"found":0}],%s"found":[%s]}"""
                .formatted(SELF, OWN, announced, announced, proposal, found);
    }

    private static String tibidabo(String name, String network, String more) {
        return """
                {"id":"%s","name":"%s","network":"%s","version":"0.1.0","address":"10.1.2.3",
                "api":"http://10.1.2.3:8080/api/v1","httpsPort":8443,"role":"offers","storePort":8087,
                "channels":["Serf","mDNS"],"seen":"%s","distance":1.234%s}"""
                .formatted(TIBIDABO, name, network, Instant.now().minusSeconds(62), more);
    }

    private static String stranger(String name, String network) {
        return """
                {"id":"%s","name":"%s","network":"%s","address":"2001:db8::1","httpsPort":8443,
                "api":"http://[2001:db8::1]:8080/api/v1","role":"uses","channels":["Serf"],"seen":"%s",
                "objection":"Its address is not within the networks allowed."}"""
                .formatted("0b".repeat(16), name, network, Instant.now());
    }

    @Test
    void whoWasFoundIsShownWithTheChannels() throws Exception {
        String shown = page.open("#discovered");
        assertThat(shown)
                .contains("2 found · announced on mDNS")
                .contains("a store to use · 1 warning")
                .contains("Tibidabo (0a0a0a0a0a0a), of this network, offers a store that answers, at 10.1.2.3:8087.")
                .contains(TIBIDABO)
                .contains("this one")
                .contains("offers one, port 8087 · answered in 1.23 ms")
                .contains("href=\"https://10.1.2.3:8443/system/console/dimon\"")
                .contains("Serf, mDNS")
                .containsPattern("1 min \\d+ s")
                .contains("Stranger")
                .contains(OTHER)
                .contains("uses one")
                .contains("Its address is not within the networks allowed.")
                .contains("Its tags are full.")
                .contains("not on this host")
                .containsPattern("<details class=\"card part discovered\" open");
        assertThat(shown.split("href=\"https://", -1)).hasSize(2);
        assertThat(shown.split(">Join this network<", -1)).hasSize(3);
        assertThat(shown).containsPattern("<button type=\"button\" hidden=\"\">Join this network");
    }

    @Test
    void itIsClosedUntilSomebodyOpensIt() throws Exception {
        assertThat(page.open("")).contains("2 found").doesNotContainPattern("<details[^>]* open");
    }

    @Test
    void nobodyFoundIsNoFault() throws Exception {
        page.answers.put(
                "/api/v1/discovered", query -> discovered(false, "", "").replace("failing", "absent"));
        assertThat(page.open("#discovered"))
                .contains("0 found · not announced")
                .contains("No other monitor was found.")
                .contains("Announce this monitor")
                .containsPattern("<div class=\"proposal\" role=\"status\" hidden")
                .containsPattern("<span hidden=\"\" class=\"badge");
    }

    @Test
    void namesAreTextAndNoMarkup() throws Exception {
        tell(
                PROPOSAL.replace("Tibidabo", EVIL).replace("10.1.2.3", EVIL),
                tibidabo(EVIL, EVIL, ",\"objection\":\"" + EVIL + "\"")
                                .replace("0.1.0", EVIL)
                                .replace("10.1.2.3", EVIL)
                                .replace("\"Serf\"", "\"" + EVIL + "\"")
                        + ','
                        + stranger("Stranger", OTHER)
                                .replace("2001:db8::1", "javascript:alert(1)")
                                .replace("\"objection\"", "\"remark\""));
        String shown = page.open("#discovered");
        assertThat(shown)
                .contains("<title>DIMON</title>")
                .doesNotContain("<img")
                .doesNotContain("href=\"http")
                .doesNotContain("href=\"java");
        assertThat(shown.split("&lt;img src=x", -1)).hasSizeGreaterThanOrEqualTo(8);
        assertThat(shown)
                .containsPattern("<bdi class=\"name\">&lt;img")
                .contains("(0a0a0a0a0a0a), of this network")
                .doesNotContainPattern("\u202e[^<]*\\(0a0a0a0a0a0a\\), of this network");
    }

    @Test
    void aNetworkIsJoinedWithTwoClicksAndAStoreUsedWithTwo() throws Exception {
        page.script = CLICK
                + "press('Join this network', 2000); press('Really join?', 2500);"
                + "press('Use this store', 3500); press('Really use it?', 4000);";
        // The button of this monitor's own network comes first, and is hidden.
        assertThat(page.open("#discovered")).contains("The store at 10.1.2.3:8087 is used from now on.");
        assertThat(page.posts)
                .containsExactly("join network=" + OTHER, "use-store id=" + TIBIDABO + "&address=10.1.2.3&port=8087");
    }

    @Test
    void whoJoinsIsToldWhatComesNext() throws Exception {
        page.script = CLICK + "press('Join this network', 2000); press('Really join?', 2500);";
        assertThat(page.open("#discovered"))
                .contains("This monitor joins network " + OTHER)
                .contains("dimon admit " + SELF);
    }

    @Test
    void oneClickJoinsNothing() throws Exception {
        page.script = CLICK + "press('Join this network', 2000); press('Use this store', 2500);";
        page.open("#discovered");
        assertThat(page.posts).isEmpty();
    }

    @Test
    void aDoubleClickIsOneClick() throws Exception {
        page.answers.put(
                "/api/v1/discovered",
                query -> discovered(!page.posts.isEmpty(), PROPOSAL, stranger("Stranger", OTHER)));
        page.script =
                """
                const click = (words, detail) => [...document.querySelectorAll('.discovered button')]
                  .find(button => !button.hidden && words.includes(button.textContent)).dispatchEvent(new MouseEvent('click', { detail }));
                const twice = (after, ...words) => [1, 2].forEach(detail => setTimeout(() => click(words, detail), after + 150 * detail));
                twice(1500, 'Join this network', 'Really join?');
                twice(2000, 'Use this store', 'Really use it?');
                twice(2500, 'Announce this monitor', 'Announce it no longer');
                """;
        page.open("#discovered");
        assertThat(page.posts).containsExactly("publish ");
    }

    @Test
    void whatChangesBetweenTwoClicksIsNotJoined() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        page.answers.put(
                "/api/v1/discovered",
                query -> discovered(
                        true, "", stranger("Stranger", asked.getAndIncrement() == 0 ? OTHER : "dd".repeat(16))));
        page.script = CLICK + "press('Join this network', 2500); press('Really join?', 7000);";
        assertThat(page.open("#discovered")).contains("dd".repeat(16));
        assertThat(asked.get()).isGreaterThan(1);
        assertThat(page.posts).isEmpty();
    }

    @Test
    void thisMonitorIsTakenBackWithOneClickAndARefusalIsShown() throws Exception {
        page.refusal = "Nothing was changed, since it could not be written down: the disk is full";
        page.script = CLICK + "press('Announce it no longer', 2000);";
        assertThat(page.open("#discovered")).containsPattern("class=\"problem\">Nothing was changed");
        assertThat(page.posts).containsExactly("unpublish ");
    }

    @Test
    void whileDiscoveryIsAwayThatIsSaid() throws Exception {
        page.answers.remove("/api/v1/discovered");
        assertThat(page.open("#discovered")).contains("HTTP 404");
    }

    @Test
    void eachLanguageIsShown() throws Exception {
        for (String language : List.of("ca", "es")) {
            page.language = language;
            assertThat(page.open("#discovered"))
                    .contains(language.equals("ca") ? "ofereix un magatzem" : "ofrece un almacén");
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() throws Exception {
        tell(
                PROPOSAL.replace("Tibidabo", "x".repeat(63)),
                tibidabo("x".repeat(63), OWN, "") + ',' + stranger("y".repeat(63), OTHER));
        page.script =
                """
                setTimeout(() => {
                  const wide = [...document.querySelectorAll('.discovered *')].filter(each => !each.closest('thead') && each.getBoundingClientRect().right > innerWidth + 1);
                  document.title = `${document.querySelectorAll('.discovered td').length > 20} ${wide.map(each => each.className || each.tagName)}`;
                }, 4000);
                """;
        assertThat(page.chromium("#discovered", "--window-size=500,900", "--dump-dom"))
                .contains("<title>true </title>");
    }
}
