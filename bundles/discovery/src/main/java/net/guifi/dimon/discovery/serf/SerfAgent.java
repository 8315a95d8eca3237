// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.buffer.MessageBuffer;
import org.msgpack.core.buffer.MessageBufferInput;

/**
 * A connection to an agent of HashiCorp's Serf, which speaks MessagePack over TCP. For one thread; what the agent tells
 * unasked is handed on while that thread asks or waits.
 */
public final class SerfAgent implements Closeable {
    private static final int VERSION = 1;
    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration ANSWERING = Duration.ofSeconds(10);
    private static final int MAX_MESSAGE = 16 << 20;
    /** The later short texts are unknown to old agents. */
    private static final MessagePack.PackerConfig PACKER = new MessagePack.PackerConfig().withStr8FormatSupport(false);

    private final Selector selector;
    private final SocketChannel channel;
    private final Input input = new Input();
    private final SerfReader reader = new SerfReader(input);
    private final Listener listener;

    private long sequence;
    private long stream = -1;

    /** What an agent tells unasked. It must not ask the agent anything in return. */
    public interface Listener {
        /** A member that has come or changed; {@link SerfMember#alive} tells whether it is there. */
        void changed(SerfMember member);

        /** Somebody of the cluster asks the query that was listened to, and hears the answer to this id. */
        void asked(long id);
    }

    private SerfAgent(Selector selector, SocketChannel channel, Listener listener) {
        this.selector = selector;
        this.channel = channel;
        this.listener = listener;
    }

    /**
     * Connects, and says who speaks.
     *
     * @param key empty for none
     * @param selector wakes who waits
     * @throws java.net.ConnectException when there is no agent
     * @throws SerfRefusal when it wants another key
     */
    public static SerfAgent connect(InetSocketAddress address, String key, Selector selector, Listener listener)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, (int) CONNECTING.toMillis());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            SerfAgent agent = new SerfAgent(selector, channel, listener);
            agent.ask(
                    "handshake",
                    packer -> packer.packMapHeader(1).packString("Version").packInt(VERSION));
            if (!key.isEmpty()) {
                agent.ask(
                        "auth",
                        packer -> packer.packMapHeader(1).packString("AuthKey").packString(key));
            }
            return agent;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The tags of the agent itself. */
    public Map<String, String> tags() throws IOException {
        return ask("stats", packer -> {}, reader::statistics).getOrDefault("tags", Map.of());
    }

    /** Sets one tag of the agent; the others stay as they are. */
    public void setTag(String name, String value) throws IOException {
        tags(Map.of(name, value), Set.of());
    }

    /** Takes one tag of the agent away; the others stay as they are. */
    public void deleteTag(String name) throws IOException {
        tags(Map.of(), Set.of(name));
    }

    private void tags(Map<String, String> set, Set<String> delete) throws IOException {
        ask("tags", packer -> {
            packer.packMapHeader(2).packString("Tags").packMapHeader(set.size());
            for (Map.Entry<String, String> tag : set.entrySet()) {
                packer.packString(tag.getKey()).packString(tag.getValue());
            }
            packer.packString("DeleteTags").packArrayHeader(delete.size());
            for (String name : delete) {
                packer.packString(name);
            }
        });
    }

    /** Those members that are alive and have a tag. */
    public void membersWith(String tag, SerfMembers members) throws IOException {
        ask(
                "members-filtered",
                packer -> packer.packMapHeader(2)
                        .packString("Status")
                        .packString("alive")
                        .packString("Tags")
                        .packMapHeader(1)
                        .packString(tag)
                        .packString(".+"),
                () -> {
                    reader.members(members::take);
                    return null;
                });
    }

    /** Takes one member at a time, so that thousands of them are never held together. */
    public interface SerfMembers {
        void take(SerfMember member);
    }

    /** From now on the listener is told of members, and of queries of this name. */
    public void listen(String query) throws IOException {
        stream = sequence + 1;
        ask("stream", packer -> packer.packMapHeader(1)
                .packString("Type")
                .packString("member-join,member-update,member-leave,member-failed,member-reap,query:" + query));
    }

    /** Answers a query. */
    public void respond(long id, byte[] answer) throws IOException {
        ask("respond", packer -> {
            packer.packMapHeader(2).packString("ID").packLong(id).packString("Payload");
            packer.packRawStringHeader(answer.length).writePayload(answer);
        });
    }

    /** Waits until the agent has told something, the time is over, or the selector is woken. */
    public void await(Duration limit) throws IOException {
        if (!input.holds(reader.position())) {
            selector.selectedKeys().clear();
            selector.select(Math.max(1, limit.toMillis()));
            if (selector.selectedKeys().isEmpty()) {
                return;
            }
        }
        input.expect(ANSWERING);
        told(reader.header());
    }

    private interface Packing {
        void pack(MessageBufferPacker packer) throws IOException;
    }

    private interface Body<T> {
        T read() throws IOException;
    }

    private void ask(String command, Packing body) throws IOException {
        ask(command, body, () -> null);
    }

    private <T> T ask(String command, Packing body, Body<T> answer) throws IOException {
        long asked = ++sequence;
        try (MessageBufferPacker packer = PACKER.newBufferPacker()) {
            packer.packMapHeader(2).packString("Command").packString(command);
            packer.packString("Seq").packLong(asked);
            body.pack(packer);
            write(ByteBuffer.wrap(packer.toByteArray()));
        }
        long end = System.nanoTime() + ANSWERING.toNanos();
        while (true) {
            input.expect(Duration.ofNanos(end - System.nanoTime()));
            SerfReader.Header header = reader.header();
            if (header.sequence() != asked) {
                told(header);
            } else if (header.error().isEmpty()) {
                return answer.read();
            } else {
                throw new SerfRefusal(header.error());
            }
        }
    }

    private void told(SerfReader.Header header) throws IOException {
        if (header.sequence() != stream || !header.error().isEmpty()) {
            throw new IOException("it answers what it was not asked");
        }
        reader.event(new SerfReader.Event() {
            @Override
            public void member(String event, SerfMember member) {
                listener.changed(member);
            }

            @Override
            public void query(long id, String name) {
                listener.asked(id);
            }
        });
    }

    private void write(ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            if (channel.write(octets) == 0) {
                throw new SocketTimeoutException("it does not read what it is sent");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What has arrived, bounded in time and size for each message. */
    private final class Input implements MessageBufferInput {
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
        private long received;
        private long most;
        private long end;

        /** A message is to arrive whole within this time. */
        private void expect(Duration limit) {
            end = System.nanoTime() + limit.toNanos();
            most = received + MAX_MESSAGE;
        }

        private boolean holds(long position) {
            return received > position;
        }

        @Override
        public MessageBuffer next() throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            while (count == 0) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new SocketTimeoutException("it does not answer within " + ANSWERING.toSeconds() + " s");
                }
                selector.selectedKeys().clear();
                selector.select(left);
                count = channel.read(buffer);
            }
            if (count < 0) {
                throw new EOFException("it closed the connection");
            }
            received += count;
            if (received > most) {
                throw new IOException("it sends more than " + (MAX_MESSAGE >> 20) + " MiB at once");
            }
            return MessageBuffer.wrap(buffer.array(), 0, count);
        }

        @Override
        public void close() {}
    }
}
