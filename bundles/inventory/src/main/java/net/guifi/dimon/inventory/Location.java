// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a source is read from. */
sealed interface Location permits FileLocation, UrlLocation {
    Pattern SCHEME = Pattern.compile("(?s)(file:|[A-Za-z][A-Za-z0-9+.-]*://).*");

    /** What is shown of it: never a password. */
    String display();

    /** The name of a source whose configuration gives none. */
    String defaultName();

    /** Cheap to get, and another as soon as the content may be another. */
    String mark();

    /**
     * Copies the documents.
     *
     * @param known what an earlier fetch returned, to be told whether anything changed since
     * @return what to know at the next fetch; empty when nothing changed
     */
    Optional<Map<String, String>> fetch(Map<String, String> known, DocumentArchive.Writer archive)
            throws ImportException, IOException;

    /**
     * Reads the text of a configuration.
     *
     * @throws IllegalArgumentException when it names no file, folder or URL; the message holds no password
     */
    static Location parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("location is empty: a file, a folder or a URL is expected");
        }
        try {
            if (!SCHEME.matcher(stripped).matches()) {
                return new FileLocation(Path.of(stripped).toAbsolutePath().normalize());
            }
            URI uri = new URI(stripped);
            return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                case "file" -> new FileLocation(Path.of(uri).normalize());
                case "http", "https" -> UrlLocation.of(uri);
                default ->
                    throw new IllegalArgumentException("location \"" + UrlLocation.mask(stripped)
                            + "\": only file, http and https URLs can be read");
            };
        } catch (URISyntaxException e) {
            throw invalid(stripped, e.getReason());
        } catch (InvalidPathException e) {
            throw invalid(stripped, e.getReason());
        }
    }

    private static IllegalArgumentException invalid(String text, String reason) {
        return new IllegalArgumentException(
                "location \"" + UrlLocation.mask(text) + "\" cannot be understood: " + reason);
    }
}
