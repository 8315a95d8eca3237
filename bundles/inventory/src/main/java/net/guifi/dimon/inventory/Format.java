// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** How the documents of a source are written. */
enum Format {
    /** By the name of the document, or else by its first character. */
    AUTO,
    CNML,
    CSV;

    /** Reads the text of a configuration. */
    static Format parse(String text) {
        try {
            return valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("format \"" + text + "\" is none of auto, cnml, csv", e);
        }
    }

    /** Reads all documents of an archive. */
    void read(DocumentArchive archive, DeviceCollector collector) throws ImportException, IOException {
        archive.forEach((name, in) -> read(name, new BufferedInputStream(in, 1 << 16), collector));
    }

    private void read(String name, BufferedInputStream in, DeviceCollector collector)
            throws ImportException, IOException {
        collector.document(name);
        if (isCnml(name, in)) {
            CnmlReader.read(in, collector);
        } else {
            CsvReader.read(in, collector);
        }
    }

    private boolean isCnml(String name, BufferedInputStream in) throws ImportException, IOException {
        int first = firstByte(in);
        if (first < 0) {
            throw new ImportException(name + ": the document is empty");
        }
        if (this != AUTO) {
            return this == CNML;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".cnml") || lower.endsWith(".xml") || (!lower.endsWith(".csv") && first == '<');
    }

    /** The first byte that is neither white space nor of a byte order mark in UTF-8; -1 at the end. */
    private static int firstByte(InputStream in) throws IOException {
        in.mark(1 << 16);
        int b = in.read();
        for (int n = 1; n < 1 << 16 && (b >= 0 && b <= ' ' || b == 0xef || b == 0xbb || b == 0xbf); n++) {
            b = in.read();
        }
        in.reset();
        return b;
    }
}
