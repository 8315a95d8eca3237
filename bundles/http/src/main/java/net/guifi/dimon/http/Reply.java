// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Enumeration;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole answer, compressed where that is worth it.
 *
 * @param kept whether a client may keep it and ask for a newer one by its strong ETag (RFC 9110)
 */
record Reply(int status, String contentType, byte[] body, boolean kept) {
    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);
    private static final int WORTH_COMPRESSING = 1400;

    static Reply ok(String contentType, byte[] body) {
        return new Reply(HttpServletResponse.SC_OK, contentType, body, true);
    }

    /** What is of this moment only. */
    static Reply fleeting(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, body, false);
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
            response.setHeader("Allow", "GET, HEAD");
        }
        response.setHeader("Cache-Control", kept ? "no-cache" : "no-store");
        response.setHeader("Vary", "Accept-Encoding");
        boolean gzip = body.length > WORTH_COMPRESSING && accepts(request.getHeaders("Accept-Encoding"), "gzip");
        if (kept) {
            // Two encodings of one content are two representations.
            String etag = '"' + hash() + (gzip ? "-gzip\"" : "\"");
            response.setHeader("ETag", etag);
            if (matches(request.getHeaders("If-None-Match"), etag)) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
        }
        byte[] sent = gzip ? compressed() : body;
        response.setStatus(status);
        response.setContentType(contentType);
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentLength(sent.length);
        if (!request.getMethod().equals("HEAD")) {
            try {
                response.getOutputStream().write(sent);
            } catch (IOException e) {
                // Felix would fill the log with it: anybody may go away, and as often as they like.
                LOG.debug("{} went away before it had all of {}", request.getRemoteAddr(), request.getRequestURI(), e);
            }
        }
    }

    private String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 15));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private byte[] compressed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new FastGzip(bytes)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static boolean accepts(Enumeration<String> headers, String encoding) {
        while (headers.hasMoreElements()) {
            for (String item : headers.nextElement().split(",")) {
                String[] parts = item.strip().split("\\s*;\\s*");
                if (parts[0].equalsIgnoreCase(encoding)) {
                    return parts.length < 2 || !parts[1].matches("[qQ]=0(\\.0*)?");
                }
            }
        }
        return false;
    }

    private static boolean matches(Enumeration<String> headers, String etag) {
        while (headers.hasMoreElements()) {
            for (String item : headers.nextElement().split(",")) {
                String candidate = item.strip();
                // If-None-Match compares weakly (RFC 9110, 13.1.2).
                if (candidate.equals("*")
                        || (candidate.startsWith("W/") ? candidate.substring(2) : candidate).equals(etag)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A board has more bandwidth than processor. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
