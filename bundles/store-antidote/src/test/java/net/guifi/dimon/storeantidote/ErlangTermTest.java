// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErlangTermTest {
    /** Answered by AntidoteDB 0.2.2 to a read: the clock of a server that is not joined. */
    private static final String RECORDED = "8374000000016802640015616e7469646f7465403139382e31392e3130352e31"
            + "68036200000703620003e80c620006a9926e0700682f6cb6c66006";

    private static ByteBuffer hex(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
    }

    @Test
    void aRecordedClockIsRead() {
        VectorClock clock = VectorClock.read(hex(RECORDED));
        ServerId server = new ServerId("antidote@198.19.105.1", Instant.ofEpochSecond(1_795_256_012L, 436_626_000));
        assertThat(clock.servers()).containsExactly(server);
        assertThat(clock.of(server)).hasValue(0x0660c6b66c2f68L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6101", "62000000ff", "6e0400ff000000", "6e0401ff000000"})
    void numbersAreRead(String term) {
        long expected = term.startsWith("61") ? 1 : term.startsWith("6e0401") ? -255 : 255;
        assertThat(ErlangTerm.read(hex("83" + term))).isEqualTo(BigInteger.valueOf(expected));
    }

    @Test
    void everyKindThatAntidoteUsesIsRead() {
        assertThat(ErlangTerm.read(
                        hex("83680677026f6b" + "64000161" + "6b000141" + "6d0000000142" + "6c0000000161016a" + "6a")))
                .isEqualTo(List.of(
                        "ok",
                        "a",
                        ByteBuffer.wrap(new byte[] {'A'}),
                        ByteBuffer.wrap(new byte[] {'B'}),
                        List.of(BigInteger.ONE),
                        List.of()));
        assertThat(ErlangTerm.read(hex("8374000000016101690000000161026a".substring(0, 30))))
                .isEqualTo(Map.of(BigInteger.ONE, List.of(BigInteger.TWO)));
    }

    @Property
    void anyOctetsAreReadOrRefused(@ForAll byte[] octets) {
        refusedOrRead(octets);
    }

    @Property
    void aDamagedClockIsReadOrRefused(@ForAll int position, @ForAll byte octet, @ForAll int length) {
        byte[] octets = HexFormat.of().parseHex(RECORDED);
        octets[Math.floorMod(position, octets.length)] = octet;
        refusedOrRead(octets);
        refusedOrRead(Arrays.copyOf(octets, Math.floorMod(length, octets.length)));
    }

    private static void refusedOrRead(byte[] octets) {
        try {
            assertThat(VectorClock.read(ByteBuffer.wrap(octets)).servers()).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a list, a tuple, a map and a binary of two thousand million things
                "836c7fffffff",
                "83697fffffff",
                "83747fffffff",
                "836d7fffffff",
                "836dffffffff",
                "83ff",
                "00",
                "8374ffffffff00"
            })
    void whatClaimsToBeHugeIsRefusedAtOnce(String term) {
        assertThatThrownBy(() -> VectorClock.read(hex(term))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertThatThrownBy(() -> VectorClock.read(hex("83" + "6801".repeat(100_000) + "6a")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
