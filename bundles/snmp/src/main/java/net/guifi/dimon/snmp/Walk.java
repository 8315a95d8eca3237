// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.measurement.Outcome;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * Reads columns of a table whose rows have one number as index, all columns side by side. A device that never comes to
 * an end, or turns in circles, is left with what was read until then, and the reason in words.
 */
final class Walk {
    static final int MOST_ROWS = 1024;

    private static final int ROWS_AT_ONCE = 10;
    private static final int MOST_QUESTIONS = 2 * MOST_ROWS;

    /**
     * What was read.
     *
     * @param rows by index; a row has what its columns have there
     * @param problem why it is not all
     */
    record Table(SortedMap<Integer, Map<OID, Variable>> rows, String problem) {}

    private final Exchanges exchanges;
    private final Session session;
    private final String title;
    private final List<OID> columns;
    private final OID[] cursors;
    private final SortedMap<Integer, Map<OID, Variable>> rows = new TreeMap<>();
    private int questions;
    private int rowsAtOnce = ROWS_AT_ONCE;
    private boolean oneByOne;

    private Walk(Exchanges exchanges, Session session, String title, List<OID> columns) {
        this.exchanges = exchanges;
        this.session = session;
        this.title = title;
        this.columns = columns;
        cursors = columns.toArray(new OID[0]);
        oneByOne = session.way.version() == Version.V1;
    }

    /** Walks. Fails when the device does not answer. */
    static CompletableFuture<Table> of(Exchanges exchanges, Session session, String title, List<OID> columns) {
        return new Walk(exchanges, session, title, columns).next();
    }

    private CompletableFuture<Table> next() {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < cursors.length; i++) {
            if (cursors[i] != null) {
                open.add(i);
            }
        }
        if (open.isEmpty()) {
            return ended(null);
        }
        if (rows.size() > MOST_ROWS || questions++ >= MOST_QUESTIONS) {
            return ended("the " + title + " has no end: after " + rows.size() + " rows it still goes on");
        }
        PDU pdu = new PDU();
        for (int column : open) {
            pdu.add(new VariableBinding(cursors[column]));
        }
        if (oneByOne) {
            pdu.setType(PDU.GETNEXT);
        } else {
            pdu.setType(PDU.GETBULK);
            pdu.setMaxRepetitions(rowsAtOnce);
        }
        return exchanges.ask(session, pdu).thenCompose(answer -> {
            boolean refused = answer.pdu() == null
                    ? answer.silent()
                    : isRefused(answer.pdu().getErrorStatus());
            if (refused && !oneByOne) {
                // Some agents cannot do GETBULK, and some drop an answer that is longer than a frame.
                oneByOne = true;
                return next();
            }
            return take(answer.orFail().pdu(), open);
        });
    }

    private static boolean isRefused(int error) {
        return error != PDU.noError && error != PDU.tooBig;
    }

    private CompletableFuture<Table> ended(String problem) {
        return CompletableFuture.completedFuture(new Table(rows, problem));
    }

    private CompletableFuture<Table> take(PDU answer, List<Integer> open) {
        int error = answer.getErrorStatus();
        if (error == PDU.tooBig && rowsAtOnce > 1) {
            rowsAtOnce /= 2;
            return next();
        }
        if (error == PDU.noSuchName && session.way.version() == Version.V1) {
            int at = answer.getErrorIndex() - 1;
            if (at < 0 || at >= open.size()) {
                return ended("it says that something is missing, but not what");
            }
            cursors[open.get(at)] = null;
            return next();
        }
        if (error != PDU.noError) {
            throw new Failure(
                    Outcome.ERROR, "asked for the " + title + ", the device answers " + answer.getErrorStatusText());
        }
        boolean advanced = false;
        for (int i = 0; i < answer.size(); i++) {
            int column = open.get(i % open.size());
            if (cursors[column] == null) {
                continue;
            }
            VariableBinding binding = answer.get(i);
            OID oid = binding.getOid();
            if (binding.isException() || !oid.startsWith(columns.get(column))) {
                cursors[column] = null;
            } else if (oid.compareTo(cursors[column]) <= 0) {
                return ended("the " + title + " turns in circles: after " + cursors[column] + " comes " + oid);
            } else if (oid.size() != columns.get(column).size() + 1 || oid.last() < 0) {
                return ended("the " + title + " has a row that IF-MIB does not know: " + oid);
            } else {
                cursors[column] = oid;
                rows.computeIfAbsent(oid.last(), index -> new TreeMap<>())
                        .put(columns.get(column), binding.getVariable());
                if (rows.size() > MOST_ROWS) {
                    return ended("the " + title + " has no end: more than " + MOST_ROWS + " rows");
                }
            }
            advanced = true;
        }
        return advanced ? next() : ended("the " + title + " breaks off: an answer has nothing in it");
    }
}
