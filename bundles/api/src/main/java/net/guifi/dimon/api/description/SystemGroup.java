// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.description;

import java.time.Duration;

/**
 * The system group of SNMPv2-MIB (RFC 3418).
 *
 * @param name sysName
 * @param description sysDescr
 * @param objectId sysObjectID, dotted; empty when the device has none
 * @param contact sysContact
 * @param location sysLocation
 * @param uptime sysUpTime, as it answered last
 */
public record SystemGroup(
        String name, String description, String objectId, String contact, String location, Duration uptime) {}
