// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.snmp4j.security.Priv3DES;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.PrivacyProtocol;

/** How messages are encrypted (RFC 3414, RFC 3826, and the drafts that everybody follows for longer keys). */
enum PrivProtocol {
    DES("DES", PrivDES::new),
    TRIPLE_DES("3DES", Priv3DES::new),
    AES_128("AES-128", PrivAES128::new),
    AES_192("AES-192", PrivAES192::new),
    AES_256("AES-256", PrivAES256::new);

    final String title;
    private final Supplier<PrivacyProtocol> maker;

    PrivProtocol(String title, Supplier<PrivacyProtocol> maker) {
        this.title = title;
        this.maker = maker;
    }

    PrivacyProtocol create() {
        return maker.get();
    }

    static Optional<PrivProtocol> named(String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        for (PrivProtocol protocol : values()) {
            if (protocol.title.equals(wanted)) {
                return Optional.of(protocol);
            }
        }
        return wanted.equals("AES") ? Optional.of(AES_128) : Optional.empty();
    }
}
