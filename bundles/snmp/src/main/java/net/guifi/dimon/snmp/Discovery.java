// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.description.SystemGroup;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.measurement.Outcome;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Finds out how a device answers, and what it is. */
final class Discovery {
    private static final int MILLIS_PER_TICK = 10;

    private final Exchanges exchanges;
    private final Tally tally;

    Discovery(Exchanges exchanges, Tally tally) {
        this.exchanges = exchanges;
        this.tally = tally;
    }

    /** Tries sessions one after another until one is answered, and reads the device by that one. */
    CompletableFuture<Found> find(List<Session> sessions, List<SnmpPort> wanted, boolean all, boolean patient) {
        return hello(sessions, 0, new ArrayList<>(Mib.SYSTEM), patient, null)
                .thenCompose(hello -> read(hello, wanted, all));
    }

    private record Hello(Session session, SystemGroup system) {}

    private CompletableFuture<Hello> hello(
            List<Session> sessions, int at, List<OID> objects, boolean patient, Answer odd) {
        Session session = sessions.get(at);
        PDU pdu = new PDU();
        pdu.setType(PDU.GET);
        objects.forEach(oid -> pdu.add(new VariableBinding(oid)));
        CompletableFuture<Answer> asked = patient ? exchanges.ask(session, pdu) : exchanges.ask(session, pdu, 1);
        return asked.thenCompose(answer -> {
            boolean failed = answer.pdu() == null;
            // What is odd says more than silence: it is told when no way is answered.
            Answer told = failed && odd != null ? odd : answer;
            if (failed && at + 1 < sessions.size()) {
                return hello(sessions, at + 1, new ArrayList<>(Mib.SYSTEM), patient, told.silent() ? null : told);
            }
            int error = told.orFail().pdu().getErrorStatus();
            int missing = answer.pdu().getErrorIndex() - 1;
            if (error == PDU.noSuchName && missing >= 0 && missing < objects.size() && objects.size() > 1) {
                objects.remove(missing);
                return hello(sessions, at, objects, patient, odd);
            }
            if (error != PDU.noError) {
                throw new Failure(
                        Outcome.ERROR,
                        "asked for its system group, the device answers "
                                + answer.pdu().getErrorStatusText());
            }
            return CompletableFuture.completedFuture(new Hello(session, system(answer.pdu())));
        });
    }

    private static SystemGroup system(PDU pdu) {
        Map<OID, Variable> values = new HashMap<>();
        for (VariableBinding binding : pdu.getVariableBindings()) {
            values.put(binding.getOid(), binding.getVariable());
        }
        return new SystemGroup(
                Words.of(values.get(Mib.SYS_NAME)),
                Words.of(values.get(Mib.SYS_DESCR)),
                values.get(Mib.SYS_OBJECT_ID) instanceof OID oid ? oid.toDottedString() : "",
                Words.of(values.get(Mib.SYS_CONTACT)),
                Words.of(values.get(Mib.SYS_LOCATION)),
                values.get(Mib.SYS_UP_TIME) instanceof TimeTicks ticks
                        ? Duration.ofMillis(ticks.getValue() * MILLIS_PER_TICK)
                        : Duration.ZERO);
    }

    private CompletableFuture<Found> read(Hello hello, List<SnmpPort> wanted, boolean all) {
        tally.add(Counter.DISCOVERIES);
        Session session = hello.session();
        List<OID> extended = session.way.version() == Version.V1 ? Mib.IF_X_TABLE_V1 : Mib.IF_X_TABLE;
        return Walk.of(exchanges, session, "table of interfaces", Mib.IF_TABLE)
                .thenCompose(table -> Walk.of(exchanges, session, "extended table of interfaces", extended)
                        .thenApply(extension -> {
                            PortTable ports = new PortTable(wanted, all);
                            List<Port> found = ports.ports(table, extension);
                            Optional<String> problem = Optional.ofNullable(table.problem())
                                    .or(() -> Optional.ofNullable(extension.problem()))
                                    .or(() -> ports.problems().stream().findFirst());
                            return new Found(session, hello.system(), found, problem);
                        }));
    }
}
