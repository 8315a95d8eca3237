// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.List;
import org.snmp4j.smi.OID;

/** The objects that are asked for: SNMPv2-MIB (RFC 3418) and IF-MIB (RFC 2863). */
final class Mib {
    static final OID SYS_DESCR = new OID("1.3.6.1.2.1.1.1.0");
    static final OID SYS_OBJECT_ID = new OID("1.3.6.1.2.1.1.2.0");
    static final OID SYS_UP_TIME = new OID("1.3.6.1.2.1.1.3.0");
    static final OID SYS_CONTACT = new OID("1.3.6.1.2.1.1.4.0");
    static final OID SYS_NAME = new OID("1.3.6.1.2.1.1.5.0");
    static final OID SYS_LOCATION = new OID("1.3.6.1.2.1.1.6.0");
    static final List<OID> SYSTEM = List.of(SYS_UP_TIME, SYS_NAME, SYS_DESCR, SYS_OBJECT_ID, SYS_CONTACT, SYS_LOCATION);

    static final OID IF_INDEX = new OID("1.3.6.1.2.1.2.2.1.1");
    static final OID IF_DESCR = new OID("1.3.6.1.2.1.2.2.1.2");
    static final OID IF_TYPE = new OID("1.3.6.1.2.1.2.2.1.3");
    static final OID IF_SPEED = new OID("1.3.6.1.2.1.2.2.1.5");
    static final OID IF_ADMIN_STATUS = new OID("1.3.6.1.2.1.2.2.1.7");
    static final OID IF_OPER_STATUS = new OID("1.3.6.1.2.1.2.2.1.8");
    static final OID IF_IN_OCTETS = new OID("1.3.6.1.2.1.2.2.1.10");
    static final OID IF_OUT_OCTETS = new OID("1.3.6.1.2.1.2.2.1.16");
    static final List<OID> IF_TABLE =
            List.of(IF_INDEX, IF_DESCR, IF_TYPE, IF_SPEED, IF_ADMIN_STATUS, IF_OPER_STATUS, IF_IN_OCTETS);

    static final OID IF_NAME = new OID("1.3.6.1.2.1.31.1.1.1.1");
    static final OID IF_HC_IN_OCTETS = new OID("1.3.6.1.2.1.31.1.1.1.6");
    static final OID IF_HC_OUT_OCTETS = new OID("1.3.6.1.2.1.31.1.1.1.10");
    static final OID IF_HIGH_SPEED = new OID("1.3.6.1.2.1.31.1.1.1.15");
    static final OID IF_ALIAS = new OID("1.3.6.1.2.1.31.1.1.1.18");
    static final List<OID> IF_X_TABLE = List.of(IF_NAME, IF_HC_IN_OCTETS, IF_HC_OUT_OCTETS, IF_HIGH_SPEED, IF_ALIAS);
    /** 64-bit counters do not exist in v1. */
    static final List<OID> IF_X_TABLE_V1 = List.of(IF_NAME, IF_HIGH_SPEED, IF_ALIAS);

    static final int SOFTWARE_LOOPBACK = 24;

    private Mib() {}

    static OID instance(OID column, int index) {
        return new OID(column.getValue(), index);
    }
}
