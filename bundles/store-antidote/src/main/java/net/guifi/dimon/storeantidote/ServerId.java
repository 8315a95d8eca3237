// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Which server: the name of its node, and when it was created, which tells an emptied one from the one before. With
 * several nodes in a data centre, the node that created it.
 */
record ServerId(String node, Instant created) {
    private static final int TIME_PART_BITS = 20;

    /** {@code {Node, {MegaSeconds, Seconds, MicroSeconds}}}. */
    static ServerId of(Object term) {
        if (term instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof String node
                && pair.get(1) instanceof List<?> time
                && time.size() == 3) {
            return new ServerId(
                    node,
                    Instant.ofEpochSecond(part(time.get(0)) * 1_000_000 + part(time.get(1)))
                            .plus(part(time.get(2)), ChronoUnit.MICROS));
        }
        throw new IllegalArgumentException("an id of a server has another shape");
    }

    /** The descriptor that a server gives of itself: {@code {descriptor, Id, …}}. */
    static ServerId ofDescriptor(ByteBuffer encoded) {
        if (ErlangTerm.read(encoded) instanceof List<?> descriptor
                && descriptor.size() > 1
                && "descriptor".equals(descriptor.get(0))) {
            return of(descriptor.get(1));
        }
        throw new IllegalArgumentException("a descriptor of a server has another shape");
    }

    private static long part(Object term) {
        return whole(term, TIME_PART_BITS);
    }

    /** A whole number of at most so many bits, not negative. */
    static long whole(Object term, int bits) {
        if (term instanceof BigInteger number && number.signum() >= 0 && number.bitLength() <= bits) {
            return number.longValue();
        }
        throw new IllegalArgumentException("a time of a server has another shape");
    }

    /** Whether this is the same server as another one before it was emptied. */
    boolean isForerunnerOf(ServerId other) {
        return node.equals(other.node) && created.isBefore(other.created);
    }

    @Override
    public String toString() {
        return node + " of " + created.truncatedTo(ChronoUnit.SECONDS);
    }
}
