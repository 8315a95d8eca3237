// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The texts in Catalan, Spanish and English. */
class LanguagesIT {
    private static final Pattern TEXT =
            Pattern.compile("^addS\\('([^']+)', '((?:[^'\\\\]|\\\\.)*)'\\);$", Pattern.MULTILINE);
    private static final Pattern PLACE = Pattern.compile("%(\\d\\$)?[ds]");
    private static final Pattern USED = Pattern.compile("'(dimon_[A-Za-z0-9_-]+[A-Za-z0-9])'");
    private static final Path WEB = Gui.PLUGIN.resolve("web");

    private static Map<String, String> texts(String language) throws IOException {
        String source = Files.readString(WEB.resolve("lang/" + language + ".dimon.php"));
        Map<String, String> texts = TEXT.matcher(source)
                .results()
                .collect(Collectors.toMap(
                        match -> match.group(1), match -> match.group(2), (one, two) -> one + two, TreeMap::new));
        assertThat(source.lines().filter(line -> line.startsWith("addS")))
                .as("lines of " + language)
                .hasSize(texts.size());
        return texts;
    }

    private static TreeSet<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void haveTheSameKeysAndPlaces() throws IOException {
        Map<String, String> english = texts("en");
        for (String language : new String[] {"ca", "es"}) {
            Map<String, String> texts = texts(language);
            assertThat(texts.keySet()).as(language).isEqualTo(english.keySet());
            texts.forEach((key, text) -> {
                assertThat(text).as(key).isNotBlank();
                assertThat(places(text)).as(language + " " + key).isEqualTo(places(english.get(key)));
            });
        }
    }

    @Test
    void haveEachTextThatIsUsed() throws IOException {
        Map<String, String> english = texts("en");
        try (var files = Files.walk(WEB.resolve("plug"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".php")).toList()) {
                assertThat(USED.matcher(Files.readString(file)).results().map(match -> match.group(1)))
                        .as(file.toString())
                        .filteredOn(key -> !key.matches("dimon_(token|notice|guifi)"))
                        .isSubsetOf(english.keySet());
            }
        }
    }
}
