// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Which requests may come to the console at all, whatever password they bring. */
final class RequestRules {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    // On a GET with "post" the console's configuration page does what it does on a POST: "apply" changes and deletes,
    // "unbind" unbinds. With "shutdown_timer" its system page shuts the monitor down by a script.
    private static final List<String> ACTING_PARAMETERS = List.of("apply", "unbind", "shutdown_timer");
    private static final List<String> FORWARDED =
            List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+]");

    private RequestRules() {}

    /**
     * Why a request is refused, in words for the person in front of the browser; empty when it may come.
     *
     * @param httpsPort where it would be admitted; empty when HTTPS is off
     */
    static Optional<String> refusal(HttpServletRequest request, OptionalInt httpsPort) {
        if (!request.isSecure()) {
            if (!isLoopback(request.getRemoteAddr()) || isForwarded(request)) {
                return Optional.of("The console is open over plain HTTP to this machine alone. Use HTTPS"
                        + httpsPort(request, httpsPort) + ", or a tunnel:"
                        + " ssh -L 8080:localhost:" + request.getLocalPort()
                        + " and then http://localhost:8080/system/console");
            }
            if (!LOCAL_NAMES.contains(request.getServerName().toLowerCase(Locale.ROOT))) {
                return Optional.of("Over plain HTTP the console is called localhost or 127.0.0.1, and nothing else.");
            }
        }
        if (!READING.contains(request.getMethod())) {
            return isForeign(request)
                    ? Optional.of("Another site may not change anything here. Use the pages of the console itself.")
                    : Optional.empty();
        }
        if (ACTING_PARAMETERS.stream().anyMatch(name -> request.getParameter(name) != null)) {
            return Optional.of("A " + request.getMethod() + " may not change anything here. Use POST.");
        }
        if (isCrossSite(request) && !"navigate".equals(request.getHeader("Sec-Fetch-Mode"))) {
            return Optional.of("Another site may link here, but not read or embed what is here.");
        }
        return Optional.empty();
    }

    private static String httpsPort(HttpServletRequest request, OptionalInt port) {
        String host = request.getServerName();
        return port.isEmpty() || !HOST.matcher(host).matches()
                ? ""
                : ", https://" + host + ':' + port.getAsInt() + "/system/console";
    }

    private static boolean isLoopback(String address) {
        String bare = address == null ? "" : address.replaceAll("^\\[|\\]$|%.*$", "");
        try {
            // Never a name: that would be looked up.
            return NUMERIC.matcher(bare).matches()
                    && InetAddress.getByName(bare).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** A reverse proxy on this machine makes everybody look local. */
    private static boolean isForwarded(HttpServletRequest request) {
        return FORWARDED.stream().anyMatch(name -> request.getHeader(name) != null);
    }

    private static boolean isCrossSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /** Browsers tell where a form or script comes from; what tells nothing is no browser. */
    private static boolean isForeign(HttpServletRequest request) {
        if (isCrossSite(request)) {
            return true;
        }
        String from = request.getHeader("Origin");
        if (from == null) {
            from = request.getHeader("Referer");
        }
        return from != null && !origin(from).equals(ownOrigin(request));
    }

    private static Optional<String> ownOrigin(HttpServletRequest request) {
        return Optional.of(origin(request.getScheme(), request.getServerName(), request.getServerPort()));
    }

    private static Optional<String> origin(String uri) {
        try {
            URI parsed = new URI(uri);
            return parsed.getScheme() == null || parsed.getHost() == null
                    ? Optional.empty()
                    : Optional.of(origin(parsed.getScheme(), parsed.getHost(), parsed.getPort()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String origin(String scheme, String host, int port) {
        boolean secure = scheme.equalsIgnoreCase("https");
        int explicit = port >= 0 ? port : secure ? 443 : 80;
        String bracketed = host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host;
        return (scheme + "://" + bracketed + ':' + explicit).toLowerCase(Locale.ROOT);
    }
}
