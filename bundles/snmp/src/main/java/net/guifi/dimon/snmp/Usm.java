// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.security.ByteArrayWindow;
import org.snmp4j.security.DecryptParams;
import org.snmp4j.smi.OID;

/** The user-based security model (RFC 3414) towards one device: its engine, clock and our keys for it. */
final class Usm {
    static final int MODEL = 3;

    private static final int AUTHENTICATED = 1;
    private static final int ENCRYPTED = 2;
    private static final int REPORTABLE = 4;
    private static final int LARGEST_MESSAGE = 65_507;
    private static final int WINDOW_SECONDS = 150;
    private static final int SHORTEST_ENGINE = 5;
    private static final int LONGEST_ENGINE = 32;
    private static final byte[] NOTHING = {};
    private static final OID REPORTS = new OID("1.3.6.1.6.3.15.1.1");
    private static final int NOT_IN_TIME_WINDOW = 2;
    private static final int UNKNOWN_ENGINE = 4;

    /** What a report that came in asks for. */
    enum Report {
        /** The question is to be put again: the engine, or its clock, is known now. */
        AGAIN,
        /** There will be no answer. */
        REFUSED
    }

    private final UserKeys keys;
    private final byte[] name;
    private byte[] engine = NOTHING;
    private byte[] authKey;
    private byte[] privKey;
    private int boots;
    private int time;
    private long learnt;
    private boolean clockIsAuthentic;
    private boolean understood;

    Usm(UserKeys keys) {
        this.keys = keys;
        name = keys.user.name().getBytes(StandardCharsets.UTF_8);
    }

    /** Its engine and clock are asked for again: a device without a memory may have gone back to an earlier count. */
    void forget() {
        engine = NOTHING;
        clockIsAuthentic = false;
    }

    private int flags() {
        return (keys.auth == null ? 0 : AUTHENTICATED) | (keys.priv == null ? 0 : ENCRYPTED);
    }

    /** The question as a message; as long as the engine is not known, a question for its id (RFC 3414, 4). */
    byte[] seal(PDU pdu, int id, long now) throws IOException {
        if (engine.length == 0) {
            PDU empty = new PDU();
            empty.setType(PDU.GET);
            return message(id, 0, 0, 0, NOTHING, NOTHING, NOTHING, scoped(Message.bytes(empty, id), ""));
        }
        int flags = flags();
        int clock = clock(now);
        byte[] content = scoped(Message.bytes(pdu, id), keys.user.context());
        byte[] salt = NOTHING;
        if (keys.priv != null) {
            DecryptParams parameters = new DecryptParams();
            byte[] encrypted = keys.priv.encrypt(content, 0, content.length, privKey, boots, clock, parameters);
            if (encrypted == null) {
                throw new IOException(
                        "this Java cannot encrypt with " + keys.priv.getClass().getSimpleName());
            }
            salt = Arrays.copyOfRange(parameters.array, parameters.offset, parameters.offset + parameters.length);
            content = Ber.octets(encrypted);
        }
        byte[] blank = keys.auth == null ? NOTHING : new byte[keys.auth.getAuthenticationCodeLength()];
        byte[] message = message(id, flags, boots, clock, name, blank, salt, content);
        if (keys.auth != null) {
            BerReader digest = Message.read(message, message.length).secured().digest();
            keys.auth.authenticate(
                    authKey, message, 0, message.length, new ByteArrayWindow(message, digest.position(), blank.length));
        }
        return message;
    }

    private byte[] scoped(byte[] pdu, String context) throws IOException {
        return Ber.sequence(Ber.octets(engine), Ber.octets(context.getBytes(StandardCharsets.UTF_8)), pdu);
    }

    private byte[] message(
            int id, int flags, int theBoots, int clock, byte[] user, byte[] digest, byte[] salt, byte[] content)
            throws IOException {
        byte[] global = Ber.sequence(
                Ber.integer(id),
                Ber.integer(LARGEST_MESSAGE),
                Ber.octets(new byte[] {(byte) (flags | REPORTABLE)}),
                Ber.integer(MODEL));
        byte[] security = Ber.sequence(
                Ber.octets(engine),
                Ber.integer(theBoots),
                Ber.integer(clock),
                Ber.octets(user),
                Ber.octets(digest),
                Ber.octets(salt));
        return Ber.sequence(Ber.integer(Version.V3.number), global, Ber.octets(security), content);
    }

    private int clock(long now) {
        return (int) Math.min(Integer.MAX_VALUE, time + (now - learnt) / 1_000_000_000);
    }

    /** Takes the PDU out of a message, when it is what it says to be; a report may come without authentication. */
    PDU open(Message.Secured message, long now) throws IOException {
        boolean authenticated = (message.flags() & AUTHENTICATED) != 0;
        boolean encrypted = (message.flags() & ENCRYPTED) != 0;
        if (authenticated) {
            authenticate(message, now);
        }
        BerReader content = message.content();
        byte[] data = message.datagram();
        if (encrypted) {
            if (!authenticated || keys.priv == null) {
                throw new IOException("it is encrypted, but not as was asked");
            }
            data = decrypt(message);
            content = new BerReader(data, 0, data.length);
        }
        BerReader scoped = content.enter(BER.SEQUENCE);
        scoped.octets();
        scoped.octets();
        PDU pdu = Message.pdu(data, scoped.position(), scoped.end());
        if (pdu.getType() != PDU.REPORT && (message.flags() & flags()) != flags()) {
            throw new IOException("it is less secure than was asked");
        }
        understood |= pdu.getType() != PDU.REPORT;
        return pdu;
    }

    private void authenticate(Message.Secured message, long now) throws IOException {
        if (keys.auth == null || !Arrays.equals(message.engine(), engine) || !Arrays.equals(message.user(), name)) {
            throw new IOException("it is from another engine, or for another user");
        }
        BerReader digest = message.digest();
        int length = keys.auth.getAuthenticationCodeLength();
        if (digest.end() - digest.position() != length || !isAuthentic(message, digest.position(), length)) {
            throw new IOException("it is not authentic");
        }
        boolean isOlder =
                message.boots() < boots || message.boots() == boots && message.time() < clock(now) - WINDOW_SECONDS;
        if (clockIsAuthentic && isOlder) {
            throw new IOException("it is an old message again");
        }
        boolean isNewer = message.boots() > boots || message.boots() == boots && message.time() > time;
        if (isNewer || !clockIsAuthentic) {
            learnClock(message, now);
        }
        clockIsAuthentic = true;
    }

    private boolean isAuthentic(Message.Secured message, int at, int length) {
        byte[] datagram = message.datagram();
        byte[] told = Arrays.copyOfRange(datagram, at, at + length);
        Arrays.fill(datagram, at, at + length, (byte) 0);
        boolean done = keys.auth.authenticate(
                authKey, datagram, 0, message.length(), new ByteArrayWindow(datagram, at, length));
        // Takes as long wherever they differ, which SNMP4J's own comparison does not.
        return done && MessageDigest.isEqual(told, Arrays.copyOfRange(datagram, at, at + length));
    }

    private void learnClock(Message.Secured message, long now) {
        boots = message.boots();
        time = message.time();
        learnt = now;
    }

    private byte[] decrypt(Message.Secured message) throws IOException {
        BerReader content = message.content().enter(BER.OCTETSTRING);
        try {
            byte[] decrypted = keys.priv.decrypt(
                    message.datagram(),
                    content.position(),
                    content.end() - content.position(),
                    privKey,
                    message.boots(),
                    message.time(),
                    new DecryptParams(message.salt(), 0, message.salt().length));
            if (decrypted != null) {
                return decrypted;
            }
        } catch (RuntimeException e) {
            throw new IOException("it cannot be decrypted: " + e.getMessage(), e);
        }
        throw new IOException("it cannot be decrypted");
    }

    /** Takes in a report. */
    Report learn(Message.Secured message, PDU report, long now) {
        int kind = kind(report);
        boolean isAuthentic = (message.flags() & AUTHENTICATED) != 0;
        int length = message.engine().length;
        if (kind == UNKNOWN_ENGINE && length >= SHORTEST_ENGINE && length <= LONGEST_ENGINE) {
            engine = message.engine();
            authKey = keys.authKey(engine);
            privKey = keys.privKey(engine);
            learnClock(message, now);
            clockIsAuthentic = false;
            return Report.AGAIN;
        }
        // Without authentication the clock might be anybody's; but who began with a wrong one must start somewhere.
        if (kind == NOT_IN_TIME_WINDOW && (isAuthentic || !clockIsAuthentic)) {
            learnClock(message, now);
            return Report.AGAIN;
        }
        return Report.REFUSED;
    }

    /** What silence may mean, for a person: an agent drops what it decrypts to nonsense; null when it means nothing. */
    String suspicion() {
        boolean knowsUser = engine.length > 0 && !understood;
        return knowsUser && keys.priv != null
                ? "it tells its engine, but not more: wrong privacy passphrase or protocol for user " + keys.user.name()
                : null;
    }

    private static int kind(PDU report) {
        if (report.size() == 0) {
            return 0;
        }
        OID oid = report.get(0).getOid();
        return oid.startsWith(REPORTS) && oid.size() > REPORTS.size() ? oid.get(REPORTS.size()) : 0;
    }

    /** What a report says, for a person. */
    String words(PDU report) {
        Map<Integer, String> words = Map.of(
                1,
                "the device does not allow user " + keys.user.name() + " this level of security",
                NOT_IN_TIME_WINDOW,
                "the clock of the device's SNMP engine jumps",
                3,
                "the device does not know the user " + keys.user.name(),
                UNKNOWN_ENGINE,
                "the device does not tell its engine id",
                5,
                "wrong authentication passphrase or protocol for user " + keys.user.name(),
                6,
                "wrong privacy passphrase or protocol for user " + keys.user.name());
        return Optional.ofNullable(words.get(kind(report)))
                .orElseGet(() -> "the device refuses with report "
                        + (report.size() == 0 ? "(empty)" : report.get(0).getOid()));
    }
}
