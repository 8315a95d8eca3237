// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The properties that the framework is started with: those of the distribution, and what depends on the place. */
final class FrameworkProperties {
    private FrameworkProperties() {}

    static Map<String, String> of(Options options) throws IOException {
        Properties shipped = new Properties();
        try (Reader reader = Files.newBufferedReader(options.home().resolve("etc/framework.properties"))) {
            shipped.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        shipped.stringPropertyNames().forEach(name -> properties.put(name, shipped.getProperty(name)));

        Path data = options.data();
        properties.put("dimon.home", options.home().toString());
        properties.put("dimon.data", data.toString());
        properties.put("org.osgi.framework.storage", data.resolve("cache").toString());
        properties.put("felix.cm.dir", data.resolve("config").toString());
        properties.put(
                "org.apache.felix.configadmin.plugin.interpolation.secretsdir",
                data.resolve("secrets").toString());
        properties.put("felix.auto.start.1", quoted(Cache.jars(options.home().resolve("boot"))));
        properties.put(
                "felix.auto.deploy.dir", options.home().resolve("platform").toString());
        properties.put("org.osgi.service.http.port", Integer.toString(options.port()));
        // Read by the bundle "https": Felix itself leaves it alone without "org.apache.felix.https.enable".
        options.httpsPort()
                .ifPresent(port -> properties.put("org.osgi.service.http.port.secure", Integer.toString(port)));
        properties.put("gosh.args", options.shell() ? "--noshutdown" : "--nointeractive --noshutdown");
        // The Configurator takes back what it is no longer told: the source that was named last is named again.
        Path initial = initial(data);
        if (options.source().isPresent()) {
            Files.writeString(initial, configuration(options.source().get()));
        } else if (options.service() && Files.deleteIfExists(initial)) {
            // Felix' Configurator forgets what it is no longer told, but does not take it back.
            Files.deleteIfExists(data.resolve("config/net/guifi/dimon/inventory/source%007eguifi.config"));
        }
        String resources = resources(options).stream()
                // Commas separate the addresses.
                .map(file -> file.toUri().toString().replace(",", "%2C"))
                .collect(Collectors.joining(","));
        if (!resources.isEmpty()) {
            properties.put("configurator.initial", resources);
        }
        return properties;
    }

    private static Path initial(Path data) {
        return data.resolve("initial.json");
    }

    /** The resources of the Configurator, as they are now. */
    static List<Path> resources(Options options) {
        return Stream.concat(Stream.of(initial(options.data())), options.configurations().stream())
                .filter(Files::exists)
                .toList();
    }

    /** A configuration resource of the OSGi Configurator (Compendium R8, 150). */
    private static String configuration(Options.Source source) {
        return """
                {
                  ":configurator:resource-version": 1,
                  ":configurator:symbolic-name": "net.guifi.dimon.launcher",
                  ":configurator:version": "1.0.0",
                  "net.guifi.dimon.inventory.source~%s": {
                    ":configurator:policy": "force",
                    "name": "%s",
                    "location": "%s"
                  }
                }
                """
                .formatted(
                        source.name(),
                        source.name(),
                        source.location().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    /** Locations as the automatic start of the framework's main class reads them. */
    private static String quoted(List<Path> jars) {
        return jars.stream().map(jar -> '"' + jar.toUri().toString() + '"').collect(Collectors.joining(" "));
    }
}
