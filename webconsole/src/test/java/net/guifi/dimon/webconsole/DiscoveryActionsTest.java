// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class DiscoveryActionsTest {
    private static final String ID = "0a".repeat(16);
    private static final String NETWORK = "ee".repeat(16);
    private static final String REPLICA = "net.guifi.dimon.store-embedded";
    private static final String OWN_STORE = "net.guifi.dimon.store-antidote~own";

    private final Map<String, Map<String, Object>> kept = new HashMap<>();
    private final Recorder discovery = new Recorder();
    private boolean broken;

    private Request post(String action, String... parameters) {
        return post(Optional.of(discovery), Optional.of(admin()), action, parameters);
    }

    private static Request post(
            Optional<Discovery> discovery,
            Optional<ConfigurationAdmin> configurations,
            String action,
            String... parameters) {
        assertThat(DiscoveryActions.knows(action)).isTrue();
        Request request = Request.of("POST").header(NetworkActions.HEADER, action);
        for (int i = 0; i < parameters.length; i += 2) {
            request.parameter(parameters[i], parameters[i + 1]);
        }
        return request.act(discovery, configurations);
    }

    private static String body(Request request) {
        return request.body.toString(StandardCharsets.UTF_8);
    }

    private static Found offering(String address) throws Exception {
        return new Found(
                ID,
                "<script>",
                Optional.of(NETWORK),
                Optional.empty(),
                InetAddress.getByName(address),
                URI.create("http://10.1.2.3:8080/api/v1"),
                OptionalInt.empty(),
                StoreRole.OFFERS,
                OptionalInt.of(8087),
                new TreeSet<>(List.of("mDNS")),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void thisMonitorIsAnnouncedAndTakenBack() {
        assertThat(post("unpublish").status).isEqualTo(204);
        assertThat(post("publish").status).isEqualTo(204);
        assertThat(discovery.asked).containsExactly(false, true);
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3,10.1.2.3:8087", "fd00:0:0:0:0:0:0:9,[fd00:0:0:0:0:0:0:9]:8087"})
    void theStoreThatIsProposedIsUsed(String address, String written) throws Exception {
        kept.put(OWN_STORE, new HashMap<>(Map.of("connectTimeout", "PT9S")));
        discovery.proposal = Optional.of(offering(address));
        assertThat(post("use-store", "id", ID, "address", address, "port", "8087").status)
                .isEqualTo(204);
        assertThat((String[]) kept.get(OWN_STORE).get("hosts")).containsExactly(written);
        assertThat(kept.get(OWN_STORE)).containsEntry("connectTimeout", "PT9S");
    }

    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b,10.1.2.3,8087",
        "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a,10.1.2.4,8087",
        "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a,10.1.2.3,22"
    })
    void aStoreThatIsNotProposedIsNotUsed(String id, String address, String port) throws Exception {
        discovery.proposal = Optional.of(offering("10.1.2.3"));
        Request request = post("use-store", "id", id, "address", address, "port", port);
        assertThat(request.status).isEqualTo(409);
        assertThat(body(request)).contains("no longer proposed");
        discovery.proposal = Optional.empty();
        assertThat(post("use-store", "id", ID, "address", "10.1.2.3", "port", "8087").status)
                .isEqualTo(409);
        assertThat(kept).isEmpty();
    }

    @Test
    void aNetworkIsJoined() {
        kept.put(REPLICA, new HashMap<>(Map.of("other", "stays")));
        assertThat(post("join", "network", NETWORK).status).isEqualTo(204);
        assertThat(kept.get(REPLICA)).containsEntry("network", NETWORK).containsEntry("other", "stays");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "own", "<b>", "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE", "eeeeeeee"})
    void whatIsNoIdOfANetworkIsRefused(String network) {
        Request request = post("join", "network", network);
        assertThat(request.status).isEqualTo(400);
        assertThat(body(request)).contains("is no id");
        assertThat(kept).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(body(post("join"))).contains("parameter network");
        assertThat(body(post("use-store"))).contains("parameter id");
        assertThat(body(post("use-store", "id", ID))).contains("parameter address");
        assertThat(DiscoveryActions.knows("admit")).isFalse();
        assertThat(DiscoveryActions.knows(null)).isFalse();
    }

    @Test
    void whatIsAwayOrFailsIsSaid() {
        assertThat(body(post(Optional.empty(), Optional.of(admin()), "publish")))
                .contains("discovery bundle");
        assertThat(post(Optional.empty(), Optional.of(admin()), "join", "network", NETWORK).status)
                .isEqualTo(204);
        assertThat(post(Optional.of(discovery), Optional.empty(), "join", "network", NETWORK).status)
                .isEqualTo(503);
        broken = true;
        Request request = post("publish");
        assertThat(request.status).isEqualTo(500);
        assertThat(body(request)).contains("the disk is full");
        assertThat(post("join", "network", NETWORK).status).isEqualTo(500);
    }

    private ConfigurationAdmin admin() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                DiscoveryActionsTest.class.getClassLoader(),
                new Class<?>[] {ConfigurationAdmin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConfiguration" -> configuration(arguments[0].toString());
                    case "getFactoryConfiguration" -> configuration(arguments[0] + "~" + arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Configuration configuration(String pid) {
        return (Configuration) Proxy.newProxyInstance(
                DiscoveryActionsTest.class.getClassLoader(),
                new Class<?>[] {Configuration.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperties" -> kept.containsKey(pid) ? new Hashtable<>(kept.get(pid)) : null;
                    case "update" -> update(pid, (Dictionary<?, ?>) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Object update(String pid, Dictionary<?, ?> properties) throws IOException {
        if (broken) {
            throw new IOException("the disk is full");
        }
        Map<String, Object> values = new HashMap<>();
        properties.keys().asIterator().forEachRemaining(key -> values.put(key.toString(), properties.get(key)));
        return kept.put(pid, values);
    }

    private final class Recorder implements Discovery {
        private final List<Boolean> asked = new ArrayList<>();
        private Optional<Found> proposal = Optional.empty();

        @Override
        public List<Found> found() {
            return List.of();
        }

        @Override
        public List<Channel> channels() {
            return List.of();
        }

        @Override
        public boolean isAnnounced() {
            return true;
        }

        @Override
        public void announce(boolean announced) throws IOException {
            if (broken) {
                throw new IOException("the disk is full");
            }
            asked.add(announced);
        }

        @Override
        public Optional<Found> proposal() {
            return proposal;
        }
    }
}
