// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * What a monitor owns: all of it, so what is not here does not exist.
 *
 * @param entries by name
 */
record Index(SortedMap<String, Index.Entry> entries) {
    static final int MAX_LENGTH = 256 << 10;
    static final int MAX_ENTRIES = 8_192;
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/:-]{1,200}");
    static final Index EMPTY = new Index(Collections.emptySortedMap());
    private static final int VERSION = 1;
    private static final int MAX_NAME = 200;
    private static final int GUARDED = 1;

    /**
     * An entry.
     *
     * @param slot where its value stands
     * @param reach how far it goes
     * @param length octets of the value
     * @param hash the first {@value #HASH_LENGTH} octets of the value's SHA-256
     */
    record Entry(int slot, Reach reach, int length, Octets hash) {
        static final int HASH_LENGTH = 16;

        static Entry of(int slot, Reach reach, Octets value) {
            return new Entry(slot, reach, value.length(), value.hash(HASH_LENGTH));
        }

        boolean isOf(Octets value) {
            return value.length() == length && value.hash(HASH_LENGTH).equals(hash);
        }
    }

    Index {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    Octets encode() {
        Coding.Output output = new Coding.Output().octet(VERSION);
        write(entries, output);
        return output.done();
    }

    /** What has to be done with an earlier index to have this one. */
    Octets changesSince(Index before) {
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        changed.entrySet().removeAll(before.entries.entrySet());
        SortedSet<String> gone = new TreeSet<>(before.entries.keySet());
        gone.removeAll(entries.keySet());
        Coding.Output output = new Coding.Output().octet(VERSION);
        write(changed, output);
        output.length(gone.size());
        String last = "";
        for (String name : gone) {
            int shared = shared(last, name);
            output.length(shared).text(name.substring(shared));
            last = name;
        }
        return output.done();
    }

    private static void write(SortedMap<String, Entry> entries, Coding.Output output) {
        output.length(entries.size());
        String before = "";
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            String name = each.getKey();
            Entry entry = each.getValue();
            int shared = shared(before, name);
            output.length(shared)
                    .text(name.substring(shared))
                    .length(entry.slot())
                    .octet(entry.reach() == Reach.GUARDIANS ? GUARDED : 0)
                    .length(entry.length())
                    .octets(entry.hash());
            before = name;
        }
    }

    /** @throws MalformedException when it is no index */
    static Index read(Octets encoded) throws MalformedException {
        Coding.Input input = open(encoded);
        SortedMap<String, Entry> entries = readEntries(input);
        input.end();
        return new Index(entries);
    }

    /**
     * The index after some changes.
     *
     * @throws MalformedException when they are none
     */
    Index with(Octets changes) throws MalformedException {
        Coding.Input input = open(changes);
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        changed.putAll(readEntries(input));
        String before = "";
        for (int left = input.length(MAX_ENTRIES); left > 0; left--) {
            before = before.substring(0, input.length(before.length())) + input.text(MAX_NAME);
            changed.remove(before);
        }
        input.end();
        if (changed.size() > MAX_ENTRIES) {
            throw new MalformedException("it has too many entries");
        }
        return new Index(changed);
    }

    private static Coding.Input open(Octets encoded) throws MalformedException {
        if (encoded.length() > MAX_LENGTH) {
            throw new MalformedException("it is too long for an index");
        }
        Coding.Input input = new Coding.Input(encoded);
        input.version(VERSION);
        return input;
    }

    private static SortedMap<String, Entry> readEntries(Coding.Input input) throws MalformedException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        String before = "";
        for (int left = input.length(MAX_ENTRIES); left > 0; left--) {
            String name = before.substring(0, input.length(before.length())) + input.text(MAX_NAME);
            if (!NAME.matcher(name).matches() || name.compareTo(before) <= 0) {
                throw new MalformedException("a name in it has another shape, or is out of order");
            }
            int slot = input.length(Integer.MAX_VALUE);
            Reach reach = (input.octet() & GUARDED) != 0 ? Reach.GUARDIANS : Reach.EVERYWHERE;
            int length = input.length(ReplicatedStore.MAX_VALUE);
            entries.put(name, new Entry(slot, reach, length, input.octets(Entry.HASH_LENGTH)));
            before = name;
        }
        return entries;
    }

    private static int shared(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }
}
