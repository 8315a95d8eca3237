// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import net.guifi.dimon.update.Patience.HangException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class PatienceTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Test
    void whatHangsIsBrokenOffAndSaysWhere() {
        Patience patience = new Patience(Duration.ofSeconds(2), Duration.ofMinutes(1));
        assertThatExceptionOfType(HangException.class)
                .isThrownBy(() -> patience.call("x", this::hang))
                .withMessageContaining("PatienceTest.hang");
        assertThat(interrupted).isTrue();
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
        }
    }

    @Test
    void whatCannotBeBrokenOffIsLeftAlone() {
        Patience patience = new Patience(Duration.ofMillis(50), Duration.ofMillis(50));
        assertThatExceptionOfType(HangException.class)
                .isThrownBy(() -> patience.call("x", () -> {
                    while (never.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                }));
        never.countDown();
    }

    @Test
    void whatFailsFails() {
        Patience patience = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1));
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> patience.call("x", () -> {
                    throw new BundleException("broken");
                }))
                .withMessage("broken");
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> patience.call("x", () -> {
                    throw new NoClassDefFoundError("absent");
                }))
                .withMessageContaining("absent");
    }
}
