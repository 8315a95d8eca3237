// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How a data centre introduces itself to others: an Erlang term, of which only the identity is used here. */
final class Descriptor {
    private static final int VERSION = 131;
    private static final int TUPLE = 'h';
    private static final int EMPTY_LIST = 'j';
    private static final int FIELDS = 5;
    private static final int PARTITIONS = 16;
    private static final String NAME = "descriptor";

    private Descriptor() {}

    static byte[] of(Centre centre) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(TUPLE);
        out.write(FIELDS);
        VectorClock.writeAtom(out, NAME);
        VectorClock.writeId(out, centre.lockedId());
        VectorClock.writeInteger(out, PARTITIONS);
        out.write(EMPTY_LIST);
        out.write(EMPTY_LIST);
        return out.toByteArray();
    }

    static Optional<Centre> find(byte[] descriptor, Standin standin) {
        try {
            ByteBuffer rest = ByteBuffer.wrap(descriptor);
            rest.position(3);
            if (!VectorClock.readAtom(rest).equals(NAME)) {
                return Optional.empty();
            }
            CentreId id = VectorClock.readId(rest);
            return standin.centres().stream()
                    .filter(centre -> centre.lockedId().equals(id))
                    .findFirst();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
