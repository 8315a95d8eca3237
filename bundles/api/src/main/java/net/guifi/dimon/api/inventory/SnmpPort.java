// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An interface whose traffic is to be read by SNMP, named by its name or by its index.
 *
 * @param key what tells it from the others of the device: the radio's id in CNML
 * @param name ifName or ifDescr (IF-MIB, RFC 2863): {@code snmp_name} of CNML
 * @param index ifIndex: {@code snmp_index} of CNML
 */
public record SnmpPort(String key, Optional<String> name, OptionalInt index) {}
