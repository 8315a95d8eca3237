// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.snmp4j.PDU;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/** Whatever comes in is either a message or an {@link IOException}. */
class GarbagePropertiesTest {
    private static final UserKeys KEYS = new UserKeys(new User(
            "dimon",
            Optional.of(AuthProtocol.SHA),
            "auth-passphrase",
            Optional.of(PrivProtocol.AES_128),
            "priv-phrase",
            ""));

    private static void read(byte[] data) {
        try {
            Message message = Message.read(data, data.length);
            assertThat(message.pdu() == null).isEqualTo(message.secured() != null);
            if (message.secured() != null) {
                new Usm(KEYS).open(message.secured(), 0);
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property
    void anyOctetsAreReadOrRefused(@ForAll @Size(max = 300) byte[] data) {
        read(data);
    }

    @Property(tries = 3000)
    void aMessageWithAnOctetChangedOrCutOffIsReadOrRefused(
            @ForAll @IntRange(max = 400) int at,
            @ForAll byte octet,
            @ForAll @IntRange(max = 400) int length,
            @ForAll boolean secured)
            throws IOException {
        byte[] data = message(secured);
        data[at % data.length] = octet;
        read(java.util.Arrays.copyOf(data, Math.min(data.length, length)));
        read(data);
    }

    private static byte[] message(boolean secured) throws IOException {
        PDU pdu = new PDU();
        pdu.setType(PDU.RESPONSE);
        pdu.add(new VariableBinding(Mib.SYS_UP_TIME, new org.snmp4j.smi.TimeTicks(4711)));
        pdu.add(new VariableBinding(Mib.SYS_NAME, new OctetString("name")));
        Credentials credentials = new Credentials(
                "c", List.of(Version.V2C), "public", Optional.of(KEYS.user), List.of(161), Optional.empty());
        Version version = secured ? Version.V3 : Version.V2C;
        return new Session(
                        InetAddress.getLoopbackAddress(),
                        new Credentials.Way(version, 161),
                        credentials,
                        KEYS,
                        new Standing(false))
                .seal(pdu, 4711, 0);
    }

    @Property
    void anyOctetsBecomeHarmlessText(@ForAll @Size(max = 3000) byte[] octets) {
        String text = Words.of(octets);
        assertThat(text.length()).isLessThanOrEqualTo(Words.LONGEST);
        assertThat(text.codePoints()).noneMatch(Character::isISOControl);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }
}
