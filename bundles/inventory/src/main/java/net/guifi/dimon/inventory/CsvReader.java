// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;

/**
 * Reads {@code id,title,address,status} (RFC 4180, UTF-8), with or without a header, which may put the columns in another order.
 *
 * <p>The device list of a legacy graph server, {@code 74176,#Title,10.69.14.35,Working}, is read too.
 */
final class CsvReader {
    private static final int MAX_FIELD = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int MAX_FIELDS = 1_000;
    private static final List<String> COLUMNS = List.of("id", "title", "address", "status");

    private final DeviceCollector collector;
    private final Reader reader;
    private int line = 1;
    private List<String> columns = COLUMNS;

    private CsvReader(DeviceCollector collector, Reader reader) {
        this.collector = collector;
        this.reader = reader;
    }

    /**
     * Reads one document to its end. A row that makes no sense is skipped with a warning.
     *
     * @throws ImportException when it is malformed, or none of its rows makes sense
     * @throws IOException when the stream itself fails
     */
    static void read(InputStream in, DeviceCollector collector) throws ImportException, IOException {
        Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        CsvReader csv = new CsvReader(collector, reader);
        try {
            csv.read();
        } catch (CharacterCodingException | CharConversionException e) {
            throw collector.failure(csv.line, "the encoding is not UTF-8");
        }
    }

    private void read() throws ImportException, IOException {
        int before = collector.size();
        int rows = 0;
        int firstLine = line;
        for (List<String> row = row(); row != null; row = row()) {
            boolean blank = row.size() == 1 && row.get(0).isEmpty();
            if (!blank && !row.get(0).startsWith("#")) {
                if (rows == 0 && columns == COLUMNS && isHeader(row)) {
                    header(row, firstLine);
                } else {
                    rows++;
                    device(row, firstLine);
                }
            }
            firstLine = line;
        }
        if (rows > 0 && collector.size() == before) {
            throw collector.failure(1, "no row has the form id,title,address,status");
        }
    }

    private static boolean isHeader(List<String> row) {
        return row.get(0).equalsIgnoreCase("id") || lowerCase(row).containsAll(List.of("id", "address"));
    }

    private static List<String> lowerCase(List<String> row) {
        return row.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private void header(List<String> row, int atLine) throws ImportException {
        columns = lowerCase(row);
        if (!columns.contains("address")) {
            throw collector.failure(atLine, "the header has no column \"address\"");
        }
    }

    private void device(List<String> row, int atLine) throws ImportException {
        Optional<DeviceId> id = collector.deviceId(field(row, "id"), atLine);
        if (id.isEmpty()) {
            return;
        }
        String owner = "device " + id.get().id();
        if (row.size() <= columns.indexOf("address")) {
            collector.warn(
                    atLine,
                    owner + " skipped: there are " + row.size() + " fields, id,title,address,status is expected");
            return;
        }
        String word = field(row, "status");
        Status status = word.isEmpty() ? Status.WORKING : Statuses.parse(word);
        if (status == Status.UNKNOWN) {
            collector.warn(atLine, owner + ": \"" + word + "\" is no status");
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : field(row, "address").split("[\\s;]+")) {
            if (!text.isEmpty()) {
                try {
                    addresses.add(Addresses.parse(text));
                } catch (IllegalArgumentException e) {
                    collector.warn(atLine, owner + ": " + e.getMessage());
                }
            }
        }
        if (addresses.isEmpty() && status.isInService()) {
            collector.warn(atLine, owner + " has no address: it is listed, but cannot be watched");
        }
        String title = field(row, "title");
        collector.add(
                new Device(
                        id.get(),
                        collector.text(
                                title.startsWith("#") ? title.substring(1).strip() : title, atLine),
                        "",
                        status,
                        status.isInService() && !addresses.isEmpty(),
                        Optional.empty(),
                        addresses.stream().distinct().toList(),
                        List.of(),
                        List.of()),
                atLine);
    }

    private String field(List<String> row, String column) {
        int index = columns.indexOf(column);
        return index < 0 || index >= row.size() ? "" : row.get(index);
    }

    /** The fields of the next row, stripped; null at the end. */
    private List<String> row() throws ImportException, IOException {
        int c = next();
        if (c < 0) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int openedAt = line;
        boolean quoted = false;
        while (true) {
            if (quoted && c < 0) {
                throw collector.failure(openedAt, "a quoted field has no end");
            } else if (quoted && c == '"') {
                c = next();
                if (c != '"') {
                    quoted = false;
                    continue;
                }
                append(field, c);
            } else if (quoted) {
                append(field, c);
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
                openedAt = line;
            } else if (c == ',' || c == '\n' || c < 0) {
                fields.add(field.toString().strip());
                field.setLength(0);
                if (c != ',') {
                    return fields;
                }
                if (fields.size() == MAX_FIELDS) {
                    throw collector.failure(line, "more than " + MAX_FIELDS + " fields");
                }
            } else if (!field.isEmpty() || !Character.isWhitespace(c)) {
                append(field, c);
            }
            c = next();
        }
    }

    private void append(StringBuilder field, int c) throws ImportException {
        if (field.length() == MAX_FIELD) {
            throw collector.failure(line, "a field is longer than " + MAX_FIELD + " characters");
        }
        field.append((char) c);
    }

    private int next() throws ImportException, IOException {
        int c = reader.read();
        while (c == '\r' || c == BYTE_ORDER_MARK) {
            c = reader.read();
        }
        if (c == '\n') {
            line++;
        } else if (c == 0) {
            throw collector.failure(line, "this is no text");
        }
        return c;
    }
}
