// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.guifi.dimon.api.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
    private static final int SECTOR = 4 << 10;

    @TempDir
    Path home;

    private static Octets text(String text) {
        return Octets.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Octets noise(Random random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return Octets.wrap(noise);
    }

    @Test
    void aPowerCutInTheMiddleOfACommitLeavesTheOldOrTheNew() throws IOException {
        Path file = home.resolve("replica.mv");
        Random random = new Random(1);
        try (Shelf shelf = Shelf.open(file)) {
            for (int round = 0; round < 40; round++) {
                shelf.put("one", text("at " + round));
                shelf.put("filling/" + round % 7, noise(random, random.nextInt(9_000)));
                shelf.put("two", text("at " + round));
                byte[] before = Files.readAllBytes(file);
                shelf.commitForGood();
                byte[] after = Files.readAllBytes(file);
                if (round > 0) {
                    Path torn = home.resolve("torn.mv");
                    Files.write(torn, torn(before, after, random));
                    try (Shelf found = Shelf.open(torn)) {
                        Optional<Octets> one = found.get("one");
                        assertThat(one).isIn(Optional.of(text("at " + (round - 1))), Optional.of(text("at " + round)));
                        assertThat(found.get("two")).isEqualTo(one);
                    }
                    Files.delete(torn);
                }
            }
        }
    }

    /** Some of what was to be written is on the disk, in any order. */
    private static byte[] torn(byte[] before, byte[] after, Random random) {
        byte[] torn = Arrays.copyOf(before, after.length);
        for (int at = 0; at < after.length; at += SECTOR) {
            if (random.nextBoolean()) {
                System.arraycopy(after, at, torn, at, Math.min(SECTOR, after.length - at));
            }
        }
        return torn;
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path file = home.resolve("replica.mv");
        try (Shelf shelf = Shelf.open(file)) {
            shelf.put("one", noise(new Random(1), 50_000));
            shelf.commitForGood();
        }
        byte[] octets = Files.readAllBytes(file);
        Arrays.fill(octets, 0, Math.min(octets.length, 3 * SECTOR), (byte) 'x');
        Files.write(file, octets);
        assertThatThrownBy(() -> Shelf.open(file))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("replica.mv is damaged");
    }

    @Test
    void damageAnywhereIsEitherHarmlessOrNamed() throws IOException {
        Path file = home.resolve("replica.mv");
        Random random = new Random(2);
        try (Shelf shelf = Shelf.open(file)) {
            for (int i = 0; i < 300; i++) {
                shelf.put("entry/" + i % 120, noise(random, random.nextInt(2_000)));
                shelf.commit();
            }
        }
        byte[] whole = Files.readAllBytes(file);
        int named = 0;
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            byte[] noise = new byte[random.nextInt(2 * SECTOR)];
            random.nextBytes(noise);
            int at = random.nextInt(whole.length - noise.length);
            System.arraycopy(noise, 0, damaged, at, noise.length);
            Path place = Files.createDirectory(home.resolve("damage" + i)).resolve("replica.mv");
            Files.write(place, damaged);
            try (Shelf shelf = Shelf.open(place)) {
                shelf.forEach("", (path, value) -> {});
                shelf.put("entry/new", noise(random, 100));
                shelf.commitForGood();
            } catch (DamagedException e) {
                assertThat(e).hasMessageContaining("replica.mv is damaged");
                named++;
            }
        }
        assertThat(named).isPositive();
    }

    @Test
    void afterAFailureTheFileIsOpenedAnew() throws IOException {
        try (Shelf shelf = Shelf.open(home.resolve("replica.mv"))) {
            shelf.put("one", text("kept"));
            shelf.commitForGood();
            shelf.put("one", text("lost"));
            // An interrupted thread closes the channel beneath; a full disk does the same.
            Thread.currentThread().interrupt();
            assertThatThrownBy(shelf::commit).isInstanceOf(StoreException.class);
            assertThat(Thread.interrupted()).isTrue();
            shelf.rollback();
            assertThat(shelf.get("one")).hasValue(text("kept"));
            shelf.put("one", text("again"));
            shelf.commitForGood();
        }
        try (Shelf shelf = Shelf.open(home.resolve("replica.mv"))) {
            assertThat(shelf.get("one")).hasValue(text("again"));
        }
    }

    @Test
    void aFileThatIsMostlyEmptyShrinksWhenItIsOpened() throws IOException {
        Path file = home.resolve("replica.mv");
        Random random = new Random(1);
        try (Shelf shelf = Shelf.open(file)) {
            for (int i = 0; i < 600; i++) {
                shelf.put("one", noise(random, 100_000));
                shelf.put("two", text("at " + i));
                shelf.commit();
            }
        }
        assertThat(Files.size(file)).isGreaterThan(40_000_000);
        try (Shelf shelf = Shelf.open(file)) {
            assertThat(Files.size(file)).isLessThan(1_000_000);
            assertThat(shelf.get("two")).hasValue(text("at 599"));
            assertThat(shelf.get("one"))
                    .hasValueSatisfying(value -> assertThat(value.length()).isEqualTo(100_000));
        }
    }
}
