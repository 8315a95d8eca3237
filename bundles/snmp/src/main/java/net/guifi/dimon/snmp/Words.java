// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** Makes text of what a device says fit to be shown: bounded, and without characters that control something. */
final class Words {
    static final int LONGEST = 255;

    private static final int MOST_OCTETS = 4 * LONGEST;
    private static final int REPLACEMENT = 0xFFFD;

    private Words() {}

    /** The text of a value; empty when it is none. */
    static String of(Variable value) {
        return value instanceof OctetString octets ? of(octets.getValue()) : "";
    }

    static String of(byte[] octets) {
        ByteBuffer bounded = ByteBuffer.wrap(octets, 0, Math.min(octets.length, MOST_OCTETS));
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bounded).toString();
        } catch (CharacterCodingException e) {
            // Either cut within a character, or of a device that knows Latin-1 only.
            text = octets.length > MOST_OCTETS
                    ? new String(octets, 0, MOST_OCTETS, StandardCharsets.UTF_8)
                    : new String(octets, StandardCharsets.ISO_8859_1);
        }
        StringBuilder clean = new StringBuilder();
        text.strip().codePoints().limit(LONGEST).map(Words::harmless).forEach(clean::appendCodePoint);
        if (clean.length() > LONGEST) {
            clean.setLength(Character.isHighSurrogate(clean.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
        }
        return clean.toString();
    }

    private static int harmless(int character) {
        if (character == '\r' || character == '\n' || character == '\t') {
            return ' ';
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> REPLACEMENT;
            default -> character;
        };
    }

    /** As in "161, 162 and 170". */
    static String list(List<?> items) {
        List<String> texts = items.stream().map(Object::toString).toList();
        return texts.size() < 2
                ? String.join("", texts)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.get(texts.size() - 1);
    }
}
