// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Names a series of samples.
 *
 * @param device the device measured
 * @param metric what is measured
 * @param instance which of several within the device, such as an interface; empty where there is one only
 */
public record SeriesKey(DeviceId device, Metric metric, String instance) {
    /**
     * A series of which the device has one only.
     *
     * @param device the device measured
     * @param metric what is measured
     */
    public SeriesKey(DeviceId device, Metric metric) {
        this(device, metric, "");
    }
}
