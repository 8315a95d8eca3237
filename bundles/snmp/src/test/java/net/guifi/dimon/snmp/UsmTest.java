// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/** The time window of RFC 3414, 3.2.7 b. */
class UsmTest {
    private static final byte[] ENGINE = HexFormat.of().parseHex("8000000004726f6f66");
    private static final long SECOND = 1_000_000_000;
    private static final UserKeys KEYS =
            new UserKeys(new User("dimon", Optional.of(AuthProtocol.SHA), "auth-passphrase", Optional.empty(), "", ""));

    private static Usm at(int boots, int time) {
        Usm usm = new Usm(KEYS);
        learn(usm, boots, time, 0);
        return usm;
    }

    private static void learn(Usm usm, int boots, int time, long now) {
        PDU report = new PDU();
        report.setType(PDU.REPORT);
        report.add(new VariableBinding(new OID("1.3.6.1.6.3.15.1.1.4.0")));
        Message.Secured message =
                new Message.Secured(null, 0, 0, ENGINE, boots, time, new byte[0], null, new byte[0], null);
        assertThat(usm.learn(message, report, now)).isEqualTo(Usm.Report.AGAIN);
    }

    private static void take(Usm usm, int boots, int time, long now) throws IOException {
        PDU response = new PDU();
        response.setType(PDU.RESPONSE);
        byte[] data = at(boots, time).seal(response, 1, 0);
        assertThat(usm.open(Message.read(data, data.length).secured(), now).getType())
                .isEqualTo(PDU.RESPONSE);
    }

    @Test
    void anOldMessageIsNotBelievedAndDoesNotPutTheClockBack() throws IOException {
        Usm usm = at(5, 1000);
        take(usm, 5, 1000, 0);
        take(usm, 5, 900, 0);
        assertThatThrownBy(() -> take(usm, 5, 800, 0)).hasMessageContaining("old");
        assertThatThrownBy(() -> take(usm, 4, 2000, 0)).hasMessageContaining("old");
        assertThatThrownBy(() -> take(usm, 5, 1000, 151 * SECOND)).hasMessageContaining("old");
    }

    @Test
    void aClockThatGoesSlowerThanOursIsFollowed() throws IOException {
        Usm usm = at(5, 1000);
        for (int i = 0; i < 10; i++) {
            take(usm, 5, 1000 + 100 * i, 200 * i * SECOND);
        }
    }

    @Test
    void afterItIsForgottenAnEarlierCountIsBelieved() throws IOException {
        Usm usm = at(5, 1000);
        take(usm, 5, 1000, 0);
        assertThatThrownBy(() -> take(usm, 1, 10, 0)).hasMessageContaining("old");
        usm.forget();
        learn(usm, 1, 10, 0);
        take(usm, 1, 10, 0);
    }
}
