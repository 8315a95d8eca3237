// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class ConsolePasswordTest {
    @Property(tries = 100)
    void aHashedPasswordIsKnownAndNoOther(
            @ForAll @StringLength(min = 1, max = 40) String password,
            @ForAll @StringLength(max = 40) String other,
            @ForAll @Size(16) byte[] salt)
            throws GeneralSecurityException {
        Assume.that(isText(password) && isText(other));
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 1_000, 256))
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        ConsolePassword stored = ConsolePassword.parse(
                "{pbkdf2-sha256}1000$" + base64.encodeToString(salt) + '$' + base64.encodeToString(hash));

        assertThat(stored.isRemembered(new Credentials("admin", password))).isFalse();
        assertThat(stored.matches(new Credentials("admin", other))).isEqualTo(other.equals(password));
        assertThat(stored.matches(new Credentials("admin", password))).isTrue();
        assertThat(stored.isRemembered(new Credentials("admin", password))).isTrue();
        assertThat(stored.isRemembered(new Credentials("root", password))).isFalse();
        assertThat(stored.isRemembered(new Credentials("admin", other))).isEqualTo(other.equals(password));
    }

    @Property(tries = 300)
    void aPlainPasswordIsKnownAndNoOther(
            @ForAll @StringLength(min = 1, max = 40) String password, @ForAll @StringLength(max = 40) String other) {
        Assume.that(isText(password) && isText(other));
        Assume.that(!password.startsWith("{"));
        ConsolePassword stored = ConsolePassword.parse(password);

        assertThat(stored.matches(new Credentials("admin", other))).isEqualTo(other.equals(password));
        assertThat(stored.matches(new Credentials("admin", password))).isTrue();
    }

    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                && text.chars().noneMatch(Character::isISOControl);
    }
}
