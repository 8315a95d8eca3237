// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two joined centres do what two joined real ones did when they were measured. */
class StandinTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Restart UNTIL_EMPTY = new Restart(Duration.ZERO, Duration.ZERO, LONG, LONG, LONG);
    private static final Restart UNTIL_OLD = new Restart(Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG, LONG);

    private final List<Client> clients = new ArrayList<>();
    private Standin standin;
    private Client one;
    private Client two;

    @BeforeEach
    void start() throws IOException {
        standin = Standin.joined(2);
        one = client(0);
        two = client(1);
    }

    @AfterEach
    void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        standin.close();
    }

    private Client client(int centre) throws IOException {
        Client client = new Client(standin.centre(centre));
        clients.add(client);
        return client;
    }

    private static void eventually(ThrowingRunnable check) {
        Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(check);
    }

    /** Waits until what was written before would have come. */
    private void passes(String key) throws IOException {
        one.write(key, "of one");
        two.write(key + "'", "of two");
        eventually(() -> {
            assertThat(two.read(key)).isEqualTo("of one");
            assertThat(one.read(key + "'")).isEqualTo("of two");
        });
    }

    /** Waits until both centres have each seen a later moment of their own clock. */
    private void awaitSteps() {
        long until = System.nanoTime() + standin.delay().multipliedBy(4).toNanos();
        Awaitility.await().atMost(LIMIT).until(() -> System.nanoTime() - until > 0);
    }

    @Test
    void whatIsWrittenIsThereAtOnceAndWithTheOtherAfterTheDelay() throws IOException {
        standin.delay(Duration.ofMillis(400));
        long begun = System.nanoTime();
        one.write("k", "v");
        assertThat(one.read("k")).isEqualTo("v");
        assertThat(two.read("k")).isEmpty();
        eventually(() -> assertThat(two.read("k")).isEqualTo("v"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void theClockTellsTheIdentitiesAndTheAgeOfThePeer() throws IOException {
        one.read("k");
        assertThat(one.vectorClock().keySet())
                .containsExactly(standin.centre(0).id(), standin.centre(1).id());
        long age = age();
        assertThat(age).isLessThan(LIMIT.toMillis());
        standin.cut();
        eventually(() -> {
            one.read("k");
            assertThat(age()).isGreaterThan(age + 200);
        });
        standin.heal();
        eventually(() -> {
            one.read("k");
            assertThat(age()).isLessThan(age + 200);
        });
    }

    private long age() {
        return (one.vectorClock().get(standin.centre(0).id())
                        - one.vectorClock().get(standin.centre(1).id()))
                / 1_000;
    }

    @Test
    void theClockThatIsAheadWinsUntilItsValueWasSeen() throws IOException {
        standin.centre(0).shiftClock(Duration.ofSeconds(30));
        standin.cut();
        one.write("k", "older");
        two.write("k", "newer");
        standin.heal();
        passes("later");
        assertThat(one.read("k")).isEqualTo("older");
        assertThat(two.read("k")).isEqualTo("older");
        two.write("k", "seen and overwritten");
        assertThat(two.read("k")).isEqualTo("seen and overwritten");
        eventually(() -> assertThat(one.read("k")).isEqualTo("seen and overwritten"));
    }

    @Test
    void whoBringsTheTimestampOfTheOtherIsServedAfterIt() throws IOException {
        standin.centre(0).shiftClock(Duration.ofSeconds(1));
        standin.delay(Duration.ofMillis(200));
        one.write("k", "older");
        two.writeAfter(one.clock, "k", "newer");
        assertThat(two.read("k")).isEqualTo("newer");
        eventually(() -> assertThat(one.read("k")).isEqualTo("newer"));
        one.write("k", "newest");
        assertThat(two.read(one.clock, List.of("k"))).containsExactly("newest");
    }

    @Test
    void aTimestampFromBeyondACutBlocksUntilItIsHealed() throws IOException {
        standin.cut();
        one.write("k", "v");
        two.timeout(300);
        assertThatThrownBy(() -> two.read(one.clock, List.of("k"))).isInstanceOf(SocketTimeoutException.class);
        standin.heal();
        Client again = client(1);
        assertThat(again.read(one.clock, List.of("k"))).containsExactly("v");
    }

    @Test
    void additionsWin() throws IOException {
        one.add("s", "both", "removed");
        eventually(() -> assertThat(two.members("s")).containsExactly("both", "removed"));
        standin.cut();
        one.remove("s", "both", "removed");
        two.add("s", "both", "new");
        assertThat(one.members("s")).isEmpty();
        standin.heal();
        eventually(() -> {
            assertThat(one.members("s")).containsExactly("both", "new");
            assertThat(two.members("s")).containsExactly("both", "new");
        });
    }

    @Test
    void aCutHealsAfterSomeTime() throws IOException {
        standin.cut();
        one.write("k", "during the cut");
        assertThat(one.read("k")).isEqualTo("during the cut");
        awaitSteps();
        assertThat(two.read("k")).isEmpty();
        long healed = System.nanoTime();
        standin.heal(Duration.ofMillis(500));
        eventually(() -> assertThat(two.read("k")).isEqualTo("during the cut"));
        assertThat(Duration.ofNanos(System.nanoTime() - healed)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aLongCutHealsOnlyByJoining() throws IOException {
        standin.cutForGood();
        one.write("k", "v");
        standin.heal();
        awaitSteps();
        assertThat(two.read("k")).isEmpty();
        standin.joinAll();
        eventually(() -> assertThat(two.read("k")).isEqualTo("v"));
    }

    @Test
    void aStuckPartitionShowsMixedValuesForEver() throws IOException {
        one.write("k", "before");
        eventually(() -> assertThat(two.read("k")).isEqualTo("before"));
        standin.stick(standin.centre(0), standin.centre(1), "bucket", "k");
        two.read("k");
        long heard = two.vectorClock().get(standin.centre(0).id());
        one.write("k", "after");
        for (int i = 0; i < 40; i++) {
            one.write("other" + i, "after");
        }
        eventually(() -> {
            int come = 0;
            for (int i = 0; i < 40; i++) {
                come += two.read("other" + i).isEmpty() ? 0 : 1;
            }
            assertThat(come).isBetween(20, 40);
        });
        assertThat(two.read("k")).isEqualTo("before");
        standin.joinAll();
        awaitSteps();
        assertThat(two.read("k")).isEqualTo("before");
        assertThat(two.vectorClock().get(standin.centre(0).id())).isLessThanOrEqualTo(heard + 1_000_000);
        two.write("k2", "the other way is free");
        eventually(() -> assertThat(one.read("k2")).isEqualTo("the other way is free"));
        standin.emptyAll();
        one = client(0);
        two = client(1);
        eventually(() -> {
            one.write("k", "fresh");
            assertThat(two.read("k")).isEqualTo("fresh");
        });
    }

    @Test
    void aStartShowsRefusalErrorsNothingOldValuesAndAtLastTheRightOnes() throws IOException {
        standin.close();
        standin = new Standin(0);
        Centre centre = standin.centre(0);
        one = client(0);
        for (int i = 0; i < 10; i++) {
            one.write("k", "version " + i);
        }
        centre.stop();
        centre.start(new Restart(
                Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), LONG));
        Set<String> seen = new LinkedHashSet<>();
        Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(LIMIT).until(() -> {
            seen.add(seenBy());
            return seen.contains("version 9");
        });
        assertThat(seen).containsExactly("refused", "error", "", "version 4", "version 9");
    }

    private String seenBy() throws IOException {
        try (Client client = new Client(standin.centre(0))) {
            return client.read("k");
        } catch (ConnectException e) {
            return "refused";
        } catch (IOException e) {
            return e.getMessage().startsWith("error: ") && e.getMessage().contains("snapshot_cache")
                    ? "error"
                    : "other";
        }
    }

    @Test
    void whatIsWrittenDuringAStartIsReadBackAndStays() throws IOException {
        one.write("k", "before");
        one.write("l", "before");
        Centre centre = standin.centre(0);
        for (Restart how : List.of(UNTIL_EMPTY, UNTIL_OLD)) {
            centre.stop();
            centre.start(how);
            Client during = client(0);
            during.write("k", "during");
            assertThat(during.read("k")).isEqualTo("during");
            assertThat(during.vectorClock().keySet()).containsExactly(centre.id());
        }
        centre.stop();
        centre.start(Restart.AT_ONCE);
        eventually(() -> {
            Client after = client(0);
            assertThat(after.read("k")).isEqualTo("during");
            assertThat(after.read("l")).isEqualTo("before");
        });
        eventually(() -> assertThat(two.read("k")).isEqualTo("during"));
    }

    @Test
    void aCentreThatIsStartedAloneIsEmptyAndEnds() throws IOException {
        passes("before");
        one.write("k", "on the disk");
        standin.centre(1).stop();
        Centre centre = standin.centre(0);
        centre.stop();
        centre.start(new Restart(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(600)));
        Client during = client(0);
        assertThat(during.read("k")).isEmpty();
        during.write("l", "written meanwhile");
        assertThat(during.read("l")).isEqualTo("written meanwhile");
        Awaitility.await().atMost(LIMIT).until(() -> !centre.isRunning());
        assertThatThrownBy(() -> client(0)).isInstanceOf(ConnectException.class);
        standin.centre(1).start(Restart.AT_ONCE);
        centre.start(Restart.AT_ONCE);
        eventually(() -> assertThat(client(0).read("k")).isEqualTo("on the disk"));
        assertThat(client(0).read("l")).isEqualTo("written meanwhile");
    }

    @Test
    void aCentreThatIsEmptiedAloneNeverGetsAnythingAgain() throws IOException {
        passes("before");
        one.write("old", "of one");
        CentreId before = standin.centre(1).id();
        standin.centre(1).stop();
        standin.centre(1).empty();
        standin.centre(1).start(Restart.AT_ONCE);
        assertThat(standin.centre(1).id()).isNotEqualTo(before);
        standin.joinAll();
        two = client(1);
        assertThat(two.read("before'")).isEmpty();
        two.write("k", "of the emptied one");
        assertThat(two.read("k")).isEqualTo("of the emptied one");
        eventually(() -> assertThat(one.read("k")).isEqualTo("of the emptied one"));
        one.write("new", "of one");
        awaitSteps();
        assertThat(two.read("new")).isEmpty();
        assertThat(two.read("old")).isEmpty();
        standin.centre(0).stop();
        standin.centre(0).start(Restart.AT_ONCE);
        one = client(0);
        one.write("newest", "of one");
        awaitSteps();
        assertThat(one.read("old")).as("the healthy one's own").isEmpty();
        assertThat(one.read("newest")).isEqualTo("of one");
    }

    @Test
    void whatWasNotOnTheDiskIsLost() throws IOException {
        one.write("k", "kept");
        one.write("k", "lost");
        one.write("l", "lost");
        standin.centre(0).kill(2);
        assertThatThrownBy(() -> one.read("k")).isInstanceOf(IOException.class);
        standin.centre(0).start(Restart.AT_ONCE);
        eventually(() -> assertThat(client(0).read("k")).isEqualTo("kept"));
        assertThat(client(0).read("l")).isEmpty();
    }

    @Test
    void aServerMayNotAnswerThoughItDidWhatItWasAsked() throws IOException {
        one.timeout(300);
        standin.centre(0).answer(Answers.of(Answers.Kind.NEVER));
        assertThatThrownBy(() -> one.write("k", "v")).isInstanceOf(SocketTimeoutException.class);
        standin.centre(0).answer(Answers.WELL);
        assertThat(client(0).read("k")).isEqualTo("v");
    }

    @Test
    void aServerMayTakeItsTime() throws IOException {
        standin.centre(0).answer(Answers.slow(Duration.ofMillis(400)));
        long begun = System.nanoTime();
        one.read("k");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void anAnswerMayBeCutOff() {
        standin.centre(0).answer(Answers.of(Answers.Kind.CUT_OFF));
        assertThatThrownBy(() -> one.read("k")).isInstanceOf(EOFException.class).hasMessageContaining("within");
    }

    @Test
    void anAnswerMayBeGarbage() throws IOException {
        String frame = "0000001a7b0a02120012130a016b10051a0c6e6f207375636820" + "6275636b";
        standin.centre(0).answer(Answers.of(Answers.Kind.GARBAGE));
        one.send(HexFormat.of().parseHex(frame));
        byte[] garbage = one.receive();
        standin.centre(0).answer(Answers.WELL);
        one.send(HexFormat.of().parseHex(frame));
        byte[] answer = one.receive();
        assertThat(garbage).hasSameSizeAs(answer);
        assertThat(Arrays.copyOfRange(garbage, 4, 12)).isNotEqualTo(Arrays.copyOfRange(answer, 4, 12));
    }

    @Test
    void anAnswerMayBeFarTooLong() throws IOException {
        standin.centre(0).answer(Answers.of(Answers.Kind.OVERSIZE));
        one.send(HexFormat.of().parseHex("000000147b0a021200120d0a016b10051a066275636b6574"));
        assertThat(one.receive()).hasSizeGreaterThan(100 << 20);
    }

    @Test
    void connectionsAreCountedAndCanBeDropped() throws IOException {
        one.read("k");
        assertThat(standin.centre(0).connections()).isEqualTo(1);
        long requests = standin.centre(0).requests();
        standin.centre(0).dropConnections();
        assertThatThrownBy(() -> one.read("k")).isInstanceOf(IOException.class);
        assertThat(client(0).read("k")).isEmpty();
        assertThat(standin.centre(0).requests()).isEqualTo(requests + 1);
        Awaitility.await().atMost(LIMIT).until(() -> standin.centre(0).connections() == 1);
    }

    @Test
    void threeCentresShowNothingBeforeItsCause() throws IOException {
        standin.close();
        standin = Standin.joined(3);
        one = client(0);
        two = client(1);
        Client three = client(2);
        for (int i = 0; i < 10; i++) {
            String version = "version " + i;
            one.write("cause", version);
            eventually(() -> assertThat(two.read("cause")).isEqualTo(version));
            two.write("effect", version);
            eventually(() -> assertThat(three.read("effect")).isEqualTo(version));
            assertThat(three.read("cause")).isEqualTo(version);
        }
    }

    @Test
    void runsAsAProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Standin.class.getName(),
                        "--centres",
                        "2",
                        "--port",
                        "0",
                        "--delay",
                        "PT0.05S")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).matches("127\\.0\\.0\\.1:[0-9]+");
            assertThat(out.readLine()).matches("127\\.0\\.0\\.1:[0-9]+");
        } finally {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aWrongCommandLineIsExplained() {
        assertThatThrownBy(() -> Options.parse("--port", "x")).hasMessageContaining("--port can't be \"x\"");
        assertThatThrownBy(() -> Options.parse("--what", "1")).hasMessageContaining("--what is not known");
        assertThatThrownBy(() -> Options.parse("--port")).hasMessageContaining("has no value");
        assertThat(Options.parse("--centres", "3", "--port", "9000").ports()).containsExactly(9000, 9001, 9002);
    }
}
