// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.util.regex.Pattern;

/**
 * Names a device in the whole network: the name of the source that lists it, and its id within that source.
 *
 * <p>The text form is {@code source:id}, such as {@code guifi:51771}; it is safe in a URL path and a file name.
 *
 * @param source name of the inventory source, {@code [A-Za-z0-9_-]+}
 * @param id id within the source, {@code [A-Za-z0-9._-]+}; a number in CNML
 */
public record DeviceId(String source, String id) implements Comparable<DeviceId> {
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException when a part has another shape; the message quotes it
     */
    public DeviceId {
        if (!SOURCE.matcher(source).matches()) {
            throw new IllegalArgumentException("\"" + source + "\" is no name of a source: 1 to 64 of A-Z a-z 0-9 _ -");
        }
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("\"" + id + "\" is no id of a device: 1 to 64 of A-Z a-z 0-9 . _ -");
        }
    }

    /**
     * Reads the text form.
     *
     * @param text {@code source:id}
     * @return the id
     * @throws IllegalArgumentException when the text has another shape; the message quotes it
     */
    public static DeviceId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no device: source:id is expected");
        }
        return new DeviceId(text.substring(0, colon), text.substring(colon + 1));
    }

    private boolean isNumber() {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** By source, then by id: numbers in their order, then the rest as text. */
    @Override
    public int compareTo(DeviceId other) {
        // It is what monitors do most often: a chain of comparators takes three times as long.
        int bySource = source.compareTo(other.source);
        if (bySource != 0) {
            return bySource;
        }
        boolean number = isNumber();
        if (number != other.isNumber()) {
            return number ? -1 : 1;
        }
        // A number of fewer digits is smaller.
        return number && id.length() != other.id.length()
                ? Integer.compare(id.length(), other.id.length())
                : id.compareTo(other.id);
    }

    /** The text form, {@code source:id}. */
    @Override
    public String toString() {
        return source + ':' + id;
    }
}
