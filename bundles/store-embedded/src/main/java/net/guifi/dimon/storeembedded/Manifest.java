// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * What a monitor signs: which index is its newest. It is its heartbeat too.
 *
 * @param owner id of the monitor
 * @param sequence its place among all manifests of the monitor
 * @param session drawn at random when the monitor started: two that use the same key are told apart by it
 * @param clockSynchronised whether the monitor's clock is right
 * @param indexHash SHA-256 of the index
 * @param settings version of the network settings that it has
 * @param missing beginnings of the ids of monitors whose index or values it waits for in vain: those write them again
 * @param note a few octets of whoever uses the store
 * @param encoded the manifest as it stands in the store, signature included
 */
record Manifest(
        String owner,
        Sequence sequence,
        long session,
        boolean clockSynchronised,
        Octets indexHash,
        long settings,
        List<String> missing,
        Octets note,
        Octets encoded) {
    static final int MAX_LENGTH = 300;
    static final int HASH_LENGTH = 32;
    static final int MOST_MISSING = 8;
    static final int MISSING_DIGITS = 16;
    private static final int VERSION = 1;
    private static final int CLOCK_SYNCHRONISED = 1;
    private static final byte[] DOMAIN = "dimon manifest\0".getBytes(StandardCharsets.US_ASCII);

    /** What a manifest says beside who says it and when. */
    record Content(boolean clockSynchronised, Octets indexHash, long settings, List<String> missing, Octets note) {}

    /** Signs a manifest for the members of a network. */
    static Manifest sign(SigningKey key, String network, Sequence sequence, long session, Content content) {
        Coding.Output output = new Coding.Output()
                .octet(VERSION)
                .octet(content.clockSynchronised() ? CLOCK_SYNCHRONISED : 0)
                .number(sequence.incarnation())
                .number(sequence.counter())
                .number(session)
                .octets(content.indexHash())
                .number(content.settings())
                .length(content.missing().size());
        content.missing()
                .forEach(id -> output.octets(Octets.wrap(HexFormat.of().parseHex(id.substring(0, MISSING_DIGITS)))));
        Octets body = output.length(content.note().length())
                .octets(content.note())
                .octets(key.verifying().raw())
                .done();
        Octets signature = key.sign(signed(network, body));
        return new Manifest(
                key.id(),
                sequence,
                session,
                content.clockSynchronised(),
                content.indexHash(),
                content.settings(),
                content.missing().stream()
                        .map(id -> id.substring(0, MISSING_DIGITS))
                        .toList(),
                content.note(),
                new Coding.Output().octets(body).octets(signature).done());
    }

    /**
     * Reads a manifest that stands where that of a monitor belongs.
     *
     * @throws MalformedException when it is no manifest, or not signed by that monitor for that network
     */
    static Manifest read(Octets encoded, String network, String owner) throws MalformedException {
        if (encoded.length() > MAX_LENGTH) {
            throw new MalformedException("it is too long for a manifest");
        }
        Coding.Input input = new Coding.Input(encoded);
        input.version(VERSION);
        boolean clockSynchronised = (input.octet() & CLOCK_SYNCHRONISED) != 0;
        Sequence sequence = new Sequence(input.number(), input.number());
        if (sequence.incarnation() < 1 || sequence.counter() < 1) {
            throw new MalformedException("its sequence is out of bounds");
        }
        long session = input.number();
        Octets indexHash = input.octets(HASH_LENGTH);
        long settings = input.number();
        List<String> missing = new ArrayList<>();
        for (int left = input.length(MOST_MISSING); left > 0; left--) {
            missing.add(input.octets(MISSING_DIGITS / 2).toString());
        }
        Octets note = input.octets(input.length(ReplicatedStore.MAX_NOTE));
        VerifyingKey key = new VerifyingKey(input.octets(VerifyingKey.LENGTH));
        Octets body = Octets.wrap(Arrays.copyOf(encoded.array(), input.position()));
        Octets signature = input.octets(VerifyingKey.SIGNATURE_LENGTH);
        input.end();
        if (!key.id().equals(owner)) {
            throw new MalformedException("it was made by another monitor");
        }
        if (!key.verifies(signed(network, body), signature)) {
            throw new MalformedException("its signature is wrong");
        }
        return new Manifest(
                owner, sequence, session, clockSynchronised, indexHash, settings, List.copyOf(missing), note, encoded);
    }

    /** Whether a monitor is among those that something is missing of. */
    boolean misses(String id) {
        return missing.contains(id.substring(0, MISSING_DIGITS));
    }

    private static Octets signed(String network, Octets body) {
        return new Coding.Output()
                .octets(Octets.wrap(DOMAIN))
                .text(network)
                .octets(body)
                .done();
    }
}
