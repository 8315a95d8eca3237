// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import net.guifi.dimon.api.description.Interface;
import org.snmp4j.smi.OID;

/** An interface, and the objects that are asked for to measure it. */
final class Port {
    final Interface shown;
    /** Whether it counts in 64 bits. */
    final boolean wide;

    final OID in;
    final OID out;
    final OID oper;
    /** Whether the device refuses a whole question because of this one. */
    boolean refused;

    Port(Interface shown, boolean wide) {
        this.shown = shown;
        this.wide = wide;
        in = Mib.instance(wide ? Mib.IF_HC_IN_OCTETS : Mib.IF_IN_OCTETS, shown.index());
        out = Mib.instance(wide ? Mib.IF_HC_OUT_OCTETS : Mib.IF_OUT_OCTETS, shown.index());
        oper = Mib.instance(Mib.IF_OPER_STATUS, shown.index());
    }
}
