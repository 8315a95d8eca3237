// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tools.bzip2.CBZip2InputStream;

/**
 * The tag in which avahi-ps keeps all that a node publishes: a JSON array of objects, compressed by bzip2, in base64.
 * Everybody on the network can put anything there.
 */
public final class ServicesTag {
    private static final int MAX_INFLATED = 65_536;
    private static final int MAGIC_LENGTH = 2;
    private static final int BLOCK_SIZE = 3;
    /** An object without others in it, as all that avahi-ps writes are. */
    private static final Pattern FLAT_OBJECT = Pattern.compile("\\{[^{}]*\\}");

    /** Finding the implementation is dear, and thousands of tags are read. */
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private ServicesTag() {}

    /**
     * One published service. All texts are as they were read.
     *
     * @param address as the publisher wrote it
     * @param port as the publisher wrote it
     */
    public record Entry(String type, String description, String address, String port, String text) {}

    /**
     * The services of one type. Where avahi-ps wrote one whose text it did not escape, the others are read all the same.
     *
     * @throws IOException when it is not such a tag
     */
    public static List<Entry> read(String tag, String type) throws IOException {
        String text = new String(inflated(tag), StandardCharsets.UTF_8);
        List<Entry> entries = new ArrayList<>();
        try (JsonReader json = READERS.createReader(new StringReader(text))) {
            for (JsonValue value : json.readArray()) {
                if (value instanceof JsonObject object) {
                    add(object, type, entries);
                }
            }
        } catch (RuntimeException e) {
            // a JsonException, but a plain one where it is nested too deeply
            entries.clear();
            each(text, type, entries);
            if (entries.isEmpty()) {
                throw new IOException("it is no JSON", e);
            }
        }
        return entries;
    }

    private static void each(String text, String type, List<Entry> entries) {
        Matcher objects = FLAT_OBJECT.matcher(text);
        while (objects.find()) {
            if (objects.group().contains(type)) {
                try (JsonReader json = READERS.createReader(new StringReader(objects.group()))) {
                    add(json.readObject(), type, entries);
                } catch (RuntimeException e) {
                    // that of another, which is not escaped
                }
            }
        }
    }

    private static void add(JsonObject object, String type, List<Entry> entries) {
        if (text(object, "s").equals(type)) {
            entries.add(new Entry(type, text(object, "d"), text(object, "i"), text(object, "p"), text(object, "t")));
        }
    }

    private static String text(JsonObject object, String key) {
        JsonValue value = object.get(key);
        if (value instanceof JsonString string) {
            return string.getString();
        }
        return value instanceof JsonNumber ? value.toString() : "";
    }

    /** What is inflated fits into the smallest block there is, so none of 900 kB is made room for. */
    private static byte[] inflated(String tag) throws IOException {
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(tag);
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no base64", e);
        }
        if (packed.length <= BLOCK_SIZE || packed[0] != 'B' || packed[1] != 'Z') {
            throw new IOException("it is not compressed by bzip2");
        }
        packed[BLOCK_SIZE] = '1';
        try (CBZip2InputStream in =
                new CBZip2InputStream(new ByteArrayInputStream(packed, MAGIC_LENGTH, packed.length - MAGIC_LENGTH))) {
            ByteArrayOutputStream inflated = new ByteArrayOutputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (inflated.size() == MAX_INFLATED) {
                    throw new IOException("it is more than " + MAX_INFLATED + " octets");
                }
                inflated.write(octet);
            }
            return inflated.toByteArray();
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("it is not well compressed", e);
        }
    }
}
