// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.guifi.dimon.antidotestandin.Answers;
import net.guifi.dimon.antidotestandin.Centre;
import net.guifi.dimon.antidotestandin.Restart;
import net.guifi.dimon.antidotestandin.Standin;
import net.guifi.dimon.storecontract.Engine;

/** Two joined data centres of the stand-in, one for each monitor. */
final class StandinEngine implements Engine.Breakable, Engine.Emptiable, Engine.Divisible {
    /** As the default ones, in more of a hurry. */
    static final Limits HURRIED = new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(45),
            Duration.ofMillis(200),
            Duration.ofMillis(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(100),
            Duration.ofMillis(500));

    private final Standin standin;

    StandinEngine() throws IOException {
        standin = Standin.joined(2);
    }

    /** What a component has. */
    record Deployed(AntidoteAdapter adapter) implements Engine.Connection {
        @Override
        public void close() {
            adapter.close();
        }
    }

    static HostPort address(Centre centre) {
        return HostPort.parse(centre.hostAndPort());
    }

    @Override
    public Connection connect(int monitor) {
        return new Deployed(new AntidoteAdapter(List.of(address(standin.centre(monitor))), HURRIED));
    }

    @Override
    public void breakDown() {
        standin.centres().forEach(Centre::stop);
    }

    @Override
    public void fallSilent() {
        standin.centres().forEach(centre -> centre.answer(Answers.of(Answers.Kind.NEVER)));
    }

    @Override
    public void mend() {
        standin.centres().forEach(centre -> {
            centre.answer(Answers.WELL);
            centre.start(Restart.AT_ONCE);
        });
    }

    @Override
    public void empty() {
        standin.emptyAll();
    }

    @Override
    public void cut() {
        standin.cut();
    }

    @Override
    public void heal() {
        standin.heal();
    }

    @Override
    public void close() {
        standin.close();
    }
}
