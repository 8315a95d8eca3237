// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.antidotestandin.Data.Key;
import net.guifi.dimon.antidotestandin.Fields.MalformedException;
import net.guifi.dimon.antidotestandin.Fields.Writer;

/** Answers requests as AntidoteDB 0.2.2 does, or not at all, which closes the connection. */
final class Requests {
    private static final int ERROR_RESPONSE = 0;
    private static final int FIRST_INTERACTIVE = 116;
    private static final int LAST_INTERACTIVE = 121;
    private static final int STATIC_UPDATE = 122;
    private static final int STATIC_READ = 123;
    private static final int COMMIT_RESPONSE = 127;
    private static final int STATIC_READ_RESPONSE = 128;
    private static final int CONNECT = 131;
    private static final int CONNECT_RESPONSE = 132;
    private static final int DESCRIPTOR = 133;
    private static final int DESCRIPTOR_RESPONSE = 134;

    private static final int ADD_WINS_SET = 4;
    private static final int REGISTER = 5;
    /** Counter, multi-value register, the other sets, maps and flags: real ones know them, this one does not. */
    private static final Set<Integer> OTHER_TYPES = Set.of(3, 6, 8, 10, 11, 12, 13, 14, 15);

    private static final long ADDS = 1;
    private static final int PATIENCE_MILLIS = 50;
    private static final int UNKNOWN_ERROR = 3;

    private record Target(Key key, int type) {}

    private final Centre centre;

    Requests(Centre centre) {
        this.centre = centre;
    }

    /** The frame without its length; nothing where the connection is to be closed. */
    Optional<byte[]> answer(byte[] frame) throws InterruptedException {
        byte[] body = new byte[frame.length - 1];
        System.arraycopy(frame, 1, body, 0, body.length);
        int code = Byte.toUnsignedInt(frame[0]);
        synchronized (centre.standin()) {
            if (centre.phase() == Centre.Phase.STOPPED) {
                return Optional.empty();
            }
            try {
                return answer(code, body);
            } catch (MalformedException e) {
                return Optional.empty();
            } catch (ServerError e) {
                return Optional.of(framed(
                        ERROR_RESPONSE,
                        new Writer()
                                .octets(1, e.getMessage().getBytes(StandardCharsets.ISO_8859_1))
                                .number(2, 0)));
            }
        }
    }

    private Optional<byte[]> answer(int code, byte[] body)
            throws MalformedException, ServerError, InterruptedException {
        if (code >= FIRST_INTERACTIVE && code <= LAST_INTERACTIVE) {
            throw new ServerError("error: the stand-in knows no interactive transactions");
        }
        return switch (code) {
            case ERROR_RESPONSE -> throw new ServerError(ErrorTexts.NO_REQUEST);
            case STATIC_UPDATE -> Optional.of(framed(COMMIT_RESPONSE, update(Fields.read(body))));
            case STATIC_READ -> Optional.of(framed(STATIC_READ_RESPONSE, read(Fields.read(body))));
            case CONNECT -> Optional.of(framed(CONNECT_RESPONSE, connect(Fields.read(body))));
            case DESCRIPTOR ->
                Optional.of(
                        framed(DESCRIPTOR_RESPONSE, new Writer().number(1, 1).octets(2, Descriptor.of(centre))));
            default -> Optional.empty();
        };
    }

    private static byte[] framed(int code, Writer message) {
        byte[] body = message.done();
        return ByteBuffer.allocate(1 + body.length).put((byte) code).put(body).array();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Target target(Fields object) throws MalformedException, ServerError {
        int type = (int) object.number(2);
        Key key = new Key(text(object.required(3)), text(object.required(1)));
        if (OTHER_TYPES.contains(type)) {
            throw new ServerError("error: the stand-in knows no type " + type);
        }
        if (type != REGISTER && type != ADD_WINS_SET) {
            throw new MalformedException("type " + type + " is unknown");
        }
        return new Target(key, type);
    }

    private boolean isOfAnotherType(Target target) {
        return target.type() == REGISTER
                ? centre.data().isSet(target.key())
                : centre.data().isRegister(target.key());
    }

    /** Waits until everything has come that the client says it knows; a client that closes does not end that. */
    private void await(Fields transaction) throws ServerError, InterruptedException {
        Optional<byte[]> timestamp = transaction.optional(1);
        if (timestamp.isEmpty()) {
            return;
        }
        Map<CentreId, Long> clock;
        try {
            clock = VectorClock.decode(timestamp.get());
        } catch (IllegalArgumentException e) {
            throw new ServerError(ErrorTexts.badTerm(text(timestamp.get())));
        }
        while (centre.phase() != Centre.Phase.STOPPED && !centre.hasReached(clock)) {
            centre.standin().wait(PATIENCE_MILLIS);
        }
    }

    private Writer committed(byte[] clock) {
        return new Writer().number(1, 1).octets(2, clock);
    }

    private Writer read(Fields request) throws MalformedException, ServerError, InterruptedException {
        Fields transaction = request.message(1);
        List<Target> targets = new ArrayList<>();
        for (byte[] object : request.octets(2)) {
            targets.add(target(Fields.read(object)));
        }
        if (targets.isEmpty()) {
            throw new ServerError(ErrorTexts.NOTHING_TO_READ);
        }
        if (centre.phase() == Centre.Phase.ERRORS) {
            throw new ServerError(ErrorTexts.recovering(
                    targets.size() == 1 ? ErrorTexts.ONE : ErrorTexts.SEVERAL,
                    targets.get(0).key()));
        }
        await(transaction);
        long now = centre.tick();
        Writer values = new Writer().number(1, 1);
        for (Target target : targets) {
            if (isOfAnotherType(target)) {
                throw new ServerError(ErrorTexts.corrupted(targets.size() == 1 ? ErrorTexts.ONE : ErrorTexts.SEVERAL));
            }
            values.message(2, value(target));
        }
        return new Writer().message(1, values).message(2, committed(VectorClock.encode(centre.clock(now))));
    }

    private Writer value(Target target) {
        if (target.type() == REGISTER) {
            String value =
                    centre.data().register(target.key()).map(Data.Assign::value).orElse("");
            return new Writer().message(3, new Writer().octets(1, octets(value)));
        }
        Writer words = new Writer();
        centre.data().words(target.key()).forEach(word -> words.octets(1, octets(word)));
        return new Writer().message(2, words);
    }

    private Writer update(Fields request) throws MalformedException, ServerError, InterruptedException {
        Fields transaction = request.message(1);
        List<Target> targets = new ArrayList<>();
        List<Fields> operations = new ArrayList<>();
        for (byte[] each : request.octets(2)) {
            Fields operation = Fields.read(each);
            targets.add(target(operation.message(1)));
            operations.add(checked(operation.message(2), targets.get(targets.size() - 1)));
        }
        if (targets.isEmpty()) {
            return committed(VectorClock.encode(Map.of()));
        }
        if (centre.phase() == Centre.Phase.ERRORS) {
            throw new ServerError(
                    ErrorTexts.recovering(ErrorTexts.UPDATE, targets.get(0).key()));
        }
        await(transaction);
        for (Target target : targets) {
            if (isOfAnotherType(target)) {
                throw new ServerError(ErrorTexts.corrupted(ErrorTexts.UPDATE));
            }
        }
        long now = centre.tick();
        List<Data.Effect> effects = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            for (Data.Effect effect : effects(targets.get(i), operations.get(i), now, effects.size())) {
                centre.data().apply(effect);
                effects.add(effect);
            }
        }
        centre.commit(now, effects);
        return committed(VectorClock.encode(centre.clock(now)));
    }

    private static Fields checked(Fields operation, Target target) throws MalformedException {
        Fields content = operation.message(target.type() == REGISTER ? 3 : 2);
        if (target.type() == REGISTER) {
            content.required(1);
        } else {
            content.number(1);
        }
        return operation;
    }

    private List<Data.Effect> effects(Target target, Fields operation, long now, int before) throws MalformedException {
        Key key = target.key();
        Data data = centre.data();
        if (target.type() == REGISTER) {
            long seen = data.register(key).map(Data.Assign::time).orElse(0L);
            String value = text(operation.message(3).required(1));
            return List.of(new Data.Assign(key, value, Math.max(now, seen + 1), centre.lockedId()));
        }
        Fields change = operation.message(2);
        boolean adds = change.number(1) == ADDS;
        List<Data.Effect> effects = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (byte[] octets : change.octets(adds ? 2 : 3)) {
            String word = text(octets);
            if (done.add(word)) {
                Set<String> tags = data.tags(key, word);
                String tag = centre.lockedId() + "/" + now + "/" + (before + effects.size());
                effects.add(adds ? new Data.Add(key, word, tag, tags) : new Data.Remove(key, word, tags));
            }
        }
        return effects;
    }

    private Writer connect(Fields request) throws InterruptedException {
        List<Centre> sources = new ArrayList<>();
        for (byte[] descriptor : request.octets(1)) {
            Optional<Centre> source = Descriptor.find(descriptor, centre.standin());
            if (source.isEmpty()) {
                return new Writer().number(1, 0).number(2, UNKNOWN_ERROR);
            }
            if (source.get() != centre) {
                sources.add(source.get());
            }
        }
        for (Centre source : sources) {
            centre.subscribe(source);
            while (centre.phase() != Centre.Phase.STOPPED && !centre.hasHeard(source)) {
                centre.standin().wait(PATIENCE_MILLIS);
            }
        }
        return new Writer().number(1, 1);
    }

    /** What a server answers with the text of an exception. */
    private static final class ServerError extends Exception {
        private static final long serialVersionUID = 1;

        ServerError(String text) {
            super(text);
        }
    }
}
