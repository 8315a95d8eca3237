// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measurements as people and as programs read them. */
final class Report {
    private static final MathContext DIGITS = new MathContext(3);
    private static final List<String> TITLES =
            List.of("what", "measured", "unit", "peer", "peer's", "ratio", "goal", "met");

    private Report() {}

    static String table(List<Measurement> measurements) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        for (Measurement m : measurements) {
            rows.add(List.of(
                    m.name(),
                    number(m.value()),
                    m.unit(),
                    m.peer(),
                    number(m.peerValue(), ""),
                    number(m.ratio(), ""),
                    m.goal().isPresent() ? "≤ " + number(m.goal().getAsDouble()) : "",
                    m.goal().isEmpty() ? "" : m.isMet() ? "yes" : "NO"));
        }
        int[] widths = IntStream.range(0, TITLES.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing() + "\n";
    }

    /** An array with an object a measurement; what there is not is null. */
    static String json(List<Measurement> measurements) {
        return measurements.stream().map(Report::object).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static String object(Measurement m) {
        return "{\"name\":%s,\"value\":%s,\"unit\":%s,\"peer\":%s,\"peerValue\":%s,\"ratio\":%s,\"goal\":%s,\"met\":%s}"
                .formatted(
                        quoted(m.name()),
                        number(m.value()),
                        quoted(m.unit()),
                        m.peer().isEmpty() ? "null" : quoted(m.peer()),
                        number(m.peerValue(), "null"),
                        number(m.ratio(), "null"),
                        number(m.goal(), "null"),
                        m.goal().isEmpty() ? "null" : String.valueOf(m.isMet()));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String number(OptionalDouble value, String absent) {
        return value.isPresent() ? number(value.getAsDouble()) : absent;
    }

    /** Three significant digits, and no exponent. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value, DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
