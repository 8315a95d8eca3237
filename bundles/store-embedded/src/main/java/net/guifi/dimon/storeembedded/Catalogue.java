// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

/**
 * An index as it stands in the store: as it was at some time, and what changed since then, so that a small change of a
 * large index is a small update.
 *
 * @param base the index at some time
 * @param recent the changes since then; never empty
 */
record Catalogue(Octets base, Octets recent) {
    static final Catalogue NONE = new Catalogue(Octets.NONE, Octets.NONE);

    /** The whole index, with no change since. */
    static Catalogue of(Index index) {
        return new Catalogue(index.encode(), index.changesSince(index));
    }

    /** What a manifest signs. */
    Octets hash() {
        return new Coding.Output()
                .length(base.length())
                .octets(base)
                .octets(recent)
                .done()
                .hash(Manifest.HASH_LENGTH);
    }

    int length() {
        return base.length() + recent.length();
    }

    /** @throws MalformedException when it is no index */
    Index read() throws MalformedException {
        return Index.read(base).with(recent);
    }

    /** In one piece, for the disk. */
    Octets encode() {
        return new Coding.Output()
                .length(base.length())
                .octets(base)
                .length(recent.length())
                .octets(recent)
                .done();
    }

    /** @throws MalformedException when it is not what {@link #encode} made */
    static Catalogue decode(Octets encoded) throws MalformedException {
        Coding.Input input = new Coding.Input(encoded);
        Octets base = input.octets(input.length(Index.MAX_LENGTH));
        Octets recent = input.octets(input.length(Index.MAX_LENGTH));
        input.end();
        return new Catalogue(base, recent);
    }

    /** Makes the next one of an index that changes: the whole anew when the changes have cost as much as that. */
    static final class Writer {
        private Index whole = Index.EMPTY;
        private Catalogue newest = NONE;
        private long spent;

        Catalogue write(Index index) {
            Octets changes = index.changesSince(whole);
            spent += changes.length();
            if (newest.equals(NONE) || spent > newest.base().length()) {
                whole = index;
                spent = 0;
                newest = Catalogue.of(index);
            } else {
                newest = new Catalogue(newest.base(), changes);
            }
            return newest;
        }
    }
}
