// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.antidotestandin.Answers;
import net.guifi.dimon.antidotestandin.Centre;
import net.guifi.dimon.antidotestandin.Restart;
import net.guifi.dimon.antidotestandin.Standin;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What joined servers do to each other, and what the adapter makes of it. */
class StandinServersTest {
    private Standin standin;
    private AntidoteAdapter zero;
    private AntidoteAdapter one;

    @BeforeEach
    void start() throws IOException {
        standin = Standin.joined(2);
        zero = adapter(0);
        one = adapter(1);
    }

    @AfterEach
    void stop() {
        zero.close();
        one.close();
        standin.close();
    }

    private AntidoteAdapter adapter(int... centres) {
        List<HostPort> hosts = Arrays.stream(centres)
                .mapToObj(centre -> StandinEngine.address(standin.centre(centre)))
                .toList();
        return new AntidoteAdapter(hosts, StandinEngine.HURRIED);
    }

    private static void write(AntidoteAdapter adapter, String value) throws StorageException {
        adapter.update(List.of(new Change.Assign("a", value.getBytes(StandardCharsets.UTF_8))));
    }

    private static Optional<String> read(AntidoteAdapter adapter) throws StorageException {
        return adapter.read(List.of("a")).get(0).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** Until it answers; what it answers first then counts. */
    private static ConditionFactory answers() {
        return await().atMost(Duration.ofSeconds(30)).ignoreExceptionsInstanceOf(StorageException.class);
    }

    private static Optional<String> firstAnswer(AntidoteAdapter adapter) {
        return answers()
                .until(() -> Optional.of(read(adapter)), Optional::isPresent)
                .get();
    }

    @Test
    void aServerThatStartsAgainIsNotBelievedUntilItHasHeardFromTheOther() throws Exception {
        write(zero, "before");
        answers().until(() -> read(one).isPresent());
        for (int i = 0; i < 3; i++) {
            standin.centre(0).stop();
            standin.centre(0).start(Restart.BRIEF);
            assertThat(firstAnswer(zero)).contains("before");
        }
    }

    @Test
    void whatIsWrittenAfterAFailOverWinsOverWhatWasWrittenBeforeByAClockThatIsAhead() throws Exception {
        standin.centre(0).shiftClock(Duration.ofSeconds(2));
        standin.delay(Duration.ofMillis(700));
        try (AntidoteAdapter both = adapter(0, 1)) {
            write(both, "before");
            standin.centre(0).answer(Answers.of(Answers.Kind.GARBAGE));
            answers().until(() -> {
                write(both, "after");
                return both.inUse().equals(Optional.of(StandinEngine.address(standin.centre(1))));
            });
            standin.centre(0).answer(Answers.WELL);
            answers().until(() -> read(zero).equals(Optional.of("after")));
            assertThat(read(one)).contains("after");
        }
    }

    @Test
    void aServerThatWasEmptiedAloneIsAWarningAtTheOther() throws Exception {
        write(zero, "before");
        answers().until(() -> read(one).isPresent());
        assertThat(one.warnings()).isEmpty();
        Centre emptied = standin.centre(0);
        emptied.stop();
        emptied.empty();
        emptied.start(Restart.AT_ONCE);
        standin.joinAll();
        answers().untilAsserted(() -> {
            read(one);
            assertThat(one.warnings()).anyMatch(warning -> warning.contains("emptied alone"));
        });
    }
}
