// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line says.
 *
 * @param home the folder of the distribution
 * @param data the data directory, absolute
 * @param port TCP port of the HTTP server
 * @param httpsPort TCP port of HTTPS; empty for none
 * @param source where devices come from: the name of the source and its location
 * @param configurations resources of the OSGi Configurator that are applied too
 * @param shell whether an interactive Gogo shell reads the standard input
 * @param service whether it is a service of the system: what it prints is kept where others may read it, and a source
 *     that is no longer named is none
 */
record Options(
        Path home,
        Path data,
        int port,
        OptionalInt httpsPort,
        Optional<Source> source,
        List<Path> configurations,
        boolean shell,
        boolean service) {
    static final int DEFAULT_PORT = 8080;

    /**
     * A source of devices.
     *
     * @param name name of the source
     * @param location absolute file, folder or URL
     */
    record Source(String name, String location) {}

    /** A command line that makes no sense; the message says what is wrong. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    static Options parse(List<String> arguments) throws UsageException {
        Path home = null;
        Path data = null;
        int port = DEFAULT_PORT;
        OptionalInt httpsPort = OptionalInt.empty();
        Optional<Source> source = Optional.empty();
        List<Path> configurations = new ArrayList<>();
        boolean shell = false;
        boolean service = false;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--home" ->
                    home = Path.of(value(option, rest)).toAbsolutePath().normalize();
                case "--data" ->
                    data = Path.of(value(option, rest)).toAbsolutePath().normalize();
                case "--port" -> port = port(option, value(option, rest));
                case "--https-port" -> httpsPort = httpsPort(option, value(option, rest));
                case "--cnml" -> source = Optional.of(new Source("guifi", location(value(option, rest))));
                case "--demo" -> source = Optional.of(new Source("demo", location(value(option, rest))));
                case "--configuration" ->
                    configurations.add(
                            Path.of(value(option, rest)).toAbsolutePath().normalize());
                case "--shell" -> shell = true;
                case "--service" -> service = true;
                default -> throw new UsageException("Unknown option " + option);
            }
        }
        if (home == null || data == null) {
            throw new UsageException("--home and --data must be given");
        }
        if (httpsPort.isPresent() && httpsPort.getAsInt() == port) {
            throw new UsageException("--https-port: " + port + " is the port of HTTP already");
        }
        return new Options(home, data, port, httpsPort, source, List.copyOf(configurations), shell, service);
    }

    private static String value(String option, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException(option + " needs a value");
        }
        return rest.next();
    }

    private static OptionalInt httpsPort(String option, String text) throws UsageException {
        return text.equals("0") ? OptionalInt.empty() : OptionalInt.of(port(option, text));
    }

    private static int port(String option, String text) throws UsageException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": \"" + text + "\" is no number");
        }
        throw new UsageException(option + ": " + text + " is not within 1 and 65535");
    }

    private static String location(String text) throws UsageException {
        if (text.matches("(?i)[a-z][a-z0-9+.-]+://.*")) {
            URI uri;
            try {
                uri = URI.create(text);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--cnml: \"" + text + "\" is no URL: " + e.getMessage());
            }
            if (!List.of("http", "https", "file").contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                throw new UsageException("--cnml: \"" + text + "\" is neither a file nor an http, https or file URL");
            }
            return text;
        }
        Path file = Path.of(text).toAbsolutePath().normalize();
        if (!Files.isReadable(file)) {
            throw new UsageException("--cnml: " + file + " is not there, or not readable");
        }
        return file.toString();
    }
}
