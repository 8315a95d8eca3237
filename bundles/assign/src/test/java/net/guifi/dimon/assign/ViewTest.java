// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final List<View> NONE = List.of();

    @Test
    void theEpochGrowsWithEachChangeAndOnlyThen() {
        View first = View.NONE.follow(7, true, NONE, NONE);
        assertThat(first).isEqualTo(new View(7, 1));
        assertThat(first.follow(7, true, NONE, NONE)).isEqualTo(first);
        assertThat(first.follow(8, true, NONE, NONE)).isEqualTo(new View(8, 2));
        assertThat(first.follow(8, true, NONE, NONE).follow(7, true, NONE, NONE))
                .isEqualTo(new View(7, 3));
    }

    @Test
    void whoeverWasThereFirstIsFollowed() {
        assertThat(new View(7, 3).follow(8, true, List.of(new View(8, 9), new View(8, 5)), NONE))
                .isEqualTo(new View(8, 9));
        assertThat(new View(8, 3).follow(8, true, List.of(new View(8, 4)), NONE))
                .isEqualTo(new View(8, 4));
    }

    @Test
    void aViewFromThePastIsNotTakenUpAgain() {
        assertThat(new View(7, 3).follow(8, true, List.of(new View(8, 3), new View(8, 1)), NONE))
                .isEqualTo(new View(8, 4));
        assertThat(new View(8, 3).follow(8, true, List.of(new View(8, 2)), NONE))
                .isEqualTo(new View(8, 3));
    }

    @Test
    void thoseWhoChangeAtTheSameTimeComeToTheSame() {
        List<View> known = List.of(new View(7, 5), new View(6, 2));
        assertThat(new View(7, 5).follow(8, true, NONE, known)).isEqualTo(new View(8, 6));
        assertThat(new View(6, 2).follow(8, true, NONE, known)).isEqualTo(new View(8, 6));
    }

    @Test
    void onWhomNobodyReliesGoesByTheOthers() {
        assertThat(new View(8, 900).follow(8, false, List.of(new View(8, 4)), NONE))
                .isEqualTo(new View(8, 4));
    }

    @Test
    void theEpochStaysAtTheEndOfTheNumbers() {
        View end = new View(7, Integer.MAX_VALUE);
        assertThat(end.follow(8, true, NONE, NONE)).isEqualTo(new View(8, Integer.MAX_VALUE));
    }
}
