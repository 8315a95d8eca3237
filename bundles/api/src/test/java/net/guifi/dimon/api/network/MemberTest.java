// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemberTest {
    private static Member member(boolean admitted, Duration silence) {
        return new Member("ab", false, admitted, silence, Duration.ofMinutes(1), true);
    }

    @Test
    void whoIsSilentForThreeHeartbeatsIsTakenForDead() {
        assertThat(member(true, Duration.ofMillis(179_999)).heard()).isTrue();
        assertThat(member(true, Duration.ofMinutes(3)).heard()).isFalse();
    }

    @Test
    void onlyWhoIsHeardAndNotAdmittedWaits() {
        assertThat(member(false, Duration.ZERO).waits()).isTrue();
        assertThat(member(true, Duration.ZERO).waits()).isFalse();
        assertThat(member(false, Duration.ofMinutes(3)).waits()).isFalse();
    }
}
