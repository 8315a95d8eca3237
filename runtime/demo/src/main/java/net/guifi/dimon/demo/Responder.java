// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Answers what a device is asked: GET, GETNEXT and GETBULK (RFC 1157, RFC 3416); nothing can be set. */
final class Responder implements CommandResponder {
    /** The longest message sent: what fits an Ethernet frame. */
    static final int MAX_MESSAGE = 1472;

    static final OctetString COMMUNITY = new OctetString("public");

    private static final Set<Integer> REQUESTS = Set.of(PDU.GET, PDU.GETNEXT, PDU.GETBULK, PDU.SET);

    // Sequence and length of the list of bindings, when it has become long.
    private static final int LENGTHS = 8;

    private final ManagedDevice device;
    private final Mib mib;
    private final InstantSource clock;

    Responder(ManagedDevice device, Mib mib, InstantSource clock) {
        this.device = device;
        this.mib = mib;
        this.clock = clock;
    }

    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
        boolean v3 = event.getMessageProcessingModel() == MPv3.ID;
        PDU request = event.getPDU();
        if (!REQUESTS.contains(request.getType())
                || !v3 && !COMMUNITY.equals(new OctetString(event.getSecurityName()))) {
            return;
        }
        int room = Math.min(event.getMaxSizeResponsePDU(), MAX_MESSAGE - MPv3.MAX_HEADER_LENGTH);
        PDU response = v3 && event.getSecurityLevel() != SecurityLevel.AUTH_PRIV
                ? error(request, PDU.authorizationError, 0)
                : answer(request, event.getMessageProcessingModel() == MPv1.ID, room);
        event.setProcessed(true);
        try {
            event.getMessageDispatcher()
                    .returnResponsePdu(
                            event.getMessageProcessingModel(),
                            event.getSecurityModel(),
                            event.getSecurityName(),
                            event.getSecurityLevel(),
                            response,
                            event.getMaxSizeResponsePDU(),
                            event.getStateReference(),
                            new StatusInformation());
        } catch (MessageException e) {
            throw new IllegalStateException("No answer to " + request, e);
        }
    }

    private PDU answer(PDU request, boolean v1, int room) {
        return switch (request.getType()) {
            case PDU.GET, PDU.GETNEXT -> each(request, v1, room);
            case PDU.GETBULK -> bulk(request, room);
            default -> error(request, v1 ? PDU.noSuchName : PDU.notWritable, 1);
        };
    }

    private PDU each(PDU request, boolean v1, int room) {
        Instant now = clock.instant();
        List<VariableBinding> found = new ArrayList<>();
        for (VariableBinding asked : request.getVariableBindings()) {
            VariableBinding binding =
                    request.getType() == PDU.GET ? get(asked.getOid(), now) : next(asked.getOid(), v1, now);
            if (v1 && (binding.isException() || binding.getVariable() instanceof Counter64)) {
                return error(request, PDU.noSuchName, found.size() + 1);
            }
            found.add(binding);
        }
        PDU response = response(request, found);
        if (response.getBERLength() <= room) {
            return response;
        }
        return v1 ? error(request, PDU.tooBig, 0) : failed(response(request, List.of()), PDU.tooBig, 0);
    }

    private PDU bulk(PDU request, int room) {
        Instant now = clock.instant();
        List<VariableBinding> found = new ArrayList<>();
        int size = response(request, found).getBERLength() + LENGTHS;
        int repeatedFrom = Math.min(Math.max(0, request.getNonRepeaters()), request.size());
        List<OID> row = new ArrayList<>();
        for (VariableBinding asked : request.getVariableBindings()) {
            row.add(asked.getOid());
        }
        for (int repetition = -1; repetition < request.getMaxRepetitions(); repetition++) {
            // The first row is of those that are asked for once.
            int from = repetition < 0 ? 0 : repeatedFrom;
            int to = repetition < 0 ? repeatedFrom : row.size();
            boolean more = repetition < 0;
            for (int i = from; i < to; i++) {
                VariableBinding binding = next(row.get(i), false, now);
                size += binding.getBERLength();
                if (size > room) {
                    return response(request, found);
                }
                found.add(binding);
                row.set(i, binding.getOid());
                more |= !binding.isException();
            }
            if (!more) {
                break;
            }
        }
        return response(request, found);
    }

    private VariableBinding get(OID oid, Instant now) {
        Mib.Reading reading = mib.objects().get(oid);
        if (reading != null) {
            return new VariableBinding(oid, reading.of(device, now));
        }
        return new VariableBinding(oid, isObject(oid) ? Null.noSuchInstance : Null.noSuchObject);
    }

    /** Whether it is some instance of a scalar or column that is here. */
    private boolean isObject(OID oid) {
        for (OID type = new OID(oid); type.size() > 1; type.removeLast()) {
            OID first = mib.objects().higherKey(type);
            if (first != null && first.size() == type.size() + 1 && first.startsWith(type)) {
                return true;
            }
        }
        return false;
    }

    /** The next object; version 1 does not know counters of 64 bits, and passes them over. */
    private VariableBinding next(OID oid, boolean v1, Instant now) {
        Map.Entry<OID, Mib.Reading> entry = mib.objects().higherEntry(oid);
        while (entry != null) {
            Variable value = entry.getValue().of(device, now);
            if (!v1 || !(value instanceof Counter64)) {
                return new VariableBinding(entry.getKey(), value);
            }
            entry = mib.objects().higherEntry(entry.getKey());
        }
        return new VariableBinding(oid, Null.endOfMibView);
    }

    private static PDU response(PDU request, List<VariableBinding> bindings) {
        PDU response = (PDU) request.clone();
        response.setType(PDU.RESPONSE);
        response.setVariableBindings(bindings);
        return failed(response, PDU.noError, 0);
    }

    private static PDU error(PDU request, int status, int index) {
        return failed(response(request, new ArrayList<>(request.getVariableBindings())), status, index);
    }

    private static PDU failed(PDU response, int status, int index) {
        response.setErrorStatus(status);
        response.setErrorIndex(index);
        return response;
    }
}
