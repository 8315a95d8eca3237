// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.IntStream;

/** Small CNML files of devices on loopback addresses. */
final class Cnml {
    private Cnml() {}

    /** A zone with one node and devices 1 to count at 127.9.x.y. */
    static Path write(Path file, int count) throws IOException {
        StringBuilder text = new StringBuilder(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <cnml version="0.1" server_id="1" server_url="http://example.org" generated="20260101 0000">
                <class node_description="1"/><network nodes="1" devices="%d">
                <zone id="3671" title="Món"><zone id="2" parent_id="3671" title="Vall Fosca">
                <node id="1" title="Can Prat" lat="41.9" lon="2.1" status="Working">
                """
                        .formatted(count));
        IntStream.rangeClosed(1, count)
                .forEach(id -> text.append(
                        "<device id=\"%d\" title=\"CanPrat-%d\" type=\"radio\" status=\"Working\" mainipv4=\"127.9.%d.%d\"/>%n"
                                .formatted(id, id, id / 250, id % 250 + 1)));
        text.append("</node></zone></zone></network></cnml>\n");
        Path made = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        return Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
