// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/** User and password as a client sends them (RFC 7617). */
record Credentials(String user, String password) {
    static final String USER = "admin";
    private static final String SCHEME = "Basic ";

    static Optional<Credentials> of(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String text = new String(decoded, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            // RFC 7617 has no control characters; PBKDF2 takes a NUL at the end for nothing.
            return colon < 0 || text.chars().anyMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isUserRight() {
        return MessageDigest.isEqual(user.getBytes(StandardCharsets.UTF_8), USER.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Credentials of " + user;
    }
}
