// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A document on a web server.
 *
 * <p>The server is asked to answer only when the document changed: by the call {@code refresh/cnml} that a guifi.net server
 * has beside its CNML, and by the validators of HTTP (RFC 9110, section 13).
 *
 * @param uri http or https, without user and password
 * @param userInfo {@code user:password}, or null
 */
record UrlLocation(URI uri, String userInfo) implements Location {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TOTAL_TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_REDIRECTS = 5;
    private static final int NOT_MODIFIED = HttpURLConnection.HTTP_NOT_MODIFIED;
    private static final Pattern CNML_CALL = Pattern.compile("(.*)/cnml/[^/]+/[^/]+/?");
    private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{5,18}");
    private static final String EPOCH_KEY = "epoch";
    private static final Map<String, String> CONDITIONS =
            Map.of("ETag", "If-None-Match", "Last-Modified", "If-Modified-Since");

    static UrlLocation of(URI uri) throws URISyntaxException {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("location \"" + mask(uri.toString()) + "\" names no host");
        }
        return new UrlLocation(withoutUser(uri), uri.getUserInfo());
    }

    private static URI withoutUser(URI uri) throws URISyntaxException {
        StringBuilder text = new StringBuilder(uri.getScheme()).append("://").append(uri.getHost());
        if (uri.getPort() >= 0) {
            text.append(':').append(uri.getPort());
        }
        text.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
        if (uri.getRawQuery() != null) {
            text.append('?').append(uri.getRawQuery());
        }
        return new URI(text.toString());
    }

    /** A text that may be a URL with a password in it, without what stands before the last @. */
    static String mask(String text) {
        return text.replaceFirst("(?s)://.*@", "://***@");
    }

    @Override
    public String display() {
        if (userInfo == null) {
            return uri.toString();
        }
        String user = userInfo.split(":", 2)[0];
        return uri.getScheme() + "://" + user + "@" + uri.toString().substring((uri.getScheme() + "://").length());
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
        return display();
    }

    @Override
    public String defaultName() {
        return uri.getHost();
    }

    /** Always the same: a web server is asked at its interval only. */
    @Override
    public String mark() {
        return "";
    }

    @Override
    public Optional<Map<String, String>> fetch(Map<String, String> known, DocumentArchive.Writer archive)
            throws ImportException, IOException {
        Map<String, String> learned = new HashMap<>();
        Optional<String> epoch = epoch();
        if (epoch.isPresent()) {
            if (epoch.get().equals(known.get(EPOCH_KEY))) {
                return Optional.empty();
            }
            learned.put(EPOCH_KEY, epoch.get());
        }
        HttpURLConnection connection = open(uri, known);
        try {
            int code = connection.getResponseCode();
            if (code == NOT_MODIFIED && !known.isEmpty()) {
                return Optional.empty();
            }
            if (code != HttpURLConnection.HTTP_OK) {
                throw new IOException(
                        "the server answered " + code + " " + Objects.toString(connection.getResponseMessage(), ""));
            }
            try (InputStream in = body(connection)) {
                archive.add(display(), in);
            }
            for (String header : CONDITIONS.keySet()) {
                String value = connection.getHeaderField(header);
                if (value != null) {
                    learned.put(header, value);
                }
            }
            return Optional.of(learned);
        } finally {
            connection.disconnect();
        }
    }

    /** When the data of a guifi.net server last changed; empty where the server has no such call. */
    private Optional<String> epoch() {
        Matcher call = CNML_CALL.matcher(uri.getPath());
        if (!call.matches()) {
            return Optional.empty();
        }
        HttpURLConnection connection = null;
        try {
            connection = open(
                    new URI(
                            uri.getScheme(),
                            null,
                            uri.getHost(),
                            uri.getPort(),
                            call.group(1) + "/refresh/cnml",
                            null,
                            null),
                    Map.of());
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return Optional.empty();
            }
            try (InputStream in = body(connection)) {
                String answer = new String(in.readNBytes(64), StandardCharsets.US_ASCII).strip();
                return EPOCH.matcher(answer).matches() ? Optional.of(answer) : Optional.empty();
            }
        } catch (IOException | ImportException | URISyntaxException e) {
            // The document itself is asked for next, and tells what is wrong.
            return Optional.empty();
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private HttpURLConnection open(URI first, Map<String, String> known) throws ImportException, IOException {
        URI target = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
            connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
            connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("User-Agent", "DIMON");
            connection.setRequestProperty("Accept-Encoding", "gzip");
            if (userInfo != null && isSameServer(target)) {
                String token = Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
                connection.setRequestProperty("Authorization", "Basic " + token);
            }
            CONDITIONS.forEach((validator, condition) -> {
                if (known.containsKey(validator)) {
                    connection.setRequestProperty(condition, known.get(validator));
                }
            });
            switch (connection.getResponseCode()) {
                case 301, 302, 303, 307, 308 -> {
                    target = redirect(target, connection.getHeaderField("Location"));
                    connection.disconnect();
                }
                default -> {
                    return connection;
                }
            }
        }
        throw new ImportException(display() + ": more than " + MAX_REDIRECTS + " redirections");
    }

    private URI redirect(URI from, String to) throws ImportException {
        try {
            URI target = from.resolve(new URI(Objects.toString(to, "")));
            String scheme = target.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && target.getHost() != null) {
                return withoutUser(target);
            }
            throw new ImportException(
                    display() + ": redirected to " + mask(target.toString()) + ", which is not followed");
        } catch (URISyntaxException e) {
            throw new ImportException(display() + ": redirected to no URL", e);
        }
    }

    private boolean isSameServer(URI other) {
        return uri.getScheme().equalsIgnoreCase(other.getScheme())
                && uri.getHost().equalsIgnoreCase(other.getHost())
                && uri.getPort() == other.getPort();
    }

    private static InputStream body(HttpURLConnection connection) throws IOException {
        InputStream in = new BodyStream(connection.getInputStream(), connection.getContentLengthLong());
        return "gzip".equalsIgnoreCase(connection.getContentEncoding()) ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** Ends a download that trickles, and tells one that was cut from one that is complete, as HttpURLConnection does not. */
    private static final class BodyStream extends FilterInputStream {
        private final long opened = System.nanoTime();
        private final long length;
        private long given;

        /** A negative length is an unknown one. */
        BodyStream(InputStream in, long length) {
            super(in);
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (System.nanoTime() - opened > TOTAL_TIMEOUT.toNanos()) {
                throw new SocketTimeoutException(
                        "the download took longer than " + TOTAL_TIMEOUT.toMinutes() + " minutes");
            }
            int n = super.read(bytes, offset, count);
            if (n < 0 && given < length) {
                throw new EOFException("the connection ended after " + given + " of " + length + " bytes");
            }
            given += Math.max(0, n);
            return n;
        }
    }
}
