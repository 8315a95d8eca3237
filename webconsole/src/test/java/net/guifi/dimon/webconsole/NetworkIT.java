// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page makes of the network, as Chromium shows it; the API answers what is told here. */
class NetworkIT {
    private static final String EVIL = "<img src=x onerror=document.title=1>";
    private static final String SELF = "01".repeat(16);
    private static final String OTHER = "0a".repeat(16);
    private static final String NEWCOMER = "ee".repeat(16);
    private static final String CLICK =
            """
            const press = (words, after) => setTimeout(() => [...document.querySelectorAll('.network button')]
              .find(button => !button.hidden && button.textContent === words).click(), after);
            """;

    @TempDir
    Path directory;

    private Page page;

    @BeforeEach
    void start() throws IOException {
        page = new Page(directory);
        page.answers.put("/api/v1/store", query -> store("\"problems\":[],\"refusals\":[]", link("trusted", "")));
        page.answers.put("/api/v1/network", query -> network(true, "Pendent", "{}"));
    }

    @AfterEach
    void stop() {
        page.close();
    }

    private static String store(String more, String links) {
        return """
                {"monitor":"%s","network":"ff00","entries":7,"octets":4096,"mirrored":21,%s,"links":[%s]}"""
                .formatted(SELF, more, links);
    }

    private static String link(String trust, String more) {
        return """
                {"name":"AntidoteDB at 198.18.0.1:8087","trust":"%s","since":"%s","warnings":[],"waiting":false,
                "updates":1,"octets":1,"logged":1,"loggedPerDay":3145728,"reads":1,"failures":0%s}"""
                .formatted(trust, Instant.now().minusSeconds(90), more);
    }

    private static String network(boolean administrator, String newcomer, String settings) {
        return """
                {"id":"%s","administrator":%s,"version":3,"settings":%s,"total":3,"members":[%s,%s,%s]}"""
                .formatted(
                        "ff".repeat(16),
                        administrator,
                        settings,
                        member(SELF, "here", true, true, 0),
                        member(OTHER, "Tibidabo", false, true, 3700),
                        member(NEWCOMER, newcomer, false, false, 5));
    }

    private static String member(String id, String name, boolean self, boolean admitted, int silence) {
        return """
                {"id":"%s","name":"%s","self":%s,"admitted":%s,"silence":%s,"heartbeat":60,"clockSynchronised":%s}"""
                .formatted(id, name, self, admitted, silence, self);
    }

    @Test
    void storeAndNetworkAreShown() throws Exception {
        String shown = page.open("#network");

        assertThat(shown)
                .contains("2 monitors admitted · 1 of 1 links trusted")
                .contains("1 waiting")
                .contains("ff".repeat(16))
                .contains("AntidoteDB at 198.18.0.1:8087")
                .contains("3 MiB")
                .contains("7 entries of its own, 4 KiB; 21 of others")
                .contains("Tibidabo")
                .contains(OTHER)
                .contains("1 h 1 min")
                .contains("waits to be admitted")
                .contains(">silent<")
                .contains("not synchronised");
        assertThat(shown).containsPattern("<details[^>]* open");
    }

    @Test
    void itIsClosedUntilSomebodyOpensIt() throws Exception {
        assertThat(page.open("")).contains("2 monitors admitted").doesNotContainPattern("<details[^>]* open");
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        page.answers.put(
                "/api/v1/store",
                query -> store(
                        "\"problems\":[\"Another monitor uses this one's key.\"],\"refusals\":[{\"reason\":\"it was not signed\",\"count\":3}]",
                        link("doubted", ",\"problem\":\"it was emptied\"")));
        assertThat(page.open("#network"))
                .contains("1 warning")
                .contains("Another monitor uses this one's key.")
                .contains("3 values refused: it was not signed")
                .contains("doubted")
                .contains("it was emptied");
    }

    @Test
    void aNewcomersNameIsTextAndNoMarkup() throws Exception {
        page.answers.put(
                "/api/v1/network",
                query -> network(true, EVIL, "{\"" + EVIL + "\":\"" + EVIL + "\",\"__proto__\":\"x\"}"));
        page.answers.put(
                "/api/v1/store",
                query -> store(
                        "\"problems\":[\"" + EVIL + "\"],\"refusals\":[{\"reason\":\"" + EVIL + "\",\"count\":1}]",
                        link("away", ",\"problem\":\"" + EVIL + "\"")));

        String shown = page.open("#network");

        assertThat(shown).contains("<title>DIMON</title>").doesNotContain("<img");
        assertThat(shown.split("&lt;img src=x", -1)).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void whoWaitsIsAdmittedWithOneClickAndWhoBelongsIsDismissedWithTwo() throws Exception {
        page.script = CLICK + "press('Admit', 2000); press('Dismiss', 3000); press('Really dismiss?', 3500);";
        page.open("#network");
        assertThat(page.posts).containsExactly("admit id=" + NEWCOMER, "dismiss id=" + OTHER);
    }

    @Test
    void whoeverBelongsToAnOpenNetworkIsNotDismissed() throws Exception {
        page.answers.put("/api/v1/network", query -> network(true, "Pendent", "{\"admission\":\"open\"}"));
        assertThat(page.open("#network")).doesNotContainPattern("<button type=\"button\">Dismiss");
    }

    @Test
    void whoIsNeitherAdmittedNorHeardWaitsForNothing() throws Exception {
        page.answers.put("/api/v1/network", query -> network(true, "Pendent", "{}")
                .replace("\"silence\":5,", "\"silence\":180,"));
        assertThat(page.open("#network")).contains(">not admitted<").doesNotContain("1 waiting");
    }

    @Test
    void oneClickDismissesNobody() throws Exception {
        page.script = CLICK + "press('Dismiss', 2000);";
        page.open("#network");
        assertThat(page.posts).isEmpty();
    }

    @Test
    void aSettingIsSavedAndARefusalIsShown() throws Exception {
        page.refusal = "heartbeat is \"soon\": a duration is expected";
        page.script =
                """
                setTimeout(() => {
                  const field = document.querySelector('.network input');
                  field.value = 'soon';
                  field.dispatchEvent(new Event('input'));
                  field.form.requestSubmit();
                }, 2000);
                """;
        assertThat(page.open("#network")).contains("heartbeat is \"soon\": a duration is expected");
        assertThat(page.posts).containsExactly("set name=heartbeat&value=soon");
    }

    @Test
    void whatSomebodyIsWritingOutlivesTheNextAnswers() throws Exception {
        page.script =
                """
                setTimeout(() => { document.querySelector('.network input').value = 'PT9M'; }, 1500);
                setTimeout(() => { document.title = document.querySelector('.network input').value; }, 7500);
                """;
        assertThat(page.open("#network")).contains("<title>PT9M</title>");
    }

    @Test
    void withoutTheKeyThereIsNothingToPress() throws Exception {
        page.answers.put("/api/v1/network", query -> network(false, "Pendent", "{\"heartbeat\":\"PT2M\"}"));
        assertThat(page.open("#network"))
                .contains("secrets/network.key")
                .contains("PT2M")
                .doesNotContain("<input type=\"text\"")
                .doesNotContain("type=\"submit\"")
                .doesNotContainPattern("<button type=\"button\">(Admit|Dismiss)");
    }

    @Test
    void aMonitorAloneIsToldSo() throws Exception {
        page.answers.put("/api/v1/store", query -> store("\"problems\":[],\"refusals\":[]", ""));
        assertThat(page.open("#network")).contains("This monitor is alone").contains("no link");
    }

    @Test
    void eachLanguageIsShown() throws Exception {
        for (String language : List.of("ca", "es")) {
            page.language = language;
            assertThat(page.open("#network"))
                    .contains(language.equals("ca") ? "espera l’admissió" : "espera la admisión");
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() throws Exception {
        page.script =
                """
                setTimeout(() => {
                  const wide = [...document.querySelectorAll('.network *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1);
                  document.title = `${document.querySelectorAll('.network td').length > 20} ${wide.map(each => each.className || each.tagName)}`;
                }, 4000);
                """;
        assertThat(page.chromium("#network", "--window-size=500,900", "--dump-dom"))
                .contains("<title>true </title>");
    }
}
