// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics in the text format of Prometheus, version 0.0.4. A family without values is left out. */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final List<Family> families = new ArrayList<>();

    Family gauge(String name, String help) {
        return family(name, "gauge", help);
    }

    Family counter(String name, String help) {
        return family(name, "counter", help);
    }

    private Family family(String name, String type, String help) {
        Family family = new Family(name, type, help);
        families.add(family);
        return family;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        families.forEach(family -> family.write(text));
        return text.toString();
    }

    /** The values of one metric, each under its own labels. */
    static final class Family {
        private final String name;
        private final String type;
        private final String help;
        private final Map<String, Long> values = new LinkedHashMap<>();

        private Family(String name, String type, String help) {
            this.name = name;
            this.type = type;
            this.help = help;
        }

        /** Adds a value; Prometheus refuses a whole answer in which one has the labels of another, so these add up. */
        Family value(long value, String... labels) {
            StringBuilder key = new StringBuilder();
            for (int i = 0; i < labels.length; i += 2) {
                key.append(i == 0 ? '{' : ',')
                        .append(labels[i])
                        .append("=\"")
                        .append(escaped(labels[i + 1]))
                        .append('"');
            }
            values.merge(labels.length == 0 ? "" : key.append('}').toString(), value, Long::sum);
            return this;
        }

        private static String escaped(String text) {
            return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        }

        private void write(StringBuilder text) {
            if (values.isEmpty()) {
                return;
            }
            text.append("# HELP ").append(name).append(' ').append(help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
            values.forEach((labels, value) -> text.append(name)
                    .append(labels)
                    .append(' ')
                    .append(value.longValue())
                    .append('\n'));
        }
    }
}
