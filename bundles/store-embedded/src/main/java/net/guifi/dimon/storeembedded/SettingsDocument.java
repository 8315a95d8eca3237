// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.guifi.dimon.api.network.NetworkSettings;

/**
 * The settings of a network, signed with its key.
 *
 * @param settings what they are
 * @param encoded the document as it stands in the store, signature included
 */
record SettingsDocument(NetworkSettings settings, Octets encoded) {
    static final int MAX_LENGTH = 256 << 10;
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int VERSION = 1;
    private static final int MAX_VALUES = 10_000;
    private static final byte[] DOMAIN = "dimon settings\0".getBytes(StandardCharsets.US_ASCII);

    static SettingsDocument sign(SigningKey key, NetworkSettings settings) {
        Coding.Output output = new Coding.Output()
                .octet(VERSION)
                .number(settings.version())
                .length(settings.values().size());
        for (Map.Entry<String, String> value : settings.values().entrySet()) {
            output.text(value.getKey()).text(value.getValue());
        }
        Octets body = output.octets(key.verifying().raw()).done();
        Octets signature = key.sign(signed(body));
        return new SettingsDocument(
                settings, new Coding.Output().octets(body).octets(signature).done());
    }

    /**
     * Reads a document that stands where that of a network belongs.
     *
     * @throws MalformedException when it is none, or not signed with the key of that network
     */
    static SettingsDocument read(Octets encoded, String network) throws MalformedException {
        if (encoded.length() > MAX_LENGTH) {
            throw new MalformedException("it is too long for network settings");
        }
        Coding.Input input = new Coding.Input(encoded);
        input.version(VERSION);
        long version = input.number();
        int count = input.length(MAX_VALUES);
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = input.text(MAX_LENGTH);
            if (!NAME.matcher(name).matches() || values.put(name, input.text(MAX_LENGTH)) != null) {
                throw new MalformedException("a name in it has another shape, or stands twice");
            }
        }
        VerifyingKey key = new VerifyingKey(input.octets(VerifyingKey.LENGTH));
        Octets body = Octets.wrap(Arrays.copyOf(encoded.array(), input.position()));
        Octets signature = input.octets(VerifyingKey.SIGNATURE_LENGTH);
        input.end();
        if (version < 1) {
            throw new MalformedException("its version is out of bounds");
        }
        if (!key.id().equals(network) || !key.verifies(signed(body), signature)) {
            throw new MalformedException("it was not signed with the network's key");
        }
        return new SettingsDocument(new NetworkSettings(version, values), encoded);
    }

    /** Of two with the same version, made by two holders of the key, all monitors choose the same. */
    boolean isNewerThan(SettingsDocument other) {
        long mine = settings.version();
        long theirs = other.settings.version();
        return mine != theirs ? mine > theirs : Arrays.compareUnsigned(encoded.array(), other.encoded.array()) > 0;
    }

    private static Octets signed(Octets body) {
        return new Coding.Output().octets(Octets.wrap(DOMAIN)).octets(body).done();
    }
}
