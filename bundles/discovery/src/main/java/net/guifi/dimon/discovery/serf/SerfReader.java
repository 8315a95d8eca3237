// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.MessageBufferInput;
import org.msgpack.value.ValueType;

/** Reads what an agent of Serf sends. Nothing larger than expected is read into memory. */
final class SerfReader {
    private static final int MAX_KEY = 256;
    private static final int MAX_VALUE = 65_536;
    private static final int MAX_PAIRS = 1_000;
    private static final int MAX_MEMBERS = 1_000_000;
    private static final int ADDRESS_LENGTH_4 = 4;
    private static final int ADDRESS_LENGTH_6 = 16;

    private final MessageUnpacker unpacker;

    SerfReader(MessageBufferInput input) {
        this.unpacker = MessagePack.newDefaultUnpacker(input);
    }

    /** How many octets have been read. */
    long position() {
        return unpacker.getTotalReadBytes();
    }

    /** What stands before each answer. */
    record Header(long sequence, String error) {}

    /** What a stream of events tells: members that have come, changed or gone, or a query. */
    interface Event {
        void member(String event, SerfMember member);

        void query(long id, String name);
    }

    /** Takes one value of a map. It has to read it, or skip it. */
    private interface Value {
        void read(String key) throws IOException;
    }

    /** Takes one member at a time, so that thousands of them are never held together. */
    interface Members {
        void take(SerfMember member);
    }

    Header header() throws IOException {
        return wellFormed(() -> {
            long[] sequence = {-1};
            String[] error = {""};
            map(key -> {
                switch (key) {
                    case "Seq" -> sequence[0] = unpacker.unpackLong();
                    case "Error" -> error[0] = text(MAX_VALUE);
                    default -> unpacker.skipValue();
                }
            });
            return new Header(sequence[0], error[0]);
        });
    }

    void members(Members members) throws IOException {
        wellFormed(() -> {
            map(key -> {
                if (key.equals("Members")) {
                    array(members);
                } else {
                    unpacker.skipValue();
                }
            });
            return null;
        });
    }

    /** Texts by name, in groups by name. */
    Map<String, Map<String, String>> statistics() throws IOException {
        return wellFormed(() -> {
            Map<String, Map<String, String>> groups = new HashMap<>();
            map(key -> groups.put(key, texts()));
            return groups;
        });
    }

    void event(Event event) throws IOException {
        wellFormed(() -> {
            Record whole = new Record();
            map(key -> {
                switch (key) {
                    case "Event" -> whole.event = text(MAX_KEY);
                    case "ID" -> whole.id = unpacker.unpackLong();
                    case "Name" -> whole.name = text(MAX_VALUE);
                    // the kind of event may come after the members, so they are few enough to be held
                    case "Members" -> array(member -> whole.members.put(member.name(), member));
                    default -> unpacker.skipValue();
                }
            });
            whole.members.values().forEach(member -> event.member(whole.event, member));
            if (whole.event.equals("query")) {
                event.query(whole.id, whole.name);
            }
            return null;
        });
    }

    private static final class Record {
        private final Map<String, SerfMember> members = new HashMap<>();
        private String event = "";
        private String name = "";
        private long id;
    }

    private void array(Members members) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return;
        }
        int count = atMost(MAX_MEMBERS, unpacker.unpackArrayHeader(), "members");
        for (int i = 0; i < count; i++) {
            members.take(member());
        }
    }

    private SerfMember member() throws IOException {
        String[] name = {""};
        String[] status = {""};
        byte[][] address = {{}};
        Map<String, String> tags = new HashMap<>();
        map(key -> {
            switch (key) {
                case "Name" -> name[0] = text(MAX_VALUE);
                case "Status" -> status[0] = text(MAX_KEY);
                case "Addr" -> address[0] = octets(MAX_VALUE);
                case "Tags" -> tags.putAll(texts());
                default -> unpacker.skipValue();
            }
        });
        return new SerfMember(name[0], address(address[0]), status[0], tags);
    }

    private static Optional<InetAddress> address(byte[] octets) throws IOException {
        return octets.length == ADDRESS_LENGTH_4 || octets.length == ADDRESS_LENGTH_6
                ? Optional.of(InetAddress.getByAddress(octets))
                : Optional.empty();
    }

    private Map<String, String> texts() throws IOException {
        Map<String, String> texts = new HashMap<>();
        map(key -> texts.put(key, text(MAX_VALUE)));
        return texts;
    }

    private void map(Value value) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return;
        }
        int count = atMost(MAX_PAIRS, unpacker.unpackMapHeader(), "pairs");
        for (int i = 0; i < count; i++) {
            value.read(text(MAX_KEY));
        }
    }

    private String text(int most) throws IOException {
        return new String(octets(most), StandardCharsets.UTF_8);
    }

    /** Old agents write both texts and octets as raw, newer ones octets as binary. */
    private byte[] octets(int most) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return new byte[0];
        }
        MessageFormat format = unpacker.getNextFormat();
        int length = format.getValueType() == ValueType.BINARY
                ? unpacker.unpackBinaryHeader()
                : unpacker.unpackRawStringHeader();
        return unpacker.readPayload(atMost(most, length, "octets"));
    }

    private static int atMost(int most, int count, String what) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException("it sends " + Integer.toUnsignedString(count) + " " + what + " where " + most
                    + " are the most that can be");
        }
        return count;
    }

    private interface Read<T> {
        T read() throws IOException;
    }

    private static <T> T wellFormed(Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (MessagePackException e) {
            throw new IOException("it does not speak as an agent of Serf does: " + e.getMessage(), e);
        }
    }
}
