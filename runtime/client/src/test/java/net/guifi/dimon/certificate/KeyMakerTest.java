// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the keytool of this Java. */
class KeyMakerTest {
    @TempDir
    Path data;

    @Test
    void aKeyIsMadeForThisHostAndItsOwnerAlone() throws Exception {
        KeyMaker.make(data);
        ServerKey key = ServerKey.load(data);
        assertThat(key.names())
                .contains(HostNames.name(), "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1")
                .containsAll(HostNames.addresses());
        assertThat(key.subject()).isEqualTo("CN=" + HostNames.name());
        assertThat(key.issuer()).isEmpty();
        assertThat(key.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(key.notBefore()).isBefore(Instant.now());
        assertThat(Duration.between(key.notBefore(), key.notAfter())).isEqualTo(Duration.ofDays(3653));
        X509Certificate certificate = (X509Certificate) key.store().getCertificate("dimon");
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(((ECPublicKey) certificate.getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
        for (String name : new String[] {ServerKey.KEY_STORE, ServerKey.PASSWORD}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            data.resolve("secrets").resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(data.resolve("secrets").toFile().list()).hasSize(2);
    }

    @Test
    void anotherOneReplacesItUnderTheSamePassword() throws Exception {
        Path password = Files.createDirectories(data.resolve("secrets")).resolve(ServerKey.PASSWORD);
        Files.writeString(password, "chosen by a person\nwho wrote more\n");
        KeyMaker.make(data);
        ServerKey first = ServerKey.load(data);
        Object stamp = ServerKey.stamp(data);
        assertThat(ServerKey.stamp(data)).isEqualTo(stamp);
        KeyMaker.make(data);
        assertThat(ServerKey.load(data).fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(ServerKey.load(data).password()).isEqualTo("chosen by a person");
        assertThat(ServerKey.stamp(data)).isNotEqualTo(stamp);
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        assertThatThrownBy(() -> ServerKey.load(data)).hasMessageContaining("https-password is missing");
        KeyMaker.make(data);
        Path store = ServerKey.file(data);
        byte[] good = Files.readAllBytes(store);

        Files.writeString(ServerKey.passwordFile(data), "another\n");
        assertThatThrownBy(() -> ServerKey.load(data))
                .hasMessageContaining("does not open")
                .hasMessageContaining("https-password");
        Files.writeString(store, "-----BEGIN CERTIFICATE-----\n");
        assertThatThrownBy(() -> ServerKey.load(data)).hasMessageContaining("https.p12 is no PKCS #12 key store");
        Files.writeString(store, "junk\n");
        assertThatThrownBy(() -> ServerKey.load(data)).hasMessageContaining("https.p12 is no PKCS #12 key store");
        Files.delete(store);
        assertThatThrownBy(() -> ServerKey.load(data)).hasMessageContaining("https.p12 is missing");
        Files.writeString(ServerKey.passwordFile(data), "");
        assertThatThrownBy(() -> ServerKey.load(data)).hasMessageContaining("https-password is empty");
        Files.write(ServerKey.passwordFile(data), new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> ServerKey.load(data)).hasMessageContaining("https-password is no text");

        Files.write(store, good);
        KeyMaker.make(data);
        assertThat(ServerKey.load(data).names()).contains("localhost");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        Files.writeString(data.resolve("secrets"), "no directory");
        assertThatThrownBy(() -> KeyMaker.make(data)).hasMessageContaining("secrets");
    }

    @Test
    void addressesAreThoseThatOthersReach() {
        assertThat(HostNames.addresses())
                .hasSizeLessThanOrEqualTo(HostNames.MOST_ADDRESSES)
                .doesNotContain("127.0.0.1", "0:0:0:0:0:0:0:1")
                .allSatisfy(address -> assertThat(address).doesNotContain("%").doesNotStartWith("fe80"));
        assertThat(new HashSet<>(HostNames.names())).hasSameSizeAs(HostNames.names());
    }
}
