// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.Optional;

/**
 * A user of SNMP v3 (RFC 3414).
 *
 * @param name securityName
 * @param auth how messages are authenticated; empty for not at all
 * @param authPassphrase for it
 * @param priv how messages are encrypted; empty for not at all
 * @param privPassphrase for it
 * @param context contextName
 */
record User(
        String name,
        Optional<AuthProtocol> auth,
        String authPassphrase,
        Optional<PrivProtocol> priv,
        String privPassphrase,
        String context) {

    /** Hides the passphrases. */
    @Override
    public String toString() {
        return "User " + name;
    }
}
