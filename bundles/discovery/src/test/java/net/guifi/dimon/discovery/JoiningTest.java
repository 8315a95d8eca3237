// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import org.junit.jupiter.api.Test;

class JoiningTest {
    private static final List<String> STORES =
            List.of("10.0.0.1:8087", "10.0.0.2:8087", "10.0.0.3:8087", "10.0.0.4:8087");

    private final FakeConfigurations configurations = new FakeConfigurations();
    private final Joining joining = new Joining(configurations);
    private String network = "2".repeat(32);
    private Instant now = Instant.parse("2026-11-21T22:00:00Z");

    private void decide(boolean adapters, Optional<Trust> trust, List<String> answering) throws IOException {
        joining.decide(new Joining.Situation(network, configurations.auto, adapters, trust, answering), now);
    }

    private void join() throws IOException {
        decide(false, Optional.empty(), STORES);
        now = now.plus(Joining.ALONE);
        decide(false, Optional.empty(), STORES);
        assertThat(configurations.taken).isEqualTo(STORES.subList(0, 3));
    }

    private void pass(Duration time, Trust trust, List<String> answering) throws IOException {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            decide(false, Optional.of(trust), answering);
            now = now.plusSeconds(5);
        }
        decide(false, Optional.of(trust), answering);
    }

    @Test
    void nothingIsTakenUnlessToldSo() throws Exception {
        configurations.auto = false;
        decide(false, Optional.empty(), STORES);
        now = now.plus(Duration.ofDays(1));
        decide(false, Optional.empty(), STORES);
        assertThat(configurations.taken).isEmpty();
    }

    @Test
    void theNearestAreTakenAndKept() throws Exception {
        join();
        pass(Duration.ofHours(2), Trust.TRUSTED, STORES.subList(3, 4));
        pass(Duration.ofMinutes(9), Trust.AWAY, STORES.subList(3, 4));
        pass(Duration.ofMinutes(9), Trust.TRUSTED, STORES.subList(3, 4));
        assertThat(configurations.taken).isEqualTo(STORES.subList(0, 3));
    }

    @Test
    void nothingIsTakenWhileAnAdapterIsReplaced() throws Exception {
        decide(true, Optional.empty(), STORES);
        now = now.plusSeconds(600);
        decide(false, Optional.empty(), STORES);
        now = now.plus(Joining.ALONE).minusSeconds(1);
        decide(false, Optional.empty(), STORES);
        assertThat(configurations.taken).isEmpty();
    }

    @Test
    void whatIsConfiguredByHandComesFirst() throws Exception {
        configurations.others = true;
        decide(false, Optional.empty(), STORES);
        now = now.plusSeconds(600);
        decide(false, Optional.empty(), STORES);
        assertThat(configurations.taken).isEmpty();
        configurations.others = false;
        join();
        decide(true, Optional.of(Trust.TRUSTED), STORES);
        assertThat(configurations.taken).isEmpty();
    }

    @Test
    void aStoreThatIsOfNoUseIsLeftForAnother() throws Exception {
        join();
        pass(Joining.PATIENCE, Trust.AWAY, STORES);
        assertThat(configurations.taken).containsExactly("10.0.0.4:8087");
    }

    @Test
    void aStoreThatIsAwayIsKeptWhereThereIsNoOther() throws Exception {
        join();
        pass(Duration.ofHours(5), Trust.AWAY, List.of());
        assertThat(configurations.taken).isEqualTo(STORES.subList(0, 3));
    }

    @Test
    void aStoreThatIsNoStoreIsAvoidedForAnHour() throws Exception {
        List<String> liar = STORES.subList(0, 1);
        decide(false, Optional.empty(), liar);
        now = now.plus(Joining.ALONE);
        decide(false, Optional.empty(), liar);
        assertThat(configurations.taken).isEqualTo(liar);
        pass(Joining.PATIENCE, Trust.DOUBTED, liar);
        assertThat(configurations.taken).isEmpty();
        Instant left = now;
        while (now.isBefore(left.plus(Joining.AVOIDED))) {
            decide(false, Optional.empty(), liar);
            assertThat(configurations.taken).isEmpty();
            now = now.plusSeconds(30);
        }
        decide(false, Optional.empty(), liar);
        assertThat(configurations.taken).isEqualTo(liar);
    }

    @Test
    void whoeverTakesTheStoreAwayIsObeyed() throws Exception {
        join();
        configurations.taken = List.of();
        decide(false, Optional.empty(), STORES);
        assertThat(configurations.auto).isFalse();
        now = now.plus(Duration.ofDays(1));
        decide(false, Optional.empty(), STORES);
        assertThat(configurations.taken).isEmpty();
    }

    @Test
    void theStoreOfTheFormerNetworkIsLeft() throws Exception {
        join();
        network = "3".repeat(32);
        decide(false, Optional.of(Trust.TRUSTED), List.of());
        assertThat(configurations.taken).isEmpty();
        assertThat(configurations.auto).isTrue();
        List<String> ofTheNew = List.of("10.0.1.1:8087");
        decide(false, Optional.empty(), ofTheNew);
        now = now.plus(Joining.ALONE);
        decide(false, Optional.empty(), ofTheNew);
        assertThat(configurations.taken).isEqualTo(ofTheNew);
        new Joining(configurations)
                .decide(new Joining.Situation("4".repeat(32), true, false, Optional.of(Trust.TRUSTED), ofTheNew), now);
        assertThat(configurations.taken).isEmpty();
    }

    @Test
    void backToProposingLeavesWhatWasTaken() throws Exception {
        join();
        configurations.auto = false;
        decide(false, Optional.of(Trust.TRUSTED), STORES);
        assertThat(configurations.taken).isEmpty();
    }
}
