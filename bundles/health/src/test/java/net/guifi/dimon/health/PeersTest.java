// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PeersTest {
    private static final List<String> MONITORS = List.of("aaaaaaaa", "bbbbbbbb", "cccccccc");
    private static final int PAGES = 3;

    /**
     * Something that came from a monitor: a page, or that it went; or whether it is isolated.
     *
     * @param page number of the page; {@link #PAGES} for the head
     */
    record News(String monitor, int page, Map<Integer, DeviceState> devices, boolean there) {}

    @Property(tries = 500)
    void whatItComesToDoesNotDependOnTheOrder(@ForAll("news") List<News> news, @ForAll Random random) {
        Map<List<Object>, News> last = new HashMap<>();
        news.forEach(each -> last.put(List.of(each.monitor(), each.page()), each));
        List<News> shuffled = new ArrayList<>(last.values());
        Collections.shuffle(shuffled, random);
        Map<DeviceId, DeviceView> expected = views(shuffled);
        assertThat(views(news)).isEqualTo(expected);
        // And a monitor that went leaves nothing.
        Peers peers = peers(news);
        peers.heard(Set.of());
        assertThat(views(peers)).isEmpty();
        assertThat(peers.heard(Set.copyOf(MONITORS))).containsExactlyInAnyOrderElementsOf(MONITORS);
        shuffled.forEach(each -> take(peers, each));
        assertThat(views(peers)).isEqualTo(expected);
    }

    @Property(tries = 500)
    void whatItComesToIsWhatThoseThatCountSay(@ForAll("news") List<News> news) {
        views(news).values().forEach(view -> {
            Set<DeviceState> said = new TreeSet<>();
            view.observations().stream().filter(Observation::counts).forEach(each -> said.add(each.state()));
            boolean reached = said.contains(DeviceState.UP) || said.contains(DeviceState.DEGRADED);
            boolean failed = said.contains(DeviceState.DOWN) || said.contains(DeviceState.UNREACHABLE);
            assertThat(view.agreement() == Agreement.DISPUTED).isEqualTo(reached && failed);
            assertThat(view.agreement() == Agreement.NONE).isEqualTo(said.isEmpty());
            if (said.isEmpty()) {
                assertThat(view.health().state()).isEqualTo(DeviceState.UNKNOWN);
            } else if (reached && failed) {
                assertThat(view.health().state()).isEqualTo(DeviceState.DEGRADED);
            } else {
                assertThat(said).contains(view.health().state());
                assertThat(view.health().state() == DeviceState.UP).isEqualTo(said.contains(DeviceState.UP));
            }
            assertThat(view.observations()).extracting(Observation::monitor).isSorted();
        });
    }

    private static Peers peers(List<News> news) {
        // Between any two moments so much time passes that nothing is new.
        AtomicLong nanos = new AtomicLong();
        Peers peers = new Peers(() -> nanos.addAndGet(Peers.PASSING.toNanos()));
        peers.heard(Set.copyOf(MONITORS));
        news.forEach(each -> {
            take(peers, each);
            views(peers);
        });
        return peers;
    }

    private static Map<DeviceId, DeviceView> views(List<News> news) {
        return views(peers(news));
    }

    private static Map<DeviceId, DeviceView> views(Peers peers) {
        Map<DeviceId, DeviceView> views = new HashMap<>();
        peers.views(device -> false, view -> views.put(view.health().device(), view));
        return views;
    }

    private static void take(Peers peers, News news) {
        if (news.page() == PAGES) {
            peers.head(news.monitor(), news.there() ? Optional.of(Instant.EPOCH) : Optional.empty());
            return;
        }
        List<Sighting> sightings = new ArrayList<>();
        new TreeMap<>(news.devices())
                .forEach((number, state) ->
                        sightings.add(new Sighting(Town.device(number), state, news.page(), true, true)));
        try {
            StatePage page = StatePage.decode(StatePage.of(sightings).encode());
            peers.pages(
                    news.monitor(),
                    Map.of("state/" + news.page(), news.there() ? Optional.of(page) : Optional.empty()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    Arbitrary<List<News>> news() {
        Arbitrary<Map<Integer, DeviceState>> devices = Arbitraries.maps(
                        Arbitraries.integers().between(0, 9), Arbitraries.of(DeviceState.class))
                .ofMaxSize(6);
        return Combinators.combine(
                        Arbitraries.of(MONITORS),
                        Arbitraries.integers().between(0, PAGES),
                        devices,
                        Arbitraries.of(true, true, true, false))
                .as(News::new)
                .list()
                .ofMaxSize(25);
    }
}
