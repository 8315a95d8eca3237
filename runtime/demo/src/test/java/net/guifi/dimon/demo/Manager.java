// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.SecurityProtocols.SecurityProtocolSet;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** Asks devices, in any version. */
final class Manager implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 2_000;
    // UDP may lose a question: a socket whose buffer is full drops it.
    private static final int RETRIES = 10;
    private static final long IMPATIENT_MILLIS = 500;

    private final Snmp snmp;
    private final MPv3 mpv3;

    Manager() throws IOException {
        this.snmp = new Snmp(new MessageDispatcherImpl(), new DefaultUdpTransportMapping());
        SecurityProtocols.getInstance().addPredefinedProtocolSet(SecurityProtocolSet.any);
        this.mpv3 = new MPv3(new USM(SecurityProtocols.getInstance(), new OctetString("manager-of-test"), 0));
        snmp.getMessageDispatcher().addMessageProcessingModel(new MPv1());
        snmp.getMessageDispatcher().addMessageProcessingModel(new MPv2c());
        snmp.getMessageDispatcher().addMessageProcessingModel(mpv3);
        snmp.listen();
    }

    void know(Passphrases passphrases) {
        ((USM) mpv3.getSecurityModel(USM.SECURITY_MODEL_USM))
                .addUser(new UsmUser(
                        new OctetString(Passphrases.USER),
                        AuthSHA.ID,
                        new OctetString(passphrases.authentication()),
                        PrivAES128.ID,
                        new OctetString(passphrases.privacy())));
    }

    OctetString engineId(UdpAddress address) {
        return mpv3.getEngineID(address);
    }

    static PDU request(int version, int type, String... oids) {
        PDU pdu =
                switch (version) {
                    case SnmpConstants.version1 -> new PDUv1();
                    case SnmpConstants.version3 -> new ScopedPDU();
                    default -> new PDU();
                };
        pdu.setType(type);
        for (String oid : oids) {
            pdu.add(new VariableBinding(new OID(oid)));
        }
        return pdu;
    }

    ResponseEvent<UdpAddress> ask(UdpAddress address, int version, PDU pdu) throws IOException {
        return send(pdu, target(address, version, "public"));
    }

    /** Asks in version 1 or 2c. */
    boolean isAnswered(UdpAddress address, int version, String community) throws IOException {
        PDU pdu = request(version, PDU.GET, "1.3.6.1.2.1.1.1.0");
        Target<UdpAddress> target = target(address, version, community);
        target.setTimeout(IMPATIENT_MILLIS);
        target.setRetries(0);
        return send(pdu, target).getResponse() != null;
    }

    /** Asks in version 3 for nothing secret. */
    ResponseEvent<UdpAddress> askInsecurely(UdpAddress address, PDU pdu) throws IOException {
        Target<UdpAddress> target = target(address, SnmpConstants.version3, "");
        target.setSecurityLevel(SecurityLevel.NOAUTH_NOPRIV);
        return send(pdu, target);
    }

    private ResponseEvent<UdpAddress> send(PDU pdu, Target<UdpAddress> target) throws IOException {
        return snmp.send(pdu, target);
    }

    private static Target<UdpAddress> target(UdpAddress address, int version, String community) {
        Target<UdpAddress> target = version == SnmpConstants.version3
                ? new UserTarget<>(address, new OctetString(Passphrases.USER), new byte[0], SecurityLevel.AUTH_PRIV)
                : new CommunityTarget<>(address, new OctetString(community));
        target.setVersion(version);
        target.setTimeout(TIMEOUT_MILLIS);
        target.setRetries(RETRIES);
        return target;
    }

    /** Everything that a device tells, by GETNEXT. */
    List<VariableBinding> walk(UdpAddress address, int version) throws IOException {
        List<VariableBinding> found = new ArrayList<>();
        String last = "1.3";
        while (true) {
            PDU response =
                    ask(address, version, request(version, PDU.GETNEXT, last)).getResponse();
            if (response == null) {
                throw new IOException("no answer after " + last);
            }
            if (response.getErrorStatus() != PDU.noError || response.get(0).isException()) {
                return found;
            }
            found.add(response.get(0));
            last = response.get(0).getOid().toDottedString();
        }
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
