// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import com.google.protobuf.ByteString;
import eu.antidotedb.antidotepb.AntidotePB.ApbBoundObject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to one server, and what is asked over it. It is of no use any more after any exception. */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final List<ApbBoundObject> PROBE = List.of(Messages.register("dimon/probe"));

    /** Decodes an answer. */
    @FunctionalInterface
    private interface Decoder<T> {
        T decode(Connection.Frame frame) throws IOException;
    }

    private final Server server;
    private final Connection connection;
    private final Supplier<Duration> progress;
    private Optional<ServerId> id = Optional.empty();

    private Session(Server server, Connection connection, Supplier<Duration> progress) {
        this.server = server;
        this.connection = connection;
        this.progress = progress;
    }

    /** Makes one that is not connected yet, so that it can be closed while that is tried. */
    static Session of(Server server, Supplier<Duration> progress) throws StorageException {
        try {
            return new Session(server, new Connection(), progress);
        } catch (IOException e) {
            throw server.failure("no socket can be opened: " + e.getMessage(), e);
        }
    }

    Server server() {
        return server;
    }

    /** Connects; tells whether the server listens only since a moment ago. */
    boolean connect(Deadline deadline) throws StorageException {
        try {
            connection.connect(server.address(), server.lookup(), deadline);
            return server.listens();
        } catch (ConnectException e) {
            server.refused();
            throw server.failure("nothing listens there: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw server.failure(reason(e), e);
        }
    }

    /** Asks who the server is, and whether it has heard from the others. */
    Answer greet(Deadline deadline) throws StorageException {
        id = Optional.of(ask(Messages.GET_DESCRIPTOR, new byte[0], deadline, frame -> {
            expect(frame, Messages.DESCRIPTOR);
            return Messages.descriptor(frame.message());
        }));
        return read(PROBE, Optional.empty(), deadline);
    }

    ServerId id() {
        return id.orElseThrow();
    }

    /** Waits until the server has seen what another one did at a time. */
    Answer catchUp(ByteString time, Deadline deadline) throws StorageException {
        return read(PROBE, Optional.of(time), deadline);
    }

    Answer read(List<ApbBoundObject> objects, Deadline deadline) throws StorageException {
        return read(objects, Optional.empty(), deadline);
    }

    private Answer read(List<ApbBoundObject> objects, Optional<ByteString> notBefore, Deadline deadline)
            throws StorageException {
        return judged(ask(Messages.STATIC_READ, Messages.read(objects, notBefore), deadline, frame -> {
            expect(frame, Messages.STATIC_READ_RESULT);
            return Messages.readResult(frame.message(), objects.size());
        }));
    }

    Answer update(List<Change> changes, Deadline deadline) throws StorageException {
        return judged(ask(Messages.STATIC_UPDATE, Messages.update(changes), deadline, frame -> {
            expect(frame, Messages.COMMITTED);
            return Messages.committed(frame.message());
        }));
    }

    private Answer judged(Answer answer) throws StorageException {
        server.judge(id(), answer.clock());
        return answer;
    }

    private static void expect(Connection.Frame frame, int code) throws IOException {
        if (frame.code() == Messages.ERROR) {
            throw Messages.error(frame.message());
        }
        if (frame.code() != code) {
            throw new IOException("it answered with a message of code " + frame.code() + " instead of " + code);
        }
    }

    private <T> T ask(int code, byte[] message, Deadline deadline, Decoder<T> decoder) throws StorageException {
        try {
            return decoder.decode(connection.ask(code, message, progress.get(), deadline));
        } catch (TooLongException e) {
            throw new TooLongException(server.text(e.getMessage()));
        } catch (RefusedException e) {
            throw new RefusedException(server.text(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            throw server.failure(reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.warn("{}", server.text("the connection could not be closed: " + e.getMessage()));
        }
    }
}
