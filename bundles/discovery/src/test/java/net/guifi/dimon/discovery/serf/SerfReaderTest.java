// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.buffer.ArrayBufferInput;

class SerfReaderTest {
    /** What Serf 0.9.4 answered to members-filtered. */
    private static final byte[] MEMBERS = HexFormat.of()
            .parseHex("82a54572726f72a0a35365710381a74d656d62657273918ba441646472c4047f000029ab44656c656761746543757205"
                    + "ab44656c65676174654d617805ab44656c65676174654d696e02a44e616d65a87265636f72646564a4506f7274cd"
                    + "461aab50726f746f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f6c4d696e01a653746174"
                    + "7573a5616c697665a45461677382a4726f6c65a3776562a564696d6f6ed931763d312c69643d3031323334353637"
                    + "3839616263646566303132333435363738396162636465662c706f72743d38303830");
    /** What it told when somebody asked a query. */
    private static final byte[] QUERY = HexFormat.of()
            .parseHex(
                    "82a54572726f72a0a35365710285a54576656e74a57175657279a2494401a54c54696d6501a44e616d65aa64696d6f6e2d"
                            + "696e666fa75061796c6f6164c4026869");

    @Test
    void whatAnAgentTellsOfMembersIsRead() throws IOException {
        SerfReader reader = reader(MEMBERS);

        assertThat(reader.header()).isEqualTo(new SerfReader.Header(3, ""));
        assertThat(members(reader))
                .containsExactly(new SerfMember(
                        "recorded",
                        Optional.of(InetAddress.getByName("127.0.0.41")),
                        "alive",
                        Map.of("role", "web", "dimon", "v=1,id=0123456789abcdef0123456789abcdef,port=8080")));
        assertThat(reader.position()).isEqualTo(MEMBERS.length);
    }

    @Test
    void addressesOfOldAgentsAreTextsOfOctets() throws IOException {
        byte[] old = new byte[16];
        old[10] = old[11] = (byte) 0xff;
        old[12] = 10;
        old[15] = 7;
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(1).packString("Members").packArrayHeader(1).packMapHeader(2);
            packer.packString("Addr").packRawStringHeader(old.length).writePayload(old);
            packer.packString("Tags").packNil();

            assertThat(members(reader(packer.toByteArray())))
                    .extracting(member -> member.address().orElseThrow().getHostAddress())
                    .containsExactly("10.0.0.7");
        }
    }

    @Test
    void aQueryIsRead() throws IOException {
        SerfReader reader = reader(QUERY);
        List<String> queries = new ArrayList<>();

        reader.header();
        reader.event(new SerfReader.Event() {
            @Override
            public void member(String event, SerfMember member) {
                throw new AssertionError(event);
            }

            @Override
            public void query(long id, String name) {
                queries.add(name + id);
            }
        });

        assertThat(queries).containsExactly("dimon-info1");
    }

    @Test
    void whatClaimsToBeLargerThanAnythingIsIsNotMadeRoomFor() {
        assertRefused("81a74d656d62657273dd7fffffff", "members");
        assertRefused("81a74d656d62657273ddffffffff", "");
        assertRefused("dfffffffff", "");
        assertRefused("81db7fffffff", "octets");
        assertRefused("81a74d656d62657273" + "91".repeat(2000), "");
    }

    private static void assertRefused(String hex, String why) {
        SerfReader reader = reader(HexFormat.of().parseHex(hex));
        assertThatIOException().isThrownBy(() -> members(reader)).withMessageContaining(why);
    }

    @Property
    void garbageIsAnIOException(@ForAll @Size(max = 200) byte[] garbage) {
        assertOnlyIOException(garbage);
    }

    @Property
    void whatIsCutOffOrChangedIsReadOrAnIOException(
            @ForAll @IntRange(max = 400) int length, @ForAll @IntRange(max = 400) int at, @ForAll byte other) {
        byte[] octets = Arrays.copyOf(MEMBERS, Math.min(length, MEMBERS.length));
        if (at < octets.length) {
            octets[at] = other;
        }
        assertOnlyIOException(octets);
    }

    private static void assertOnlyIOException(byte[] octets) {
        for (Reading reading : List.<Reading>of(
                SerfReader::header, SerfReaderTest::members, SerfReader::statistics, SerfReaderTest::event)) {
            try {
                SerfReader reader = reader(octets);
                reading.read(reader);
                reading.read(reader);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(" ");
            }
        }
    }

    private interface Reading {
        Object read(SerfReader reader) throws IOException;
    }

    private static Object event(SerfReader reader) throws IOException {
        List<Object> told = new ArrayList<>();
        reader.event(new SerfReader.Event() {
            @Override
            public void member(String event, SerfMember member) {
                told.add(member);
            }

            @Override
            public void query(long id, String name) {
                told.add(id);
            }
        });
        return told;
    }

    private static List<SerfMember> members(SerfReader reader) throws IOException {
        List<SerfMember> members = new ArrayList<>();
        reader.members(members::add);
        return members;
    }

    private static SerfReader reader(byte[] octets) {
        return new SerfReader(new ArrayBufferInput(octets));
    }
}
