// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import net.guifi.dimon.api.description.Interface;

/**
 * An interface, and whether it counts in 64 bits.
 *
 * @param shown what others are told
 * @param wide whether ifHCInOctets and ifHCOutOctets are there
 */
record Port(Interface shown, boolean wide) {}
