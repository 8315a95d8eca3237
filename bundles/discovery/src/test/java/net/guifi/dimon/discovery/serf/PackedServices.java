// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.tools.bzip2.CBZip2OutputStream;

/** Packs as avahi-ps does. */
public final class PackedServices {
    private PackedServices() {}

    public static String of(String json) {
        return base64(bzip2(json.getBytes(StandardCharsets.UTF_8)));
    }

    public static String entry(String type, String description, String address, String port, String text) {
        return "{\"s\":\"" + type + "\",\"d\":\"" + description + "\",\"m\":\"node.cloud.local\",\"i\":\"" + address
                + "\",\"p\":\"" + port + "\",\"e\":\"Cloudy\",\"t\":\"" + text + "\"}";
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    static byte[] bzip2(byte[] octets) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[] {'B', 'Z'});
        try (CBZip2OutputStream out = new CBZip2OutputStream(packed, 1)) {
            out.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
