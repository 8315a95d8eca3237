// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class DeviceListTest {
    @Property(tries = 300)
    void pagesCoverEachDeviceOnce(
            @ForAll @Size(max = 60) List<DeviceState> states,
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll Set<DeviceState> wanted) {
        Network network = new Network();
        for (int i = 0; i < states.size(); i++) {
            network.add("a:" + i, "t", states.get(i), Network.NOW.minusSeconds(i % 7));
        }
        DeviceTable table =
                DeviceTable.empty().next(network.inventory(), alone(network).all());

        List<DeviceId> seen = new ArrayList<>();
        int total;
        do {
            DeviceTable.Page page = table.page(List.of(), wanted, seen.size(), limit);
            total = page.total();
            page.rows().forEach(row -> seen.add(row.device().id()));
        } while (seen.size() < total);

        Set<DeviceState> expected = wanted.isEmpty() ? EnumSet.allOf(DeviceState.class) : wanted;
        assertThat(seen)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(network.health.values().stream()
                        .filter(health -> expected.contains(health.state()))
                        .map(DeviceHealth::device)
                        .toList());
    }

    @Property(tries = 300)
    void aTableMadeFromTheLastEqualsOneMadeAnew(
            @ForAll @Size(max = 40) List<DeviceState> before, @ForAll @Size(max = 40) List<DeviceState> after) {
        Network first = network(before);
        Network second = network(after);

        DeviceTable stepwise = DeviceTable.empty()
                .next(first.inventory(), alone(first).all())
                .next(second.inventory(), alone(first).all())
                .next(second.inventory(), alone(second).all());
        DeviceTable anew =
                DeviceTable.empty().next(second.inventory(), alone(second).all());

        assertThat(ids(stepwise)).isEqualTo(ids(anew));
        assertThat(stepwise.counts()).isEqualTo(anew.counts());
    }

    private static Sight alone(Network network) {
        return Sight.of(null, network);
    }

    private static Network network(List<DeviceState> states) {
        Network network = new Network();
        for (int i = 0; i < states.size(); i++) {
            network.add(
                    "a:" + i,
                    "t",
                    states.get(i),
                    Network.NOW.plusSeconds(states.get(i).ordinal()));
        }
        return network;
    }

    private static List<DeviceId> ids(DeviceTable table) {
        return table.page(List.of(), Set.of(), 0, 1000).rows().stream()
                .map(row -> row.device().id())
                .toList();
    }

    @Property(tries = 300)
    void anyTextAndNumberComesBackFromJson(
            @ForAll @StringLength(max = 50) String title,
            @ForAll @StringLength(max = 50) String reason,
            @ForAll @IntRange(max = 2_000_000_000) int rtt,
            @ForAll DeviceState state) {
        Network network = new Network()
                .add(
                        Network.device("a:1", title, Optional.of(Network.node(reason, title))),
                        new DeviceHealth(
                                DeviceId.parse("a:1"),
                                state,
                                Instant.ofEpochSecond(rtt),
                                reason,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Duration.ofNanos(rtt)),
                                Optional.of(1.0 / 3)));
        DeviceTable table =
                DeviceTable.empty().next(network.inventory(), alone(network).all());

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = Json.createGeneratorFactory(Map.of()).createGenerator(bytes)) {
            new DeviceJson(generator, alone(network), new Monitors(Optional.empty(), Optional.empty()))
                    .list(table, table.page(List.of(), Set.of(), 0, 10), 0, 10);
        }
        JsonObject device =
                Server.parse(bytes.toByteArray()).getJsonArray("devices").getJsonObject(0);

        assertThat(device.getString("title")).isEqualTo(withoutLoneSurrogates(title));
        assertThat(device.getString("reason")).isEqualTo(withoutLoneSurrogates(reason));
        assertThat(device.getString("state")).isEqualToIgnoringCase(state.name());
        assertThat(device.getJsonNumber("rtt").doubleValue()).isBetween(rtt / 1e6 - 0.0006, rtt / 1e6 + 0.0006);
        assertThat(device.getJsonNumber("loss").doubleValue()).isEqualTo(0.3333);
    }

    private static String withoutLoneSurrogates(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Property
    void aTitleIsFoundByEachOfItsWords(@ForAll @StringLength(min = 1, max = 30) String title) {
        SearchText text = new SearchText(Network.device("a:1", title, Optional.empty()));
        assertThat(text.contains(SearchText.words(title))).isTrue();
    }
}
