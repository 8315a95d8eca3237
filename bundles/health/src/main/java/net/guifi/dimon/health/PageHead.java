// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;

/**
 * What a monitor says of all its pages, as it stands in the store: the version of their coding, and whether it is
 * isolated.
 *
 * @param isolatedSince since when it is, by its own clock; empty when it is not
 */
record PageHead(Optional<Instant> isolatedSince) {
    private static final int LENGTH = 2 + Long.BYTES;
    private static final byte ISOLATED = 1;

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put((byte) StatePage.VERSION)
                .put(isolatedSince.isPresent() ? ISOLATED : 0)
                .putLong(isolatedSince.map(Instant::getEpochSecond).orElse(0L))
                .array();
    }

    /**
     * Reads it back.
     *
     * @throws MalformedException when the octets are something else, or from a newer release; the message says what
     */
    static PageHead decode(byte[] bytes) throws MalformedException {
        new OctetReader(bytes).version(StatePage.VERSION);
        if (bytes.length != LENGTH) {
            throw new MalformedException("it has " + bytes.length + " octets, not " + LENGTH);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        boolean isolated = (in.get() & ISOLATED) != 0;
        try {
            Instant since = Instant.ofEpochSecond(in.getLong());
            return new PageHead(isolated ? Optional.of(since) : Optional.empty());
        } catch (DateTimeException e) {
            throw new MalformedException("a time in it is out of bounds", e);
        }
    }
}
