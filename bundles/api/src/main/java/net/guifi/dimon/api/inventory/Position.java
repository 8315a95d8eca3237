// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

/**
 * A place on Earth, WGS 84.
 *
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record Position(double latitude, double longitude) {
    /**
     * Checks both numbers.
     *
     * @throws IllegalArgumentException when one is out of its range or no number
     */
    public Position {
        if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180)) {
            throw new IllegalArgumentException("No place on Earth: " + latitude + ", " + longitude);
        }
    }
}
