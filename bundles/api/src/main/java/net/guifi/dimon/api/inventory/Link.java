// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

/**
 * One end of a link, as the device at this end has it. The other end may lie outside the inventory.
 *
 * @param id id within the source; the same on both ends
 * @param type {@code ap/client}, {@code wds}, {@code cable}, {@code tunnel}, {@code bridge}, {@code xPON}… as the source has it
 * @param status where the link stands in its life
 * @param interfaceId the interface at this end
 * @param peer the device at the other end
 * @param peerInterfaceId the interface at the other end
 */
public record Link(String id, String type, Status status, String interfaceId, DeviceId peer, String peerInterfaceId) {}
