// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections, faults, several servers. What every adapter has to do is in the contract. */
class AntidoteAdapterTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Limits QUICK = new Limits(
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(60),
            Duration.ofMillis(50),
            Duration.ofMillis(300));

    private FakeServer first;
    private FakeServer second;
    private AntidoteAdapter adapter;

    @BeforeEach
    void start() throws IOException {
        first = FakeServer.start("antidote@first");
        second = FakeServer.start("antidote@second");
        adapter = new AntidoteAdapter(List.of(first.address()), QUICK);
    }

    @AfterEach
    void stop() throws IOException {
        adapter.close();
        first.close();
        second.close();
    }

    private void write(String key, String value) throws StorageException {
        adapter.update(List.of(new Change.Assign(key, value.getBytes(StandardCharsets.UTF_8))));
    }

    private Optional<String> read(String key) throws StorageException {
        return adapter.read(List.of(key)).get(0).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private void useBoth() {
        adapter.configure(List.of(first.address(), second.address()), QUICK);
    }

    @Test
    void oneConnectionServesAll() throws Exception {
        for (int i = 0; i < 20; i++) {
            write("a/" + i, "value " + i);
            assertThat(read("a/" + i)).contains("value " + i);
        }
        assertThat(first.accepted).isEqualTo(1);
        assertThat(adapter.name()).isEqualTo("AntidoteDB at " + first.address());
        assertThat(adapter.inUse()).contains(first.address());
        assertThat(adapter.warnings()).isEmpty();
    }

    @Test
    void manyKeysAreReadInBatches() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            keys.add("a/" + i);
        }
        write("a/1000", "last");
        int before = first.requests.size();
        assertThat(adapter.read(keys)).hasSize(1_001).element(1_000).satisfies(value -> assertThat(value)
                .isPresent());
        assertThat(first.requests).hasSize(before + 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000",
                "00000001ff",
                "000000017b",
                "0000000180",
                "00000003800a05",
                "ffffffff80",
                "7fffffff80",
                // a success with no object, with two instead of one, and with a clock that is none
                "00000005800a020801",
                "0000000c800a06080112001200" + "1200",
                "0000000b800a04080112001202" + "0801"
            })
    void garbageIsAStorageExceptionAndTheConnectionIsClosed(String frame) throws Exception {
        write("a", "b");
        first.fault = Optional.of((code, out) -> {
            out.write(HexFormat.of().parseHex(frame));
            out.flush();
            return true;
        });
        assertThatThrownBy(() -> write("a", "c"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(first.address().toString());
        await().atMost(LONG).until(() -> first.open() == 0);
        first.fault = Optional.empty();
        assertThat(read("a")).contains("b");
    }

    @Property(tries = 300)
    void anyAnswerIsReadOrRefused(@ForAll @Size(max = 200) byte[] message, @ForAll boolean update) {
        try {
            ByteBuffer answer = ByteBuffer.wrap(message);
            assertThat(update ? Messages.committed(answer) : Messages.readResult(answer, 1))
                    .isNotNull();
        } catch (IOException | IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void aFrameOfMillionsOfEmptyObjectsIsRefused() {
        byte[] message = new byte[2 << 20];
        ByteBuffer buffer = ByteBuffer.wrap(message);
        // field 1 of the answer, as long as all that follows, which is field 2, empty, again and again
        int content = message.length - 5;
        buffer.put((byte) 0x0a);
        for (int shift = 0; shift < 28; shift += 7) {
            buffer.put((byte) (content >> shift & 0x7f | (shift < 21 ? 0x80 : 0)));
        }
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0x12);
            if (buffer.hasRemaining()) {
                buffer.put((byte) 0);
            }
        }
        assertThatThrownBy(() -> Messages.readResult(buffer.flip(), 200)).hasMessageContaining("more than 200 keys");
    }

    @Test
    void whatItWritesIsReadUnchangedThoughItIsSilentInTheMiddle() throws Exception {
        write("a", "b");
        first.fault = Optional.of((code, out) -> true);
        assertThatThrownBy(() -> read("a")).isInstanceOf(StorageException.class).hasMessageContaining("in time");
        await().atMost(LONG).until(() -> first.open() == 0);
        first.fault = Optional.empty();
        assertThat(read("a")).contains("b");
    }

    @Test
    void anAnswerThatTricklesInEndsAllTheSame() {
        adapter.configure(
                List.of(first.address()),
                new Limits(
                        QUICK.connect(),
                        QUICK.answer(),
                        Duration.ofSeconds(1),
                        QUICK.quiet(),
                        QUICK.pause(),
                        QUICK.longestPause(),
                        QUICK.recovering(),
                        QUICK.stale(),
                        QUICK.look(),
                        QUICK.steady()));
        first.fault = Optional.of(AntidoteAdapterTest::trickle);
        assertThatThrownBy(() -> read("a")).isInstanceOf(StorageException.class).hasMessageContaining("in time");
    }

    private static boolean trickle(int code, DataOutputStream out) throws IOException {
        out.writeInt(1_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            out.write(Messages.COMMITTED);
            out.flush();
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    @Test
    void aServerThatOnlyTricklesLeavesTimeForTheNext() throws Exception {
        useBoth();
        first.fault = Optional.of(AntidoteAdapterTest::trickle);
        write("a", "b");
        assertThat(second.registers).containsKey("a");
    }

    @Test
    void anAnswerThatIsTooLongCostsOnlyTheKeyThatIsTooLong() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            write("a/" + i, "value " + i);
            keys.add("a/" + i);
        }
        first.registers.put("a/77", ByteString.copyFrom(new byte[Connection.MOST]));
        List<Optional<byte[]>> values = adapter.read(keys);
        for (int i = 0; i < 200; i++) {
            assertThat(values.get(i).isPresent()).as("%d", i).isEqualTo(i != 77);
        }
        int before = first.accepted;
        assertThat(adapter.read(keys).get(76)).isPresent();
        assertThat(first.accepted).as("it is not asked for again").isEqualTo(before);
        assertThat(adapter.warnings()).singleElement().asString().contains("1 keys");
    }

    @Test
    void errorsAreToldInOneLine() throws Exception {
        write("a", "b");
        first.fault = Optional.of((code, out) -> {
            FakeServer.sendError(out, "error: {case_clause,\n          {badrpc," + "x".repeat(5_000));
            return true;
        });
        assertThatThrownBy(() -> read("a"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("error: {case_clause, {badrpc,xxx")
                .message()
                .hasSizeLessThan(400)
                .doesNotContain("\n");
    }

    @Test
    void noConnectionLeaks() throws Exception {
        useBoth();
        for (int i = 0; i < 30; i++) {
            FakeServer failing = i % 2 == 0 ? first : second;
            int kind = i % 3;
            failing.fault = Optional.of((code, out) -> {
                if (kind == 0) {
                    throw new IOException("closes");
                }
                if (kind == 1) {
                    FakeServer.sendError(out, "error");
                } else {
                    FakeServer.send(out, 77, new byte[3]);
                }
                return true;
            });
            for (int j = 0; j < 3; j++) {
                try {
                    read("a");
                } catch (StorageException e) {
                    assertThat(e).hasMessageContaining("AntidoteDB");
                }
            }
            failing.fault = Optional.empty();
        }
        await().atMost(LONG).until(() -> first.open() + second.open() <= 1);
        adapter.close();
        await().atMost(LONG).until(() -> first.open() + second.open() == 0);
        assertThat(first.accepted + second.accepted).isGreaterThan(10);
    }

    @Test
    void closingEndsACallThatIsUnderWay() throws Exception {
        adapter.configure(List.of(first.address()), QUICK.with(LONG, LONG));
        first.fault = Optional.of((code, out) -> true);
        CompletableFuture<?> call = CompletableFuture.runAsync(() -> {
            try {
                read("a");
            } catch (StorageException e) {
                throw new CompletionException(e);
            }
        });
        await().atMost(LONG).until(() -> !first.requests.isEmpty());
        adapter.close();
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StorageException.class);
        assertThatThrownBy(() -> read("a")).isInstanceOf(StorageException.class).hasMessageContaining("closed");
        await().atMost(LONG).until(() -> first.open() == 0);
    }

    @Test
    void aServerThatHasJustBegunToListenIsLeftAlone() throws Exception {
        first.stop();
        assertThatThrownBy(() -> read("a"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("nothing listens");
        first.startAgain();
        long begun = System.nanoTime();
        assertThat(read("a")).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(QUICK.quiet());
        assertThat(first.accepted)
                .as("one connection to see that it listens, one to ask")
                .isEqualTo(2);
    }

    @Test
    void anotherServerIsUsedWhileTheFirstIsAwayAndTheFirstOnceItIsSteady() throws Exception {
        useBoth();
        write("a", "at first");
        first.stop();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(adapter.inUse()).contains(second.address());
        assertThat(adapter.warnings())
                .singleElement()
                .asString()
                .contains(second.address().toString(), first.address().toString());
        write("a", "at second");
        first.startAgain();
        int before = second.requests.size();
        await().atMost(LONG).until(() -> read("a").equals(Optional.of("at first")));
        assertThat(second.requests.size())
                .as("it was used until the first was steady")
                .isGreaterThan(before + 2);
        assertThat(adapter.inUse()).contains(first.address());
        await().atMost(LONG).until(() -> second.open() == 0);
    }

    @Test
    void theFirstIsNotUsedAgainWhenItWasEmptiedAlone() throws Exception {
        useBoth();
        first.peers.put(second.id(), Duration.ofSeconds(1));
        write("a", "at first");
        first.stop();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        first.created = Instant.now();
        first.startAgain();
        int before = first.requests.size();
        await().atMost(LONG).until(() -> {
            read("a");
            return first.requests.size() > before + 20;
        });
        assertThat(adapter.inUse()).contains(second.address());
        second.created = Instant.now();
        first.peers.clear();
        first.peers.put(second.id(), Duration.ofSeconds(1));
        await().atMost(LONG).until(() -> read("a").equals(Optional.of("at first")));
        assertThat(adapter.inUse()).contains(first.address());
    }

    @Test
    void oneLostConnectionDoesNotMakeItLeaveTheServer() throws Exception {
        useBoth();
        for (int i = 0; i < 5; i++) {
            write("a", "value " + i);
            first.fault = Optional.of((code, out) -> {
                throw new IOException("closes");
            });
            assertThatThrownBy(() -> read("a")).isInstanceOf(StorageException.class);
            first.fault = Optional.empty();
            assertThat(read("a")).contains("value " + i);
        }
        assertThat(second.accepted).isZero();
    }

    @Test
    void aServerThatAnswersGreetingsAndNothingElseIsLeft() throws Exception {
        useBoth();
        first.fault = Optional.of((code, out) -> {
            if (code != Messages.STATIC_UPDATE) {
                return false;
            }
            FakeServer.sendError(out, "no");
            return true;
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> write("a", "b")).isInstanceOf(StorageException.class);
        }
        write("a", "b");
        assertThat(second.registers).containsKey("a");
    }

    @Test
    void aServerThatHearsFromTheFormerOneIsAskedToHaveSeenTheLastCommit() throws Exception {
        useBoth();
        second.peers.put(first.id(), Duration.ofSeconds(10));
        write("a", "b");
        first.stop();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(second.timestamps).hasSize(1);
        assertThat(VectorClock.read(second.timestamps.get(0).asReadOnlyByteBuffer())
                        .servers())
                .containsExactly(first.id());
    }

    @Test
    void aServerThatHasNotSeenTheLastCommitIsUsedAfterAWhileAllTheSame() throws Exception {
        useBoth();
        second.peers.put(first.id(), Duration.ofSeconds(10));
        write("a", "b");
        first.stop();
        AtomicInteger reads = new AtomicInteger();
        second.fault = Optional.of((code, out) -> code == Messages.STATIC_READ && reads.incrementAndGet() == 2);
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(adapter.inUse()).contains(second.address());
    }

    @Test
    void aServerThatKnowsNothingOfTheFormerOneIsNotAsked() throws Exception {
        useBoth();
        write("a", "b");
        first.stop();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(second.timestamps).isEmpty();
    }

    @Test
    void aServerThatHasNotHeardFromTheOthersAgainIsNotBelieved() throws Exception {
        ServerId peer = second.id();
        first.peers.put(peer, Duration.ofSeconds(1));
        write("a", "b");
        first.stop();
        first.peers.clear();
        first.registers.clear();
        first.startAgain();
        List<String> refusals = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            try {
                assertThat(read("a"))
                        .as("it must not be believed that it is empty")
                        .isPresent();
            } catch (StorageException e) {
                refusals.add(e.getMessage());
            }
        }
        assertThat(refusals).anyMatch(text -> text.contains("not heard from antidote@second"));
        assertThatThrownBy(() -> write("c", "d")).isInstanceOf(StorageException.class);
        assertThat(first.registers).isEmpty();
        first.peers.put(peer, Duration.ofSeconds(1));
        first.registers.put("a", ByteString.copyFromUtf8("b"));
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .equals(Optional.of("b")));
    }

    @Test
    void aServerThatNeverHearsFromTheOthersIsBelievedInTheEnd() throws Exception {
        first.peers.put(second.id(), Duration.ofSeconds(1));
        write("a", "b");
        first.peers.clear();
        assertThatThrownBy(() -> read("a")).isInstanceOf(StorageException.class);
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .equals(Optional.of("b")));
    }

    @Test
    void oldNewsFromAnotherServerIsAWarning() throws Exception {
        first.peers.put(second.id(), Duration.ofMinutes(5));
        write("a", "b");
        assertThat(adapter.warnings())
                .singleElement()
                .asString()
                .contains(first.address().toString(), "antidote@second", "5 min");
        first.peers.put(second.id(), Duration.ofSeconds(50));
        read("a");
        assertThat(adapter.warnings()).isEmpty();
    }

    @Test
    void anotherServerThatWasEmptiedAloneIsAWarning() throws Exception {
        first.peers.put(second.id(), Duration.ofMinutes(5));
        second.created = Instant.now();
        first.peers.put(second.id(), Duration.ofSeconds(1));
        read("a");
        assertThat(adapter.warnings()).singleElement().asString().contains("antidote@second was emptied alone");
    }

    @Test
    void aServerThatWasEmptiedAloneIsAWarningUntilTheOthersAreEmptiedToo() throws Exception {
        first.peers.put(second.id(), Duration.ofSeconds(1));
        read("a");
        first.stop();
        first.created = Instant.now();
        first.peers.clear();
        first.startAgain();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(adapter.warnings())
                .singleElement()
                .asString()
                .contains(first.address() + ": it was emptied", "not heard since from antidote@second");
        second.created = Instant.now();
        first.peers.put(second.id(), Duration.ofSeconds(1));
        read("a");
        assertThat(adapter.warnings()).isEmpty();
    }

    @Test
    void aServerThatWasEmptiedAloneAndJoinedAgainIsAWarning() throws Exception {
        first.peers.put(second.id(), Duration.ofSeconds(1));
        read("a");
        first.stop();
        first.created = Instant.now();
        first.startAgain();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(adapter.warnings()).singleElement().asString().contains("antidote@first was emptied alone");
    }

    @Test
    void aSingleServerMayBeEmptied() throws Exception {
        write("a", "b");
        first.stop();
        first.created = Instant.now();
        first.registers.clear();
        first.startAgain();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StorageException.class).until(() -> read("a")
                .isEmpty());
        assertThat(adapter.warnings()).isEmpty();
    }

    @Test
    void aChangeOfTheListKeepsTheConnectionWhereItCan() throws Exception {
        write("a", "b");
        useBoth();
        adapter.configure(
                List.of(second.address(), first.address()), QUICK.with(Duration.ofSeconds(1), Duration.ofSeconds(1)));
        assertThat(read("a")).contains("b");
        assertThat(first.accepted).isEqualTo(1);
        adapter.configure(List.of(second.address()), QUICK);
        assertThat(read("a")).isEmpty();
        await().atMost(LONG).until(() -> first.open() == 0);
    }

    @Test
    void withoutAServerEachCallSaysSo() {
        adapter.configure(List.of(), QUICK);
        assertThatThrownBy(() -> read("a")).isInstanceOf(StorageException.class).hasMessageContaining("configured");
    }

    @Test
    void costIsOfEachKey() {
        assertThat(adapter.cost(List.of(new Change.Assign("a", new byte[300]), new Change.Add("b", "c"))))
                .isEqualTo(2 * AntidoteAdapter.COST_PER_KEY + 300);
    }
}
