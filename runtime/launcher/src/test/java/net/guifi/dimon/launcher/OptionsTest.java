// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @TempDir
    Path directory;

    @BeforeEach
    void makeDistribution() throws IOException {
        Files.createDirectories(directory.resolve("home/etc"));
        Files.createDirectories(directory.resolve("home/boot"));
        Files.createDirectories(directory.resolve("home/platform"));
        Files.createDirectories(directory.resolve("home/bundles"));
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("home/etc/framework.properties"), "shipped=yes\n");
        Files.writeString(directory.resolve("home/platform/platform-1.jar"), "");
    }

    private Options parse(String... more) throws Options.UsageException {
        List<String> arguments = new ArrayList<>(List.of(
                "--home",
                directory.resolve("home").toString(),
                "--data",
                directory.resolve("data").toString()));
        arguments.addAll(List.of(more));
        return Options.parse(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "--port,x,is no number",
        "--port,0,not within",
        "--port,65536,not within",
        "--https-port,x,--https-port: \"x\" is no number",
        "--https-port,65536,not within",
        "--https-port,8080,is the port of HTTP already",
        "--cnml,/no/such/file.cnml,not there",
        "--cnml,ftp://example.org/x,neither",
        "--cnml,http://a b/,no URL",
        "--nonsense,x,--nonsense"
    })
    void whatMakesNoSenseIsNamed(String option, String value, String message) {
        assertThatThrownBy(() -> parse(option, value))
                .isInstanceOf(Options.UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> parse("--port")).hasMessageContaining("--port needs a value");
    }

    @Test
    void theFrameworkKnowsPortDataAndSource() throws Exception {
        String url = "https://example.org/guifi/cnml/3671/detail";
        Map<String, String> properties = FrameworkProperties.of(parse("--port", "8123", "--cnml", url));
        assertThat(properties)
                .containsEntry("shipped", "yes")
                .containsEntry("org.osgi.service.http.port", "8123")
                .containsEntry("dimon.data", directory.resolve("data").toString());
        assertThat(Files.readString(Path.of(URI.create(properties.get("configurator.initial")))))
                .contains("net.guifi.dimon.inventory.source~guifi")
                .contains(url);
    }

    @Test
    void theFrameworkKnowsThePortOfHttpsWhereThereIsOne() throws Exception {
        String port = "org.osgi.service.http.port.secure";
        assertThat(FrameworkProperties.of(parse())).doesNotContainKey(port);
        assertThat(FrameworkProperties.of(parse("--https-port", "0"))).doesNotContainKey(port);
        assertThat(FrameworkProperties.of(parse("--https-port", "8443"))).containsEntry(port, "8443");
    }

    @Test
    void theSourceNamedLastIsNamedAgain() throws Exception {
        assertThat(FrameworkProperties.of(parse())).doesNotContainKey("configurator.initial");
        String initial =
                FrameworkProperties.of(parse("--cnml", "http://example.org/a")).get("configurator.initial");
        assertThat(FrameworkProperties.of(parse())).containsEntry("configurator.initial", initial);
    }

    @Test
    void aServiceForgetsTheSourceThatItIsNoLongerTold() throws Exception {
        assertThat(FrameworkProperties.of(parse("--service", "--cnml", "http://example.org/a")))
                .containsKey("configurator.initial");
        assertThat(FrameworkProperties.of(parse("--service"))).doesNotContainKey("configurator.initial");
        assertThat(FrameworkProperties.of(parse())).doesNotContainKey("configurator.initial");
    }

    @Test
    void theCacheIsMadeAnewWhenAnotherSourceIsNamed() throws Exception {
        FrameworkProperties.of(parse("--cnml", "http://example.org/a"));
        runAndStop();
        FrameworkProperties.of(parse("--cnml", "http://example.org/a"));
        assertThat(isCacheValid()).isTrue();
        runAndStop();
        FrameworkProperties.of(parse("--cnml", "http://example.org/b"));
        assertThat(isCacheValid()).isFalse();
        runAndStop();
        FrameworkProperties.of(parse("--service"));
        assertThat(isCacheValid()).isFalse();
    }

    private boolean isCacheValid() throws Exception {
        return Cache.of(parse()).open();
    }

    private void runAndStop() throws Exception {
        Options options = parse();
        Cache cache = Cache.of(options);
        cache.open();
        Files.createDirectories(options.data().resolve("cache/bundle1"));
        cache.close();
    }

    @Test
    void otherConfigurationsAreAppliedWhereTheyAreThere() throws Exception {
        Path more = directory.resolve("more, or less.json");
        Path missing = directory.resolve("missing.json");
        Options options = parse(
                "--cnml",
                "http://example.org/a",
                "--configuration",
                missing.toString(),
                "--configuration",
                more.toString());
        String initial = FrameworkProperties.of(options).get("configurator.initial");
        assertThat(initial).doesNotContain(",");
        Files.writeString(more, "{}");
        String[] both =
                FrameworkProperties.of(options).get("configurator.initial").split(",");
        assertThat(both).hasSize(2).startsWith(initial);
        assertThat(Path.of(URI.create(both[1]))).isEqualTo(more);
    }

    @Test
    void theCacheIsUsedAgainAfterACleanStopAlone() throws Exception {
        assertThat(isCacheValid()).as("at first").isFalse();
        runAndStop();
        assertThat(isCacheValid()).as("after a clean stop").isTrue();
        assertThat(isCacheValid()).as("after a crash").isFalse();
    }

    @Test
    void theCacheIsMadeAnewWhenAnyJarOfTheDistributionChanged() throws Exception {
        runAndStop();
        Files.move(
                directory.resolve("home/platform/platform-1.jar"), directory.resolve("home/platform/platform-2.jar"));
        assertThat(isCacheValid()).isFalse();
        runAndStop();
        Files.writeString(directory.resolve("home/bundles/new-1.jar"), "");
        assertThat(isCacheValid()).isFalse();
        runAndStop();
        assertThat(isCacheValid()).isTrue();
    }
}
