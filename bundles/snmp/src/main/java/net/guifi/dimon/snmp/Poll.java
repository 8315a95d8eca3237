// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.snmp4j.PDU;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

/** Asks for sysUpTime and the counters of interfaces by one GET, by several only when the device cannot answer that. */
final class Poll {
    /** What still fits an Ethernet frame: longer answers are cut up on the way, or dropped. */
    static final int MOST_PORTS_AT_ONCE = 20;

    private static final int OBJECTS_OF_PORT = 3;
    private static final Reading NOTHING = new Reading(null, null, null);

    /**
     * What was answered about some interfaces.
     *
     * @param answer as it came
     * @param ports the interfaces asked for
     * @param ticks sysUpTime; negative when it is not there
     * @param readings one for each port; empty when nothing can be read
     */
    record Part(Answer answer, List<Port> ports, long ticks, List<Reading> readings) {}

    /**
     * What was read of an interface; null where there is no such value.
     *
     * @param in octets received
     * @param out octets sent
     * @param oper ifOperStatus
     */
    record Reading(Long in, Long out, Long oper) {}

    private final Exchanges exchanges;
    private final Session session;
    private final List<Port> ports;
    private final List<Part> parts = new ArrayList<>();
    private int done;
    private int atOnce;

    Poll(Exchanges exchanges, Session session, List<Port> ports, int atOnce) {
        this.exchanges = exchanges;
        this.session = session;
        this.ports = ports;
        this.atOnce = atOnce;
    }

    /** How many interfaces go into one question of this device. */
    int atOnce() {
        return atOnce;
    }

    /** Asks; completes with all parts, of which those after one without an answer have the same end. */
    CompletableFuture<List<Part>> run() {
        List<Port> some = ports.subList(done, Math.min(ports.size(), done + atOnce));
        PDU pdu = new PDU();
        pdu.setType(PDU.GET);
        pdu.add(new VariableBinding(Mib.SYS_UP_TIME));
        List<Port> asked = some.stream().filter(port -> !port.refused).toList();
        for (Port port : asked) {
            pdu.add(new VariableBinding(port.in));
            pdu.add(new VariableBinding(port.out));
            pdu.add(new VariableBinding(port.oper));
        }
        return exchanges.ask(session, pdu).thenCompose(answer -> take(answer, some, asked));
    }

    private CompletableFuture<List<Part>> take(Answer answer, List<Port> some, List<Port> asked) {
        PDU pdu = answer.pdu();
        if (pdu == null) {
            parts.add(new Part(answer, ports.subList(done, ports.size()), -1, List.of()));
            return CompletableFuture.completedFuture(parts);
        }
        int error = pdu.getErrorStatus();
        if (error == PDU.tooBig && some.size() > 1) {
            atOnce = (some.size() + 1) / 2;
            return run();
        }
        // The first object is sysUpTime.
        int culprit = (pdu.getErrorIndex() - 2) / OBJECTS_OF_PORT;
        if (error != PDU.noError && error != PDU.tooBig && pdu.getErrorIndex() > 1 && culprit < asked.size()) {
            asked.get(culprit).refused = true;
            return run();
        }
        parts.add(read(answer, some, asked.size()));
        done += some.size();
        return done < ports.size() ? run() : CompletableFuture.completedFuture(parts);
    }

    private static Part read(Answer answer, List<Port> some, int asked) {
        PDU pdu = answer.pdu();
        if (pdu.getErrorStatus() != PDU.noError || pdu.size() != 1 + asked * OBJECTS_OF_PORT) {
            return new Part(answer, some, -1, List.of());
        }
        VariableBinding first = pdu.get(0);
        long ticks = first.getOid().equals(Mib.SYS_UP_TIME) && first.getVariable() instanceof TimeTicks uptime
                ? uptime.getValue()
                : -1;
        List<Reading> readings = new ArrayList<>(some.size());
        int at = 1;
        for (Port port : some) {
            if (port.refused) {
                readings.add(NOTHING);
                continue;
            }
            readings.add(new Reading(
                    octets(pdu.get(at), port.in, port.wide),
                    octets(pdu.get(at + 1), port.out, port.wide),
                    status(pdu.get(at + 2), port.oper)));
            at += OBJECTS_OF_PORT;
        }
        return new Part(answer, some, ticks, readings);
    }

    private static Long octets(VariableBinding binding, OID wanted, boolean wide) {
        if (!binding.getOid().equals(wanted)) {
            return null;
        }
        if (wide) {
            return binding.getVariable() instanceof Counter64 counter ? counter.getValue() : null;
        }
        return binding.getVariable() instanceof Counter32 counter ? counter.getValue() : null;
    }

    private static Long status(VariableBinding binding, OID wanted) {
        return binding.getOid().equals(wanted) && binding.getVariable() instanceof Integer32 status
                ? Long.valueOf(status.getValue())
                : null;
    }
}
