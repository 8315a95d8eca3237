// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.StoreRole;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncementTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @Property
    void whatIsSaidIsRead(@ForAll("announcements") Announcement said) {
        assertThat(Announcement.of(said.name(), said.port(), said.pairs())).isEqualTo(said);
        assertThat(Announcement.ofToken(said.name(), said.port(), said.token())).isEqualTo(said);
        assertThat(Announcement.ofToken(said.name(), 0, said.tokenWithPort())).isEqualTo(said);
        assertThat(said.tokenWithPort()).matches("[A-Za-z0-9._:/,=-]{1,255}");
    }

    @Property
    void theShortTokenTellsWhoAndWhere(@ForAll("announcements") Announcement said) {
        Announcement read = Announcement.ofToken("", 0, said.shortToken());
        assertThat(read.id()).isEqualTo(said.id());
        assertThat(read.network()).isEqualTo(said.network());
        assertThat(read.port()).isEqualTo(said.port());
        assertThat(said.shortToken().length()).isLessThan(140);
    }

    @Property
    void garbageIsRefusedOrHarmless(
            @ForAll String name, @ForAll("keys") String key, @ForAll String value, @ForAll int port) {
        Map<String, String> pairs = new HashMap<>(Map.of("id", ID));
        pairs.put(key, value);
        try {
            Announcement read = Announcement.of(name, port, pairs);
            assertThat(read.token()).matches("[A-Za-z0-9._:/,=-]+");
            assertThat(read.name().codePoints().count()).isLessThanOrEqualTo(63);
            assertThat(read.name()).doesNotContainPattern("\\p{C}");
            assertThat(read.port()).isBetween(1, 65_535);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("\n").hasMessageMatching("(?s).{1,200}");
        }
    }

    @Property
    void garbageInsteadOfATokenIsRefused(@ForAll String token) {
        assertThatIllegalArgumentException().isThrownBy(() -> Announcement.ofToken("x", 80, token));
    }

    @ParameterizedTest
    @CsvSource({
        "id,0123456789ABCDEF0123456789ABCDEF",
        "net,short",
        "ver,1 2",
        "api,//other.host/x",
        "api,/a/../b",
        "api,api",
        "https,0",
        "https,65536",
        "https,99999999999999999999",
        "store,antidote",
        "store,antidote:0",
        "store,offers",
        "snp,-1"
    })
    void aWrongValueIsNamed(String key, String value) {
        Map<String, String> pairs = new HashMap<>(Map.of("id", ID));
        pairs.put(key, value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Announcement.of("x", 80, pairs))
                .withMessageStartingWith(key);
    }

    @Test
    void whatIsNotKnownPasses() {
        Announcement read = Announcement.ofToken("x", 80, "v=2,id=" + ID + ",later=a=b,,=,flag");
        assertThat(read.id()).isEqualTo(ID);
        assertThat(read.role()).isEqualTo(StoreRole.NONE);
        assertThat(read.api()).isEqualTo("/api/v1");
    }

    @Test
    void aNameDoesNothingButBeSeen() {
        assertThat(Announcement.nameOf("  a\u001b[31m\u202eb\n\uD83D\uDE00 é ")).isEqualTo("a[31mb😀 é");
        assertThat(Announcement.nameOf("x".repeat(100))).hasSize(63);
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.of("v", "id", "net", "ver", "api", "https", "store", "snp", "port", "", "other");
    }

    @Provide
    Arbitrary<Announcement> announcements() {
        Arbitrary<String> ids =
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(32);
        Arbitrary<Integer> ports = Arbitraries.integers().between(1, 65_535);
        Arbitrary<OptionalInt> port = ports.optional().map(AnnouncementTest::toInt);
        // A release with + or ~ is told with - instead.
        Arbitrary<String> version = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars(".-")
                .ofMinLength(1)
                .ofMaxLength(32);
        Arbitrary<String> name = Arbitraries.strings().ofMaxLength(80);
        return Combinators.combine(
                        ids,
                        name,
                        ids.optional(),
                        version.optional(),
                        ports,
                        port,
                        port,
                        Arbitraries.integers().between(1, 9_999_999).optional().map(AnnouncementTest::toInt))
                .as((id, called, network, release, http, https, store, snp) -> new Announcement(
                        id,
                        called,
                        network,
                        release,
                        http,
                        "/api/v1",
                        https,
                        store.isPresent() ? StoreRole.OFFERS : StoreRole.USES,
                        store,
                        snp));
    }

    private static OptionalInt toInt(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
