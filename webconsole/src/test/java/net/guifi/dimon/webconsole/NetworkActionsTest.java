// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkActionsTest {
    private static final String ONE = "01".repeat(16);
    private static final String TWO = "02".repeat(16);

    private final List<Map<String, Optional<String>>> changes = new ArrayList<>();
    private RuntimeException failure;
    private String admitted = ONE;

    private Request post(String action, String... parameters) {
        Request request = Request.of("POST").header(NetworkActions.HEADER, action);
        for (int i = 0; i < parameters.length; i += 2) {
            request.parameter(parameters[i], parameters[i + 1]);
        }
        return request.act(Optional.of(new Recorder()));
    }

    private static String body(Request request) {
        return request.body.toString(StandardCharsets.UTF_8);
    }

    @Test
    void monitorsAreAdmittedAndDismissed() {
        assertThat(post("admit", "id", TWO).status).isEqualTo(204);
        assertThat(post("dismiss", "id", TWO).status).isEqualTo(204);
        assertThat(post("dismiss", "id", ONE).status).isEqualTo(204);
        assertThat(changes)
                .containsExactly(
                        Map.of("admitted", Optional.of(ONE + " " + TWO)),
                        Map.of("admitted", Optional.of(ONE)),
                        Map.of("admitted", Optional.empty()));
    }

    @Test
    void clicksAtTheSameTimeDoNotUndoEachOther() {
        List<String> ids = IntStream.range(0, 64).mapToObj("%032x"::formatted).toList();
        admitted = "";
        ids.parallelStream().forEach(id -> post("admit", "id", id));
        assertThat(admitted.split(" ")).containsExactlyElementsOf(ids);
    }

    @Test
    void settingsAreSetAndGoBackToTheirDefaults() {
        assertThat(post("set", "name", "heartbeat", "value", " PT2M ").status).isEqualTo(204);
        assertThat(post("set", "name", "heartbeat", "value", "").status).isEqualTo(204);
        assertThat(changes)
                .containsExactly(Map.of("heartbeat", Optional.of("PT2M")), Map.of("heartbeat", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tibidabo", "<b>", "0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A"})
    void whatIsNoIdIsRefused(String id) {
        assertThat(body(post("admit", "id", id))).contains("is no id");
        assertThat(post("dismiss", "id", id).status).isEqualTo(400);
        assertThat(changes).isEmpty();
    }

    @Test
    void whatIsMissingOrUnknownIsNamed() {
        assertThat(body(post("admit"))).contains("parameter id");
        assertThat(body(post("set", "name", "heartbeat"))).contains("parameter value");
        assertThat(body(post("format"))).contains("\"format\"");
        assertThat(changes).isEmpty();
    }

    @Test
    void withoutTheHeaderNothingIsDone() {
        Request request = Request.of("POST").parameter("id", TWO).act(Optional.of(new Recorder()));
        assertThat(request.status).isEqualTo(403);
        assertThat(changes).isEmpty();
    }

    @Test
    void whatTheNetworkRefusesIsSaidInItsWords() {
        failure = new IllegalStateException("This monitor does not have the key");
        assertThat(post("admit", "id", TWO).status).isEqualTo(409);
        assertThat(body(post("admit", "id", TWO))).contains("does not have the key");
        failure = new IllegalArgumentException("heartbeat is \"soon\"");
        assertThat(post("set", "name", "heartbeat", "value", "soon").status).isEqualTo(400);
    }

    @Test
    void withoutAStoreThatIsSaid() {
        Request request =
                Request.of("POST").header(NetworkActions.HEADER, "admit").act(Optional.empty());
        assertThat(request.status).isEqualTo(503);
    }

    private final class Recorder implements Network {
        @Override
        public String id() {
            return "ff";
        }

        @Override
        public NetworkSettings settings() {
            return new NetworkSettings(1, new TreeMap<>(Map.of(NetworkSettings.ADMITTED, admitted)));
        }

        @Override
        public boolean isAdministrator() {
            return true;
        }

        @Override
        public NetworkSettings change(Map<String, Optional<String>> asked) {
            if (failure != null) {
                throw failure;
            }
            changes.add(asked);
            Thread.yield();
            admitted = asked.getOrDefault(NetworkSettings.ADMITTED, Optional.of(admitted))
                    .orElse("");
            return settings();
        }

        @Override
        public List<Member> members() {
            return List.of();
        }
    }
}
