// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LargeNetworkTest {
    private static final Logger LOG = LoggerFactory.getLogger(LargeNetworkTest.class);
    private static final int DEVICES = 60_000;

    @Test
    void lists60000DevicesAndTellsHowFast() {
        Network network = new Network();
        Views views = new Views();
        Watching watching = new Watching();
        for (int i = 0; i < 20; i++) {
            watching.monitor(i / 10 + "" + i % 10, "monitor " + i, Standing.ALIVE, DEVICES / 10);
        }
        Random random = new Random(1);
        for (int i = 0; i < DEVICES; i++) {
            DeviceId id = new DeviceId("guifi", Integer.toString(i));
            Device device = new Device(
                    id,
                    "BCNGràcia" + i + "Rd" + i % 7,
                    "radio",
                    Status.WORKING,
                    true,
                    Optional.of(Network.node("Node " + i / 3, "Zona " + i / 500)),
                    List.of(Network.address("198.18." + i / 256 % 256 + "." + i % 256)),
                    List.of(),
                    List.of());
            DeviceHealth health = health(id, random);
            network.add(device, health);
            String[] watchers = {"0" + i % 10, "1" + i % 10};
            watching.watches(id.toString(), watchers);
            views.add(
                    health,
                    DeviceView.Agreement.AGREED,
                    Views.seen(watchers[0], health.state()),
                    Views.seen(watchers[1], health.state()));
        }
        try (Server server = new Server(network)) {
            server.servlet.networkHealth = views;
            server.servlet.assignments = watching;
            JsonObject list = server.json("/devices?limit=100");
            assertThat(list.getInt("total")).isEqualTo(DEVICES);
            assertThat(list.getJsonArray("devices")).hasSize(100);
            assertThat(server.json("/devices?query=gracia59999rd").getInt("total"))
                    .isEqualTo(1);

            measure(server, "first page", "/devices?limit=100");
            measure(server, "last page", "/devices?limit=100&offset=59900");
            measure(server, "search", "/devices?limit=100&query=gracia+zona+77");
            measure(server, "1,000 devices", "/devices?limit=1000");
            Sight sight = Sight.of(views, network);
            for (int run = 0; run < 3; run++) {
                views.views.replaceAll((id, old) -> seen(old, health(id, random)));
                DeviceTables tables = new DeviceTables(System::nanoTime);
                long begin = System.nanoTime();
                DeviceTable table = tables.table(network.inventory(), sight);
                long made = System.nanoTime();
                views.views.replaceAll((id, old) -> seen(old, sampled(old.health())));
                long changed = System.nanoTime();
                assertThat(table.next(network.inventory(), sight.all()).counts())
                        .isEqualTo(table.counts());
                long again = System.nanoTime();
                LOG.info(
                        "{} devices: table from nothing {} ms, table after new samples {} ms",
                        DEVICES,
                        (made - begin) / 1_000_000,
                        (again - changed) / 1_000_000);
            }
        }
    }

    private static void measure(Server server, String what, String path) {
        long[] micros = new long[21];
        for (int i = 0; i < micros.length; i++) {
            long begin = System.nanoTime();
            server.get(path, "Accept-Encoding", "gzip");
            micros[i] = (System.nanoTime() - begin) / 1_000;
        }
        Arrays.sort(micros);
        LOG.info(
                "{} devices, {}: median {} ms, worst {} ms",
                DEVICES,
                what,
                micros[micros.length / 2] / 1e3,
                micros[micros.length - 1] / 1e3);
    }

    private static DeviceView seen(DeviceView old, DeviceHealth health) {
        return new DeviceView(health, old.observations(), old.agreement());
    }

    private static DeviceHealth health(DeviceId id, Random random) {
        DeviceState state = random.nextInt(20) > 0 ? DeviceState.UP : DeviceState.values()[random.nextInt(6)];
        return Network.health(id, state, Network.NOW.minusSeconds(random.nextInt(1_000_000)));
    }

    /** The same device after another sample: nothing but times changed. */
    private static DeviceHealth sampled(DeviceHealth old) {
        return new DeviceHealth(
                old.device(),
                old.state(),
                old.since(),
                old.reason(),
                Optional.of(Network.NOW.plusSeconds(1)),
                Optional.of(Network.NOW.plusSeconds(1)),
                Optional.of(Duration.ofMillis(3)),
                old.loss());
    }
}
