// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import eu.antidotedb.antidotepb.AntidotePB.ApbBoundObject;
import eu.antidotedb.antidotepb.AntidotePB.ApbCommitResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbErrorResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbGetRegResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbReadObjectResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbReadObjectsResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbRegUpdate;
import eu.antidotedb.antidotepb.AntidotePB.ApbSetUpdate;
import eu.antidotedb.antidotepb.AntidotePB.ApbStartTransaction;
import eu.antidotedb.antidotepb.AntidotePB.ApbStaticReadObjects;
import eu.antidotedb.antidotepb.AntidotePB.ApbStaticReadObjectsResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbStaticUpdateObjects;
import eu.antidotedb.antidotepb.AntidotePB.ApbTxnProperties;
import eu.antidotedb.antidotepb.AntidotePB.ApbUpdateOp;
import eu.antidotedb.antidotepb.AntidotePB.ApbUpdateOperation;
import eu.antidotedb.antidotepb.AntidotePB.CRDT_type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.store.StorageAdapter.Change;

/** The messages of AntidoteDB that are used, and their codes. */
final class Messages {
    static final int ERROR = 0;
    static final int STATIC_UPDATE = 122;
    static final int STATIC_READ = 123;
    static final int COMMITTED = 127;
    static final int STATIC_READ_RESULT = 128;
    static final int GET_DESCRIPTOR = 133;
    static final int DESCRIPTOR = 134;

    /** The most words of a set that are looked at. */
    static final int MOST_WORDS = 100_000;

    private static final ByteString BUCKET = ByteString.copyFromUtf8("dimon");
    private static final int MOST_ERROR = 200;

    private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int SUCCESS = ApbCommitResp.SUCCESS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int COMMIT_TIME = ApbCommitResp.COMMIT_TIME_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    private static final int READ_OBJECTS = ApbStaticReadObjectsResp.OBJECTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    private static final int READ_COMMIT = ApbStaticReadObjectsResp.COMMITTIME_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    private static final int OBJECT = ApbReadObjectsResp.OBJECTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    private static final int REGISTER = ApbReadObjectResp.REG_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    private static final int SET = ApbReadObjectResp.SET_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    /** Of both. */
    private static final int CONTENT = ApbGetRegResp.VALUE_FIELD_NUMBER << 3 | LENGTH_DELIMITED;

    private static final int ERROR_TEXT = ApbErrorResp.ERRMSG_FIELD_NUMBER << 3 | LENGTH_DELIMITED;

    private Messages() {}

    static ApbBoundObject register(String key) {
        return object(key, CRDT_type.LWWREG);
    }

    static ApbBoundObject set(String key) {
        return object(key, CRDT_type.ORSET);
    }

    private static ApbBoundObject object(String key, CRDT_type type) {
        return ApbBoundObject.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setType(type)
                .setBucket(BUCKET)
                .build();
    }

    static byte[] read(List<ApbBoundObject> objects, Optional<ByteString> notBefore) {
        return ApbStaticReadObjects.newBuilder()
                .setTransaction(transaction(notBefore))
                .addAllObjects(objects)
                .build()
                .toByteArray();
    }

    static byte[] update(List<Change> changes) {
        ApbStaticUpdateObjects.Builder update =
                ApbStaticUpdateObjects.newBuilder().setTransaction(transaction(Optional.empty()));
        changes.forEach(change -> update.addUpdates(operation(change)));
        return update.build().toByteArray();
    }

    private static ApbStartTransaction transaction(Optional<ByteString> notBefore) {
        ApbStartTransaction.Builder transaction =
                ApbStartTransaction.newBuilder().setProperties(ApbTxnProperties.getDefaultInstance());
        notBefore.ifPresent(transaction::setTimestamp);
        return transaction.build();
    }

    private static ApbUpdateOp operation(Change change) {
        ApbUpdateOperation.Builder operation = ApbUpdateOperation.newBuilder();
        ApbBoundObject object;
        if (change instanceof Change.Assign assign) {
            object = register(assign.key());
            operation.setRegop(ApbRegUpdate.newBuilder().setValue(UnsafeByteOperations.unsafeWrap(assign.value())));
        } else if (change instanceof Change.Add add) {
            object = set(add.key());
            operation.setSetop(ApbSetUpdate.newBuilder()
                    .setOptype(ApbSetUpdate.SetOpType.ADD)
                    .addAdds(ByteString.copyFromUtf8(add.word())));
        } else if (change instanceof Change.Remove remove) {
            object = set(remove.key());
            operation.setSetop(ApbSetUpdate.newBuilder()
                    .setOptype(ApbSetUpdate.SetOpType.REMOVE)
                    .addRems(ByteString.copyFromUtf8(remove.word())));
        } else {
            throw new IllegalArgumentException("unknown change " + change);
        }
        return ApbUpdateOp.newBuilder()
                .setBoundobject(object)
                .setOperation(operation)
                .build();
    }

    static Answer readResult(ByteBuffer message, int asked) throws IOException {
        Read read = new Read(asked);
        Commit commit = new Commit();
        fields(input(message), (tag, in) -> {
            switch (tag) {
                case READ_OBJECTS -> nested(in, read);
                case READ_COMMIT -> nested(in, commit);
                default -> in.skipField(tag);
            }
        });
        if (!read.success) {
            throw new RefusedException("it could not read");
        }
        if (read.objects.size() != asked) {
            throw new IOException("it answered " + read.objects.size() + " of " + asked + " keys");
        }
        return commit.answer(read.objects);
    }

    static Answer committed(ByteBuffer message) throws IOException {
        Commit commit = new Commit();
        fields(input(message), commit);
        return commit.answer(List.of());
    }

    /** Who a server is. The client has no such message; it has the fields of a commit's answer. */
    static ServerId descriptor(ByteBuffer message) throws IOException {
        Commit descriptor = new Commit();
        fields(input(message), descriptor);
        return ServerId.ofDescriptor(descriptor.content().asReadOnlyByteBuffer());
    }

    static RefusedException error(ByteBuffer message) throws IOException {
        StringBuilder text = new StringBuilder("it answered with an error: ");
        fields(input(message), (tag, in) -> {
            if (tag == ERROR_TEXT) {
                String line = in.readBytes().toStringUtf8().replaceAll("[\\s\\p{Cntrl}]+", " ");
                text.append(line.strip(), 0, Math.min(MOST_ERROR, line.strip().length()));
            } else {
                in.skipField(tag);
            }
        });
        return new RefusedException(text.substring(0, Math.min(2 * MOST_ERROR, text.length())));
    }

    // Answers are decoded here and not by the client's classes: these would make far more of a frame than it has octets
    // (millions of empty objects, maps, unknown fields), and protobuf itself warns of classes made so long ago.

    /** Decodes a field of a message, or skips it. */
    @FunctionalInterface
    private interface Field {
        void decode(int tag, CodedInputStream in) throws IOException;
    }

    private static void fields(CodedInputStream in, Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            field.decode(tag, in);
        }
    }

    private static void nested(CodedInputStream in, Field field) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        fields(in, field);
        in.popLimit(outer);
    }

    private static CodedInputStream input(ByteBuffer message) {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(message).newCodedInput();
        in.enableAliasing(true);
        return in;
    }

    /** ApbReadObjectsResp. */
    private static final class Read implements Field {
        private final int asked;
        private final List<List<ByteString>> objects = new ArrayList<>();
        private boolean success;

        Read(int asked) {
            this.asked = asked;
        }

        @Override
        public void decode(int tag, CodedInputStream in) throws IOException {
            switch (tag) {
                case SUCCESS -> success = in.readBool();
                case OBJECT -> {
                    if (objects.size() == asked) {
                        throw new IOException("it answered more than " + asked + " keys");
                    }
                    List<ByteString> content = new ArrayList<>(1);
                    nested(in, (kind, object) -> {
                        if (kind == REGISTER || kind == SET) {
                            int most = kind == SET ? MOST_WORDS : 1;
                            nested(object, (item, value) -> {
                                if (item == CONTENT && content.size() < most) {
                                    content.add(value.readBytes());
                                } else {
                                    value.skipField(item);
                                }
                            });
                        } else {
                            object.skipField(kind);
                        }
                    });
                    objects.add(content);
                }
                default -> in.skipField(tag);
            }
        }
    }

    /** ApbCommitResp. */
    private static final class Commit implements Field {
        private boolean success;
        private ByteString content = ByteString.EMPTY;

        @Override
        public void decode(int tag, CodedInputStream in) throws IOException {
            switch (tag) {
                case SUCCESS -> success = in.readBool();
                // Kept for long: a copy, and not a part of a frame.
                case COMMIT_TIME -> content = ByteString.copyFrom(in.readByteArray());
                default -> in.skipField(tag);
            }
        }

        ByteString content() throws RefusedException {
            if (!success) {
                throw new RefusedException("it did not do what was asked");
            }
            return content;
        }

        Answer answer(List<List<ByteString>> objects) throws RefusedException {
            return new Answer(objects, content(), VectorClock.read(content().asReadOnlyByteBuffer()));
        }
    }
}
