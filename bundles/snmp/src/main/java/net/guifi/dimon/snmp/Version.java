// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

/** The versions of SNMP, with their number in a message. */
enum Version {
    V1("v1", 0),
    V2C("v2c", 1),
    V3("v3", 3);

    final String title;
    final int number;

    Version(String title, int number) {
        this.title = title;
        this.number = number;
    }
}
