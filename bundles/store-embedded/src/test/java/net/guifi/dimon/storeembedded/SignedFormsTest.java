// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SignedFormsTest {
    private static final String NETWORK = "00112233445566778899aabbccddeeff";
    private static final SigningKey KEY = SigningKey.create();
    private static final SigningKey OTHER = SigningKey.create();

    private static Manifest manifest(Sequence sequence, boolean synchronised, Octets index, byte[] note) {
        return Manifest.sign(
                KEY,
                NETWORK,
                sequence,
                7,
                new Manifest.Content(
                        synchronised,
                        index.hash(Manifest.HASH_LENGTH),
                        3,
                        Collections.nCopies(note.length % (Manifest.MOST_MISSING + 1), OTHER.id()),
                        Octets.of(note)));
    }

    @Property(tries = 100)
    void aManifestReadsBack(
            @ForAll @LongRange(min = 1) long incarnation,
            @ForAll @LongRange(min = 1) long counter,
            @ForAll boolean synchronised,
            @ForAll @Size(max = ReplicatedStore.MAX_NOTE) byte[] note)
            throws Exception {
        Manifest made = manifest(new Sequence(incarnation, counter), synchronised, Octets.of(note), note);
        assertThat(made.encoded().length()).isLessThanOrEqualTo(Manifest.MAX_LENGTH);
        assertThat(Manifest.read(made.encoded(), NETWORK, KEY.id())).isEqualTo(made);
    }

    @Property(tries = 300)
    void aChangedManifestIsRefused(@ForAll @IntRange(max = 2000) int bit, @ForAll @Size(max = 20) byte[] note) {
        byte[] changed =
                manifest(new Sequence(1, 2), true, Octets.NONE, note).encoded().toArray();
        changed[bit / 8 % changed.length] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> Manifest.read(Octets.of(changed), NETWORK, KEY.id()))
                .isInstanceOf(MalformedException.class);
    }

    @Property(tries = 200)
    void aManifestCutOffIsRefused(@ForAll @IntRange(max = 163) int length) {
        byte[] cut = Arrays.copyOf(
                manifest(new Sequence(1, 2), true, Octets.NONE, new byte[0])
                        .encoded()
                        .array(),
                length);
        assertThatThrownBy(() -> Manifest.read(Octets.of(cut), NETWORK, KEY.id()))
                .isInstanceOf(MalformedException.class);
    }

    @Property(tries = 200)
    void anyOctetsAreReadOrRefused(@ForAll @Size(max = 400) byte[] octets) {
        assertThatThrownBy(() -> Manifest.read(Octets.of(octets), NETWORK, KEY.id()))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SettingsDocument.read(Octets.of(octets), KEY.id()))
                .isInstanceOf(MalformedException.class);
    }

    @Property(tries = 1)
    void aManifestCountsForItsOwnerAndNetworkAlone() {
        Octets encoded =
                manifest(new Sequence(1, 2), true, Octets.NONE, new byte[0]).encoded();
        assertThatThrownBy(() -> Manifest.read(encoded, NETWORK, OTHER.id()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("another monitor");
        assertThatThrownBy(() -> Manifest.read(encoded, NETWORK.replace('0', '1'), KEY.id()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("signature");
    }

    @Property(tries = 1)
    void aNewerReleaseIsNamed() {
        byte[] newer = manifest(new Sequence(1, 2), true, Octets.NONE, new byte[0])
                .encoded()
                .toArray();
        newer[0] = 2;
        assertThatThrownBy(() -> Manifest.read(Octets.of(newer), NETWORK, KEY.id()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("newer release");
        assertThatThrownBy(() -> Index.read(Octets.of((byte) 9)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("newer release");
    }

    @Provide
    Arbitrary<SortedMap<String, Index.Entry>> entries() {
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange('a', 'e')
                .withChars("/.:-_Z09")
                .ofMinLength(1)
                .ofMaxLength(30);
        Arbitrary<Index.Entry> entry = Combinators.combine(
                        Arbitraries.integers().between(0, Integer.MAX_VALUE),
                        Arbitraries.of(Reach.values()),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as((slot, reach, value) -> Index.Entry.of(slot, reach, Octets.of(value)));
        return Arbitraries.maps(names, entry).ofMaxSize(100).map(TreeMap::new);
    }

    @Property(tries = 200)
    void anIndexReadsBack(@ForAll("entries") SortedMap<String, Index.Entry> entries) throws Exception {
        Octets encoded = new Index(entries).encode();
        assertThat(Index.read(encoded).entries()).isEqualTo(entries);
        assertThat(Index.read(encoded).encode()).isEqualTo(encoded);
    }

    @Property(tries = 500)
    void aSpoiledIndexIsReadOrRefused(
            @ForAll("entries") SortedMap<String, Index.Entry> entries,
            @ForAll @IntRange(max = 10_000) int where,
            @ForAll byte what,
            @ForAll @IntRange(max = 10_000) int length) {
        byte[] spoiled = new Index(entries).encode().toArray();
        spoiled[where % spoiled.length] = what;
        byte[] cut = Arrays.copyOf(spoiled, spoiled.length - length % spoiled.length);
        try {
            assertThat(Index.read(Octets.of(cut)).entries().keySet())
                    .allMatch(name -> Index.NAME.matcher(name).matches());
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContainingAny("null");
        }
    }

    @Property(tries = 50)
    void settingsReadBack(@ForAll @LongRange(min = 1) long version, @ForAll @Size(max = 50) String value)
            throws Exception {
        NetworkSettings settings = new NetworkSettings(version, new TreeMap<>(Map.of("policy", value, "x-9", "")));
        SettingsDocument made = SettingsDocument.sign(KEY, settings);
        assertThat(SettingsDocument.read(made.encoded(), KEY.id())).isEqualTo(made);
        assertThatThrownBy(() -> SettingsDocument.read(made.encoded(), OTHER.id()))
                .isInstanceOf(MalformedException.class);
    }

    @Property(tries = 100)
    void changedSettingsAreRefused(@ForAll @IntRange(max = 100_000) int bit) {
        NetworkSettings settings = new NetworkSettings(3, new TreeMap<>(Map.of("policy", "balanced")));
        byte[] changed = SettingsDocument.sign(KEY, settings).encoded().toArray();
        changed[bit / 8 % changed.length] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> SettingsDocument.read(Octets.of(changed), KEY.id()))
                .isInstanceOf(MalformedException.class);
    }

    @Property(tries = 1)
    void ofEqualVersionsAllChooseTheSame() {
        SettingsDocument one = SettingsDocument.sign(KEY, new NetworkSettings(3, new TreeMap<>(Map.of("a", "1"))));
        SettingsDocument two = SettingsDocument.sign(KEY, new NetworkSettings(3, new TreeMap<>(Map.of("a", "2"))));
        assertThat(one.isNewerThan(two)).isNotEqualTo(two.isNewerThan(one));
        assertThat(one.isNewerThan(one)).isFalse();
    }
}
