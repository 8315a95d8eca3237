// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import net.guifi.dimon.api.inventory.Device;

/** What a device can be found by: title, id, addresses, node and zone, without case and accents. */
final class SearchText {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Device device;
    // Made at the first search: most devices of most networks are never searched.
    private volatile String folded;

    SearchText(Device device) {
        this.device = device;
    }

    boolean contains(List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        if (folded == null) {
            folded = fold(text());
        }
        for (String word : words) {
            if (!folded.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private String text() {
        StringBuilder text = new StringBuilder(device.title()).append('\n').append(device.id());
        for (InetAddress address : device.addresses()) {
            text.append('\n').append(Addresses.text(address));
        }
        device.node().ifPresent(node -> text.append('\n').append(node.title()));
        device.zone().ifPresent(zone -> text.append('\n').append(zone.title()));
        return text.toString();
    }

    /** The words of a query, all of which must be found. */
    static List<String> words(String query) {
        return SPACE.splitAsStream(fold(query)).filter(word -> !word.isEmpty()).toList();
    }

    static String fold(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
