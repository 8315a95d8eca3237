// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.AuthenticationProtocol;

/** How messages are authenticated (RFC 3414, RFC 7860). */
enum AuthProtocol {
    MD5("MD5", AuthMD5::new),
    SHA("SHA", AuthSHA::new),
    SHA_224("SHA-224", AuthHMAC128SHA224::new),
    SHA_256("SHA-256", AuthHMAC192SHA256::new),
    SHA_384("SHA-384", AuthHMAC256SHA384::new),
    SHA_512("SHA-512", AuthHMAC384SHA512::new);

    final String title;
    private final Supplier<AuthenticationProtocol> maker;

    AuthProtocol(String title, Supplier<AuthenticationProtocol> maker) {
        this.title = title;
        this.maker = maker;
    }

    AuthenticationProtocol create() {
        return maker.get();
    }

    static Optional<AuthProtocol> named(String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        for (AuthProtocol protocol : values()) {
            if (protocol.title.equals(wanted)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
