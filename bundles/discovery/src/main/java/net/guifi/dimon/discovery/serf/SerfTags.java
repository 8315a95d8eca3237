// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How much room the tags of a member take. An agent started with {@code -tags-file} writes down what it is told before
 * it finds it too large, and then does not start again, so nothing that does not fit may ever be sent.
 */
public final class SerfTags {
    /** The most that all tags of a member take in an agent as it is released, in octets. */
    public static final int ROOM = 512;

    private static final int LONG = 32;
    private static final int MANY = 16;

    private SerfTags() {}

    /** The tags with one of them replaced. */
    public static Map<String, String> with(Map<String, String> tags, String name, String value) {
        Map<String, String> all = new HashMap<>(tags);
        all.put(name, value);
        return all;
    }

    /** What they take, in octets: a mark, and a map of MessagePack without the later types of short texts. */
    public static int octets(Map<String, String> tags) {
        int octets = 1 + (tags.size() < MANY ? 1 : 3);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            octets += octets(tag.getKey()) + octets(tag.getValue());
        }
        return octets;
    }

    private static int octets(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return length + (length < LONG ? 1 : 3);
    }
}
