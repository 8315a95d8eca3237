// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;

/** Gathers the devices of one import, and warnings that name document and line. */
final class DeviceCollector {
    private static final int MAX_DEVICES = 500_000;
    private static final int MAX_TEXT = 250;
    private static final int WARNINGS_KEPT = 20;

    private final String source;
    private final Map<DeviceId, Device> known;
    private final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private int warningCount;
    private String document = "";

    /** A device that is equal to a known one becomes the known object, so that an import does not double the memory. */
    DeviceCollector(String source, Map<DeviceId, Device> known) {
        this.source = source;
        this.known = known;
    }

    /** Names the document that is read from now on. */
    void document(String name) {
        document = name;
    }

    DeviceId id(String id) {
        return new DeviceId(source, id);
    }

    /** Reads the id of a device; empty, with a warning, when it is not usable. */
    Optional<DeviceId> deviceId(String id, int line) {
        DeviceId deviceId;
        try {
            deviceId = id(id);
        } catch (IllegalArgumentException e) {
            warn(line, "device skipped: " + e.getMessage());
            return Optional.empty();
        }
        if (devices.containsKey(deviceId)) {
            warn(line, "device skipped: there is a device " + id + " already");
            return Optional.empty();
        }
        return Optional.of(deviceId);
    }

    /** Adds a device whose id came from {@link #deviceId}. */
    void add(Device device, int line) throws ImportException {
        if (devices.size() == MAX_DEVICES) {
            throw failure(line, "more than " + MAX_DEVICES + " devices");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw failure(line, "the import was stopped");
        }
        Device old = known.get(device.id());
        devices.put(device.id(), device.equals(old) ? old : device);
    }

    /** A text for people, cut to a length that every page can show. */
    String text(String text, int line) {
        if (isShort(text)) {
            return text;
        }
        warn(line, "a text of " + text.length() + " characters is cut to " + MAX_TEXT);
        return text.substring(0, MAX_TEXT);
    }

    static boolean isShort(String text) {
        return text.length() <= MAX_TEXT;
    }

    void warn(int line, String reason) {
        warningCount++;
        if (warnings.size() < WARNINGS_KEPT) {
            warnings.add(document + ":" + line + ": " + reason);
        }
    }

    ImportException failure(int line, String reason) {
        return ImportException.at(document, line, reason);
    }

    String document() {
        return document;
    }

    int size() {
        return devices.size();
    }

    Map<DeviceId, Device> devices() {
        return devices;
    }

    /** The first warnings. */
    List<String> warnings() {
        return warnings;
    }

    /** Counts of devices and warnings, and the first warning, for the operator. */
    String summary() {
        String count = devices.size() + (devices.size() == 1 ? " device" : " devices");
        return switch (warningCount) {
            case 0 -> count;
            case 1 -> count + "; a warning: " + warnings.get(0);
            default -> count + "; " + warningCount + " warnings, the first: " + warnings.get(0);
        };
    }
}
