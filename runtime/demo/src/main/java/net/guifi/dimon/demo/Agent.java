// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.DefaultCounterListener;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.SecurityProtocols.SecurityProtocolSet;
import org.snmp4j.security.USM;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;

/** The SNMP engine of one device, which speaks the versions that the device does. */
final class Agent {
    // Enterprise number for documentation (RFC 5612), and the mark of an engine id that is a text (RFC 3411).
    private static final byte[] ENGINE_ID_PREFIX = {(byte) 0x80, 0, 0x7E, (byte) 0xD9, 4};
    private static final long SECONDS_PER_BOOT = 60;

    private final ManagedDevice device;
    private final MessageDispatcher dispatcher = new MessageDispatcherImpl();
    private final OctetString engineId;
    private final int firstBoots;
    private final Passphrases passphrases;
    private USM usm;
    private int restarts;

    Agent(ManagedDevice device, Mib mib, Passphrases passphrases, InstantSource clock) {
        this.device = device;
        this.passphrases = passphrases;
        this.engineId = new OctetString(ENGINE_ID_PREFIX);
        engineId.append(("dimon-" + device.device().id()).getBytes(StandardCharsets.US_ASCII));
        // Grows from one start of the demo to the next, as managers rely on, without being kept anywhere.
        this.firstBoots = (int) (clock.instant().getEpochSecond() / SECONDS_PER_BOOT);
        dispatcher.addCommandResponder(new Responder(device, mib, clock));
        switch (device.snmp().version()) {
            case V1 -> dispatcher.addMessageProcessingModel(new MPv1());
            case V2C -> {
                dispatcher.addMessageProcessingModel(new MPv1());
                dispatcher.addMessageProcessingModel(new MPv2c());
            }
            default -> {}
        }
    }

    ManagedDevice device() {
        return device;
    }

    /** Answers a message, if the device is up. */
    void receive(TransportMapping<UdpAddress> transport, UdpAddress from, byte[] message) {
        if (device.isDown()) {
            return;
        }
        if (device.snmp().version() == Network.Snmp.Version.V3) {
            prepareEngine();
        }
        TransportStateReference reference = new TransportStateReference(
                transport, from, null, SecurityLevel.undefined, SecurityLevel.undefined, false, null);
        dispatcher.processMessage(transport, from, ByteBuffer.wrap(message), reference);
    }

    /** Making keys of passphrases is dear, so it waits for the first who asks. */
    private void prepareEngine() {
        if (usm == null) {
            SecurityProtocols protocols = new SecurityProtocols(SecurityProtocolSet.none);
            protocols.addAuthenticationProtocol(new AuthSHA());
            protocols.addPrivacyProtocol(new PrivAES128());
            CounterSupport counters = new CounterSupport();
            counters.addCounterListener(new DefaultCounterListener());
            usm = new USM(protocols, engineId, firstBoots + device.restarts(), counters);
            restarts = device.restarts();
            byte[] id = engineId.getValue();
            usm.addLocalizedUser(
                    id,
                    new OctetString(Passphrases.USER),
                    AuthSHA.ID,
                    protocols.passwordToKey(AuthSHA.ID, new OctetString(passphrases.authentication()), id),
                    PrivAES128.ID,
                    protocols.passwordToKey(PrivAES128.ID, AuthSHA.ID, new OctetString(passphrases.privacy()), id));
            SecurityModels models = SecurityModels.getCollection(new SecurityModel[] {usm});
            dispatcher.addMessageProcessingModel(new MPv3(id, null, protocols, models, counters));
        } else if (restarts != device.restarts()) {
            restarts = device.restarts();
            usm.setLocalEngine(engineId, firstBoots + restarts, 0);
        }
    }
}
