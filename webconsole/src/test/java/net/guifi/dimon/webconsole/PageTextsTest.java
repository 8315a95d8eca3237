// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PageTextsTest {
    private static final List<String> SCRIPTS = List.of(
            "actions.js",
            "api.js",
            "assignments.js",
            "chart.js",
            "detail.js",
            "discovered.js",
            "dom.js",
            "format.js",
            "l10n.js",
            "network.js",
            "overview.js",
            "page.js",
            "plot.js",
            "snmp.js",
            "table.js",
            "traffic.js");
    private static final Pattern LANGUAGE =
            Pattern.compile("^  ([a-z]{2}): \\{$(.*?)^  \\},$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("(\\w+): '([^']*)'");
    private static final Pattern USED = Pattern.compile("\\bt\\('(\\w+)'");
    private static final Pattern PLACE = Pattern.compile("\\{\\d\\}");

    @Test
    void eachLanguageHasEachText() throws IOException {
        Map<String, Map<String, String>> texts = texts();
        assertThat(texts.keySet()).containsExactlyInAnyOrder("en", "ca", "es");
        Map<String, String> english = texts.get("en");
        texts.forEach((language, translated) -> {
            assertThat(translated.keySet()).as(language).isEqualTo(english.keySet());
            translated.forEach((key, text) ->
                    assertThat(places(text)).as(language + " " + key).isEqualTo(places(english.get(key))));
        });
    }

    @Test
    void eachTextThatIsShownExists() throws IOException {
        Set<String> known = texts().get("en").keySet();
        for (String script : SCRIPTS) {
            Matcher used = USED.matcher(read(script));
            while (used.find()) {
                assertThat(known).as(script).contains(used.group(1));
            }
        }
    }

    @Test
    void nothingFromTheNetworkBecomesMarkup() throws IOException {
        for (String script : SCRIPTS) {
            assertThat(read(script)).as(script).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(");
        }
    }

    private static Map<String, Map<String, String>> texts() throws IOException {
        Map<String, Map<String, String>> texts = new LinkedHashMap<>();
        Matcher language = LANGUAGE.matcher(read("l10n.js"));
        while (language.find()) {
            Map<String, String> translated = new LinkedHashMap<>();
            Matcher text = TEXT.matcher(language.group(2));
            while (text.find()) {
                assertThat(translated.put(text.group(1), text.group(2)))
                        .as(text.group(1))
                        .isNull();
            }
            texts.put(language.group(1), translated);
        }
        return texts;
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(result -> result.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String script) throws IOException {
        try (InputStream in = PageTextsTest.class.getResourceAsStream("/res/" + script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
