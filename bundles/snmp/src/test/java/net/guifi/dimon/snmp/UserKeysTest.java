// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserKeysTest {
    private static final byte[] ENGINE = HexFormat.of().parseHex("000000000000000000000002");

    /** The examples of RFC 3414, A.3.1 and A.3.2. */
    @ParameterizedTest
    @CsvSource({"MD5,526f5eed9fcce26f8964c2930787d82b", "SHA,6695febc9288e36282235fc7151f128497b38f3f"})
    void theKeysAreThoseOfTheStandard(AuthProtocol protocol, String key) {
        UserKeys keys = new UserKeys(
                new User("user", Optional.of(protocol), "maplesyrup", Optional.of(PrivProtocol.DES), "maplesyrup", ""));
        assertThat(keys.authKey(ENGINE)).asHexString().isEqualToIgnoringCase(key);
        assertThat(keys.privKey(ENGINE)).asHexString().isEqualToIgnoringCase(key.substring(0, 32));
    }
}
