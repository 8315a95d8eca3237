// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OctetsTest {
    private static final int VERSION = 3;
    private static final int MOST = 1 << 20;

    /** One of each kind. */
    record Words(long number, int fixed, double real, boolean flag, byte[] octets, String text, String shortText) {
        OctetWriter written() {
            OctetWriter out = new OctetWriter();
            out.number(number);
            out.fixed(fixed);
            out.real(real);
            out.flag(flag);
            out.number(octets.length);
            out.octets(octets);
            out.text(text);
            out.shortText(shortText);
            return out;
        }

        static Words read(OctetReader in) throws MalformedException {
            Words words = new Words(
                    in.number(Long.MAX_VALUE),
                    in.fixed(),
                    in.real(),
                    in.flag(),
                    in.octets(in.integer(Integer.MAX_VALUE)),
                    in.text(),
                    in.shortText());
            in.end();
            return words;
        }
    }

    @Provide
    Arbitrary<Words> words() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.integers(),
                        Arbitraries.doubles(),
                        Arbitraries.of(true, false),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
                        text(),
                        text())
                .as(Words::new);
    }

    /** Any letters but halves of one. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings().ofMaxLength(200).map(text -> text.replaceAll("\\p{Cs}", "\ud83d\udce1"));
    }

    @Property
    void whatIsWrittenReadsBack(@ForAll("words") Words words) throws IOException {
        OctetWriter out = words.written();
        assertThat(out.size()).isEqualTo(out.done().length);
        assertThat(Words.read(new OctetReader(out.done())))
                .usingRecursiveComparison()
                .isEqualTo(words);
        byte[] packed = out.deflated(VERSION, Deflater.DEFAULT_COMPRESSION);
        OctetReader in = OctetReader.inflated(packed, VERSION, out.size());
        assertThat(in.remaining()).isEqualTo(out.size());
        assertThat(Words.read(in)).usingRecursiveComparison().isEqualTo(words);
    }

    @Property
    void whatIsCutIsRefused(@ForAll("words") Words words, @ForAll @IntRange(max = 100_000) int at) {
        byte[] plain = words.written().done();
        byte[] cut = Arrays.copyOf(plain, at % plain.length);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Words.read(new OctetReader(cut)))
                .withMessage("it is cut off");
        byte[] packed = words.written().deflated(VERSION, Deflater.BEST_COMPRESSION);
        byte[] cutPacked = Arrays.copyOf(packed, at % packed.length);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(cutPacked, VERSION, MOST))
                .withMessage("it is cut off");
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Words.read(streamed(cutPacked)))
                .withMessage("it is cut off");
    }

    @Property
    void whatFollowsIsRefused(@ForAll("words") Words words, @ForAll @Size(min = 1, max = 9) byte[] more) {
        OctetWriter out = words.written();
        byte[] packed = out.deflated(VERSION, Deflater.BEST_COMPRESSION);
        byte[] longer = Arrays.copyOf(packed, packed.length + more.length);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(longer, VERSION, MOST))
                .withMessage("there is something after its end");
        out.octets(more);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Words.read(new OctetReader(out.done())))
                .withMessage("there is something after its end");
    }

    /** Anything unchecked fails. */
    @Property
    void whatIsAlteredIsReadOrRefused(
            @ForAll("words") Words words,
            @ForAll @IntRange(max = 100_000) int at,
            @ForAll @Size(max = 12) byte[] noise) {
        byte[] plain = words.written().done();
        byte[] packed = words.written().deflated(VERSION, Deflater.BEST_COMPRESSION);
        for (byte[] octets : new byte[][] {plain, packed}) {
            for (int i = 0; i < noise.length; i++) {
                octets[(int) ((at + i * 7919L) % octets.length)] = noise[i];
            }
            for (Reading reading : readings(octets)) {
                try {
                    assertThat(reading.read()).isNotNull();
                } catch (MalformedException e) {
                    assertThat(e.getMessage()).isNotBlank().doesNotContain("null");
                }
            }
        }
    }

    private interface Reading {
        Object read() throws MalformedException;
    }

    private static Reading[] readings(byte[] octets) {
        return new Reading[] {
            () -> Words.read(new OctetReader(octets)),
            () -> new OctetReader(octets).text(),
            () -> new OctetReader(octets).shortText(),
            () -> Words.read(OctetReader.inflated(octets, VERSION, MOST)),
            () -> Words.read(streamed(octets)),
        };
    }

    private static OctetReader streamed(byte[] packed) {
        int from = Math.min(1, packed.length);
        return new OctetReader(new InflaterInputStream(new ByteArrayInputStream(packed, from, packed.length - from)));
    }

    @Property
    void aNumberGreaterThanTheMostIsRefused(
            @ForAll @LongRange(min = 1) long number, @ForAll @LongRange(min = 1) long less) throws IOException {
        OctetWriter out = new OctetWriter();
        out.number(number);
        assertThat(new OctetReader(out.done()).number(number)).isEqualTo(number);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> new OctetReader(out.done()).number(number - 1 - less % number))
                .withMessage("a number in it is too great");
    }

    @Test
    void numbersAreAsLongAsTheyHaveToBe() throws IOException {
        for (String each :
                new String[] {"0:00", "127:7f", "128:8001", "300:ac02", Long.MAX_VALUE + ":ffffffffffffffff7f"}) {
            OctetWriter out = new OctetWriter();
            out.number(Long.parseLong(each.split(":")[0]));
            assertThat(HexFormat.of().formatHex(out.done())).isEqualTo(each.split(":")[1]);
        }
        for (String tooLong : new String[] {"ffffffffffffffffff", "80808080808080808000", "ffffffffffffffffff01"}) {
            assertThatExceptionOfType(MalformedException.class)
                    .isThrownBy(() -> new OctetReader(HexFormat.of().parseHex(tooLong)).number(Long.MAX_VALUE))
                    .withMessage("a number in it is too long");
        }
    }

    @Test
    void whatGrowsWithoutEndIsRefused() {
        OctetWriter bomb = new OctetWriter();
        bomb.octets(new byte[MOST + 1]);
        byte[] packed = bomb.deflated(VERSION, Deflater.BEST_COMPRESSION);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(packed, VERSION, MOST))
                .withMessage("it is longer than 1048576 octets");
    }

    @Test
    void aLengthTakesNoMemory() {
        OctetWriter liar = new OctetWriter();
        liar.number(Integer.MAX_VALUE);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> new OctetReader(liar.done()).text())
                .withMessage("it is cut off");
    }

    @Test
    void anotherVersionIsNamed() {
        byte[] packed = new OctetWriter().deflated(VERSION, Deflater.BEST_COMPRESSION);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(packed, VERSION - 1, MOST))
                .withMessage("version 3 of its coding is that of a newer release");
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(packed, VERSION + 1, MOST))
                .withMessage("version 3 of its coding is unknown");
    }

    /** A dictionary that it does not say. */
    @Test
    void whatNeedsMoreThanItHasIsRefused() {
        Deflater deflater = new Deflater();
        deflater.setDictionary(new byte[] {1, 2, 3});
        deflater.setInput(new byte[] {1, 2, 3});
        deflater.finish();
        byte[] packed = new byte[100];
        packed[0] = VERSION;
        int length = 1 + deflater.deflate(packed, 1, packed.length - 1);
        deflater.end();
        byte[] whole = Arrays.copyOf(packed, length);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(whole, VERSION, MOST));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> streamed(whole).octet());
    }

    @Property
    void asMuchAsThereMayBeIsReadAndNotMore(
            @ForAll @IntRange(min = 1, max = 200_000) int length, @ForAll boolean compressible)
            throws MalformedException {
        byte[] octets = new byte[length];
        if (!compressible) {
            new Random(length).nextBytes(octets);
        }
        OctetWriter out = new OctetWriter();
        out.octets(octets);
        byte[] packed = out.deflated(1, Deflater.DEFAULT_COMPRESSION);
        assertThat(OctetReader.inflated(packed, 1, length).remaining()).isEqualTo(length);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> OctetReader.inflated(packed, 1, length - 1))
                .withMessage("it is longer than " + (length - 1) + " octets");
    }
}
