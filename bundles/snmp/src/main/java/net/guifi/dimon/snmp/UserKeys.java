// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.snmp4j.security.AuthenticationProtocol;
import org.snmp4j.security.PrivacyProtocol;
import org.snmp4j.smi.OctetString;

/**
 * A user's keys. Hashing a passphrase to 1 MiB (RFC 3414, A.2) costs far more than all else, and does not depend on the
 * engine: it is done once for all devices.
 */
final class UserKeys {
    private static final int STRETCHED = 1 << 20;

    final User user;
    final AuthenticationProtocol auth;
    final PrivacyProtocol priv;
    private final byte[] authHash;
    private final byte[] privHash;

    UserKeys(User user) {
        this.user = user;
        auth = user.auth().map(AuthProtocol::create).orElse(null);
        priv = user.priv().map(PrivProtocol::create).orElse(null);
        authHash = auth == null ? null : stretch(user.authPassphrase());
        privHash = priv == null ? null : stretch(user.privPassphrase());
    }

    private byte[] stretch(String passphrase) {
        byte[] octets = passphrase.getBytes(StandardCharsets.UTF_8);
        byte[] stretched = new byte[STRETCHED];
        for (int i = 0; i < stretched.length; i++) {
            stretched[i] = octets[i % octets.length];
        }
        return auth.hash(stretched);
    }

    byte[] authKey(byte[] engine) {
        return auth == null ? null : localised(authHash, engine);
    }

    byte[] privKey(byte[] engine) {
        if (priv == null) {
            return null;
        }
        byte[] key = localised(privHash, engine);
        if (key.length < priv.getMinKeyLength()) {
            key = priv.extendShortKey(key, new OctetString(user.privPassphrase()), engine, auth);
        }
        return key.length > priv.getMaxKeyLength() ? Arrays.copyOf(key, priv.getMaxKeyLength()) : key;
    }

    private byte[] localised(byte[] hash, byte[] engine) {
        byte[] joined = Arrays.copyOf(hash, 2 * hash.length + engine.length);
        System.arraycopy(engine, 0, joined, hash.length, engine.length);
        System.arraycopy(hash, 0, joined, hash.length + engine.length, hash.length);
        return auth.hash(joined);
    }
}
