// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import org.snmp4j.smi.OID;

/** The kinds of devices that answer SNMP, as such devices do. */
enum Model {
    AIROS_3(
            "AirOsv30",
            "Linux 2.4.25 #1 Tue Mar 10 2009 mips NanoStation2",
            "1.3.6.1.4.1.10002.1",
            "lo",
            "eth0",
            "ath0"),
    AIROS_5(
            "AirOsv52",
            "Linux 2.6.32.54 #1 Mon Jul 2 2012 mips NanoStation M5",
            "1.3.6.1.4.1.10002.1",
            "lo",
            "eth0",
            "ath0"),
    AIROS_6(
            "AirOsv6.0",
            "Linux 2.6.32.71 #1 Tue Sep 12 2017 mips Rocket M5",
            "1.3.6.1.4.1.10002.1",
            "lo",
            "eth0",
            "ath0"),
    ROUTEROS("RouterOSv6.x", "RouterOS RB750", "1.3.6.1.4.1.14988.1", "ether1", "bridge1", "wlan1"),
    DEBIAN("", "Linux 6.1.0-18-amd64 #1 SMP Debian x86_64", "1.3.6.1.4.1.8072.3.2.10", "lo", "eth0", "wlan0");

    /** ifIndex of the interface that CNML calls Lan. */
    static final int LAN_INDEX = 2;
    /** ifIndex of the radio's interface. */
    static final int RADIO_INDEX = 3;

    private final String firmware;
    private final String description;
    private final OID objectId;
    private final String firstName;
    private final String lanName;
    private final String radioName;

    Model(String firmware, String description, String objectId, String firstName, String lanName, String radioName) {
        this.firmware = firmware;
        this.description = description;
        this.objectId = new OID(objectId);
        this.firstName = firstName;
        this.lanName = lanName;
        this.radioName = radioName;
    }

    /** As CNML says it; empty where it says nothing. */
    String firmware() {
        return firmware;
    }

    /** Its sysDescr. */
    String description() {
        return description;
    }

    OID objectId() {
        return objectId;
    }

    /** The interface with index 1, which carries nothing. */
    String firstName() {
        return firstName;
    }

    String lanName() {
        return lanName;
    }

    String radioName() {
        return radioName;
    }

    /** Whether it speaks version 1 only. */
    boolean oldest() {
        return this == AIROS_3;
    }

    /** Whether it speaks version 3. */
    boolean modern() {
        return this == ROUTEROS || this == DEBIAN;
    }

    /** Whether it has ifXTable, and with that counters of 64 bits. */
    boolean wide() {
        return this != AIROS_3 && this != AIROS_5;
    }
}
