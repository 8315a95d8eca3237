// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.description;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An interface of a device, as IF-MIB (RFC 2863) tells it.
 *
 * @param index ifIndex; it may change when the device restarts
 * @param instance what names the interface in the series of its traffic: its name, with {@code #index} where two have
 *     the same
 * @param port key of the inventory's port that this interface is, where it is one
 * @param name ifName, or ifDescr where there is none
 * @param description ifDescr
 * @param alias ifAlias: what the operator calls it; may be empty
 * @param type ifType (IANAifType-MIB), such as 6 for Ethernet and 71 for IEEE 802.11
 * @param speed bits per second, where the device tells it
 * @param admin ifAdminStatus: what the operator wants
 * @param oper ifOperStatus: what is
 * @param measured whether its traffic is read
 */
public record Interface(
        int index,
        String instance,
        Optional<String> port,
        String name,
        String description,
        String alias,
        int type,
        OptionalLong speed,
        Status admin,
        Status oper,
        boolean measured) {
    /** ifOperStatus, of which ifAdminStatus has the first three; the numbers are those of IF-MIB. */
    public enum Status {
        /** Ready to pass packets. */
        UP(1),
        /** Not ready. */
        DOWN(2),
        /** In some test mode. */
        TESTING(3),
        /** Cannot be told, or is no status of IF-MIB. */
        UNKNOWN(4),
        /** Waits for something from outside. */
        DORMANT(5),
        /** A part is missing. */
        NOT_PRESENT(6),
        /** Down because of an interface below it. */
        LOWER_LAYER_DOWN(7);

        private final int number;

        Status(int number) {
            this.number = number;
        }

        /**
         * The number in IF-MIB.
         *
         * @return 1 to 7
         */
        public int number() {
            return number;
        }

        /**
         * Finds a status by its number.
         *
         * @param number as the device tells it
         * @return the status, {@link #UNKNOWN} for a number that is none
         */
        public static Status of(long number) {
            for (Status status : values()) {
                if (status.number == number) {
                    return status;
                }
            }
            return UNKNOWN;
        }
    }
}
