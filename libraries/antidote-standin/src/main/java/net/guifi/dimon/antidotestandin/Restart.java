// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.time.Duration;

/**
 * What a data centre goes through when it is started with a log, and how long each takes.
 *
 * @param refused connections are refused
 * @param errors requests are answered by errors
 * @param empty reads succeed and are empty; updates succeed and read back
 * @param old reads succeed and bring old values; updates succeed and read back
 * @param alone how long it stands empty when a joined centre is not there, before the process ends
 */
public record Restart(Duration refused, Duration errors, Duration empty, Duration old, Duration alone) {
    /** Little time for each, so that a test sees all of it. */
    public static final Restart BRIEF = new Restart(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofSeconds(5));

    /** About what was measured with little data. */
    public static final Restart REAL = new Restart(
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Duration.ofSeconds(85));

    /** A centre that comes back as if nothing had been. */
    public static final Restart AT_ONCE =
            new Restart(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(85));
}
