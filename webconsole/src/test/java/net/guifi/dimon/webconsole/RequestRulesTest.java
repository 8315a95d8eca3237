// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void letsThisMachineInOverPlainHttp(String peer) {
        assertThat(Request.of("GET").from(peer).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.1", "fd9a::1", "fe80::1%eth0", "::ffff:198.18.0.1", "localhost", "", "1.2.3"})
    void refusesOthersOverPlainHttpBeforeAnythingElse(String peer) {
        Request request = Request.of("GET").from(peer).as("admin", "right");
        assertThat(request.refusal().orElseThrow()).contains("HTTPS").contains("ssh -L");
        assertThat(Request.of("GET").to("https://monitor.example").from(peer).refusal())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://198.18.0.7:8080, https://198.18.0.7:8443/system/console",
        "http://[fd9a::7]:8080, https://[fd9a::7]:8443/system/console",
        "http://monitor.example, https://monitor.example:8443/system/console"
    })
    void tellsOthersWhereHttpsIs(String url, String address) {
        assertThat(Request.of("GET").to(url).from("198.18.0.1").refusal(8443).orElseThrow())
                .contains(address + ", or a tunnel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"})
    void refusesWhatAProxyOnThisMachineForwards(String header) {
        assertThat(Request.of("GET").header(header, "198.18.0.1").refusal()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, true",
        "http://LOCALHOST, true",
        "http://127.0.0.1:8080, true",
        "http://[::1]:8080, true",
        "http://evil.example:8080, false",
        "http://localhost.evil.example, false",
        "http://127.0.0.1.evil.example, false",
        "http://198.18.0.1:8080, false",
        "https://monitor.example, true"
    })
    void refusesNamesThatAreMadeToPointHere(String url, boolean allowed) {
        assertThat(Request.of("GET").to(url).refusal().isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, true",
        "http://LocalHost:8080, true",
        "http://localhost, false",
        "http://localhost:8081, false",
        "https://localhost:8080, false",
        "http://127.0.0.1:8080, false",
        "http://evil.example, false",
        "null, false",
        "'', false",
        "http://localhost:8080@evil.example, false"
    })
    void changesNothingForAnotherOrigin(String origin, boolean allowed) {
        assertThat(Request.of("POST").header("Origin", origin).refusal().isEmpty())
                .isEqualTo(allowed);
        assertThat(Request.of("POST")
                        .header("Referer", origin + "/system/console/bundles")
                        .refusal()
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void believesTheOriginMoreThanTheReferer() {
        assertThat(Request.of("POST")
                        .header("Origin", "http://evil.example")
                        .header("Referer", "http://localhost:8080/system/console")
                        .refusal())
                .isPresent();
    }

    @Test
    void knowsDefaultPorts() {
        assertThat(Request.of("POST")
                        .to("https://monitor.example")
                        .header("Origin", "https://monitor.example")
                        .refusal())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"same-origin, true", "none, true", "same-site, false", "cross-site, false", "whatever, false"})
    void changesNothingAcrossSites(String site, boolean allowed) {
        assertThat(Request.of("POST").header("Sec-Fetch-Site", site).refusal().isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void letsToolsPostThatAreNoBrowsers() {
        assertThat(Request.of("POST").refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void letsOthersLinkButNotEmbed(String method) {
        Request link = Request.of(method).header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "navigate");
        Request script =
                Request.of(method).header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "no-cors");
        assertThat(link.refusal()).isEmpty();
        assertThat(script.refusal()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"GET, apply", "HEAD, apply", "GET, unbind", "GET, shutdown_timer"})
    void refusesWhatActsThoughItReads(String method, String parameter) {
        assertThat(Request.of(method).parameter(parameter, "true").refusal()).isPresent();
        assertThat(Request.of("POST").parameter(parameter, "true").refusal()).isEmpty();
    }

    @Test
    void letsTheConfigurationPageReadByAGetThatCallsItselfAPost() {
        assertThat(Request.of("GET").parameter("post", "true").refusal()).isEmpty();
    }

    @Property
    void noForeignOriginEverChangesAnything(
            @ForAll("changing") String method,
            @ForAll @AlphaChars @StringLength(min = 1, max = 12) String host,
            @ForAll @IntRange(min = 1, max = 65_535) int port) {
        String origin = "http://" + host + ':' + port;
        boolean own = host.equalsIgnoreCase("localhost") && port == 8080;
        assertThat(Request.of(method).header("Origin", origin).refusal().isEmpty())
                .isEqualTo(own);
    }

    @Property
    void noTextIsMistakenForTheOwnOrigin(@ForAll String origin) {
        assertThat(Request.of("POST").header("Origin", origin).refusal()).isPresent();
    }

    @Provide
    Arbitrary<String> changing() {
        return Arbitraries.of(List.of("POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "PROPFIND"));
    }
}
