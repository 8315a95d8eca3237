// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where keys and words stand below the folder. A key's parts are sub-folders; what is ours bears a {@code +}, which no
 * key has, and has an extension, before which Syncthing puts what tells a conflict copy.
 */
final class Names {
    static final String MARKER = ".dimon-store";

    /** Syncthing neither shares files of this beginning, nor keeps them for long. */
    static final String TEMPORARY = ".syncthing.dimon-";

    private static final int MAX_KEY = 200;
    private static final int MAX_WORD = 100;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern CONFLICT = Pattern.compile("[A-Za-z0-9._-]+\\+(value|word)\\.sync-conflict-.*");
    private static final String VALUE_END = "+value.dimon";
    private static final String WORD_END = "+word.dimon";
    private static final String SET_END = "+set";

    private Names() {}

    /** The file of a register. */
    static Path register(String key) {
        return Path.of(checked(key) + VALUE_END);
    }

    /** The folder of a set. */
    static Path set(String key) {
        return Path.of(checked(key) + SET_END);
    }

    /** The file of a word in the folder of its set. */
    static String word(String word) {
        if (!isWord(word)) {
            throw new IllegalArgumentException("\"" + word + "\" cannot be a word of a set");
        }
        return word + WORD_END;
    }

    /** The word that a file stands for; empty for a file that is not ours. */
    static Optional<String> wordOf(String file) {
        return Optional.of(file)
                .filter(name -> name.endsWith(WORD_END))
                .map(name -> name.substring(0, name.length() - WORD_END.length()))
                .filter(Names::isWord);
    }

    static boolean isConflict(String file) {
        return CONFLICT.matcher(file).matches();
    }

    private static boolean isWord(String text) {
        return text.length() <= MAX_WORD && WORD.matcher(text).matches();
    }

    private static String checked(String key) {
        if (key.length() > MAX_KEY || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("\"" + key + "\" cannot be a key");
        }
        return key;
    }
}
