// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * The identity of a data centre. It lasts until the centre is emptied.
 *
 * @param node the Erlang node that made it, such as {@code antidote@10.0.0.1}
 * @param created when, in microseconds since 1970
 */
public record CentreId(String node, long created) implements Comparable<CentreId> {
    private static final Comparator<CentreId> ORDER =
            Comparator.comparing(CentreId::node).thenComparing(CentreId::created);

    static CentreId now(String node) {
        return new CentreId(node, micros(Instant.now()));
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public int compareTo(CentreId other) {
        return ORDER.compare(this, other);
    }
}
