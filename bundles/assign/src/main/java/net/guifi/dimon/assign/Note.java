// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a monitor tells with each heartbeat. It belongs to one description and one watch list: as long as these have not
 * come, it says nothing of a view.
 *
 * @param leaving whether it stops
 * @param isolated whether it reaches next to nothing
 * @param view the view that it works by
 * @param description digest of its description
 * @param list digest of its watch list
 * @param suspected beginnings of the ids of monitors whose process does not answer, or that are not heard any more
 */
record Note(boolean leaving, boolean isolated, View view, int description, long list, List<String> suspected) {
    /** How many monitors can be suspected at the same time. */
    static final int MOST_SUSPECTED = 6;

    private static final byte VERSION = 1;
    private static final int LEAVING = 1;
    private static final int ISOLATED = 2;
    private static final int FIXED = 26;
    private static final int BEGINNING = 6;

    Note {
        suspected = suspected.stream()
                .map(Note::beginning)
                .distinct()
                .sorted()
                .limit(MOST_SUSPECTED)
                .toList();
    }

    static int descriptionDigest(byte[] description) {
        return (int) (Digest.of(description) >>> 32);
    }

    /** Octets of an id as hexadecimal digits; whatever else an id may be made of is taken by its digest. */
    static String beginning(String id) {
        boolean digits = id.length() >= 2 * BEGINNING
                && id.chars().limit(2L * BEGINNING).allMatch(each -> "0123456789abcdef".indexOf(each) >= 0);
        String text = digits ? id : HexFormat.of().toHexDigits(Digest.of(id.getBytes(StandardCharsets.UTF_8)));
        return text.substring(0, 2 * BEGINNING);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED + BEGINNING * suspected.size());
        out.put(VERSION).put((byte) ((leaving ? LEAVING : 0) | (isolated ? ISOLATED : 0)));
        out.putInt(view.epoch()).putLong(view.hash()).putInt(description).putLong(list);
        suspected.forEach(id -> out.put(HexFormat.of().parseHex(id)));
        return out.array();
    }

    /** Reads it back; empty when it is something else, or from a newer release. */
    static Optional<Note> decode(byte[] bytes) {
        int rest = bytes.length - FIXED;
        if (rest < 0 || rest % BEGINNING != 0 || bytes[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int flags = in.get();
        int epoch = in.getInt();
        View view = new View(in.getLong(), epoch);
        int description = in.getInt();
        long list = in.getLong();
        List<String> suspected = new ArrayList<>();
        byte[] beginning = new byte[BEGINNING];
        while (in.hasRemaining()) {
            in.get(beginning);
            suspected.add(HexFormat.of().formatHex(beginning));
        }
        return Optional.of(
                new Note((flags & LEAVING) != 0, (flags & ISOLATED) != 0, view, description, list, suspected));
    }
}
