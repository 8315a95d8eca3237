// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All devices that exist, at one moment: an immutable snapshot.
 *
 * <p>A device that did not change from one snapshot to the next is the same object in both.
 */
public final class Inventory {
    private static final Inventory EMPTY = new Inventory("0", Collections.emptyList());

    private final String version;
    private final NavigableMap<DeviceId, Device> devices;
    private final int monitored;

    /**
     * Takes a snapshot.
     *
     * @param version names the content: equal for equal content, on every monitor
     * @param devices the devices
     * @throws IllegalArgumentException when two devices have one id; the message names it
     */
    public Inventory(String version, Collection<Device> devices) {
        this.version = version;
        NavigableMap<DeviceId, Device> byId = new TreeMap<>();
        int count = 0;
        for (Device device : devices) {
            if (byId.put(device.id(), device) != null) {
                throw new IllegalArgumentException("Two devices have the id " + device.id());
            }
            count += device.monitored() ? 1 : 0;
        }
        this.devices = Collections.unmodifiableNavigableMap(byId);
        this.monitored = count;
    }

    /**
     * The inventory without a device.
     *
     * @return an inventory of version {@code 0}
     */
    public static Inventory empty() {
        return EMPTY;
    }

    /**
     * The name of the content.
     *
     * @return equal for equal content, on every monitor
     */
    public String version() {
        return version;
    }

    /**
     * The devices by id, in the order of the ids.
     *
     * @return an unmodifiable map
     */
    public NavigableMap<DeviceId, Device> devices() {
        return devices;
    }

    /**
     * How many devices are to be watched.
     *
     * @return the number of devices whose {@link Device#monitored()} is true
     */
    public int monitored() {
        return monitored;
    }

    /**
     * Finds a device as a person names it.
     *
     * @param text {@code source:id}, or the id alone where only one source has it
     * @return the device; empty when there is none, or more than one
     */
    public Optional<Device> find(String text) {
        if (text.indexOf(':') >= 0) {
            try {
                return Optional.ofNullable(devices.get(DeviceId.parse(text)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        Device found = null;
        for (Device device : devices.values()) {
            if (device.id().id().equals(text)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = device;
            }
        }
        return Optional.ofNullable(found);
    }

    @Override
    public String toString() {
        return "Inventory " + version + " of " + devices.size() + " devices";
    }
}
