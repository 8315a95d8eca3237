// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.network.NetworkSettings;

/** What the settings of the network say about who watches what. */
final class RedundancyRules {
    private static final int MOST = 20;
    private static final Pattern POLICY = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,2})(?:-([0-9]{1,2}))?");

    /**
     * How many monitors a device should have.
     *
     * @param least how many watch it
     * @param most how many do when some of them do not reach it
     */
    record Range(int least, int most) {
        static Range parse(String text) {
            Matcher matcher = RANGE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("a number of monitors is expected, or least and most such as 2-4");
            }
            int least = Integer.parseInt(matcher.group(1));
            int highest = least + AssignmentPolicy.SPARES;
            int most =
                    Optional.ofNullable(matcher.group(2)).map(Integer::valueOf).orElse(highest);
            if (least < 1 || least > MOST) {
                throw new IllegalArgumentException("1 to " + MOST + " monitors are expected");
            }
            if (most < least || most > highest) {
                throw new IllegalArgumentException("the most may be " + least + " to " + highest);
            }
            return new Range(least, most);
        }
    }

    private String policy = "balanced";
    private Range everywhere = Range.parse("2");
    private final Map<String, Map<String, Range>> zones = new HashMap<>();
    private final Map<DeviceId, Range> devices = new HashMap<>();

    private RedundancyRules(NetworkSettings settings, BiConsumer<String, IllegalArgumentException> complaints) {
        read(settings, NetworkSettings.POLICY, complaints, text -> {
            if (!POLICY.matcher(text).matches()) {
                throw new IllegalArgumentException("the name of a policy is expected: 1 to 40 of a-z 0-9 -");
            }
            policy = text;
        });
        read(settings, NetworkSettings.REDUNDANCY, complaints, text -> everywhere = Range.parse(text));
        readAll(settings, NetworkSettings.REDUNDANCY_ZONES, complaints, (name, range) -> {
            int colon = name.indexOf(':');
            if (colon < 1 || colon == name.length() - 1) {
                throw new IllegalArgumentException("the source and the zone are expected, SOURCE:ZONE=NUMBER");
            }
            zones.computeIfAbsent(name.substring(0, colon), source -> new HashMap<>())
                    .put(name.substring(colon + 1), range);
        });
        readAll(
                settings,
                NetworkSettings.REDUNDANCY_DEVICES,
                complaints,
                (name, range) -> devices.put(DeviceId.parse(name), range));
    }

    /** Reads settings that may come from another release: what is not understood has its default. */
    static RedundancyRules of(NetworkSettings settings) {
        return new RedundancyRules(settings, (what, problem) -> {});
    }

    /**
     * Checks settings before they are signed.
     *
     * @throws IllegalArgumentException when something is wrong; the message names it
     */
    static void check(NetworkSettings settings) {
        new RedundancyRules(settings, (what, problem) -> {
            throw new IllegalArgumentException(what + ": " + problem.getMessage(), problem);
        });
    }

    private static void readAll(
            NetworkSettings settings,
            String setting,
            BiConsumer<String, IllegalArgumentException> complaints,
            BiConsumer<String, Range> taker) {
        for (String entry : settings.value(setting).orElse("").trim().split("\\s+")) {
            if (!entry.isEmpty()) {
                int equals = entry.lastIndexOf('=');
                read(setting, entry, complaints, text -> {
                    if (equals < 0) {
                        throw new IllegalArgumentException("NAME=NUMBER is expected");
                    }
                    taker.accept(text.substring(0, equals), Range.parse(text.substring(equals + 1)));
                });
            }
        }
    }

    private static void read(
            NetworkSettings settings,
            String setting,
            BiConsumer<String, IllegalArgumentException> complaints,
            Consumer<String> taker) {
        settings.value(setting).ifPresent(text -> read(setting, text, complaints, taker));
    }

    private static void read(
            String setting,
            String text,
            BiConsumer<String, IllegalArgumentException> complaints,
            Consumer<String> taker) {
        try {
            taker.accept(text);
        } catch (IllegalArgumentException e) {
            complaints.accept(setting + " has \"" + text + "\"", e);
        }
    }

    /** The name of the policy that decides. */
    String policy() {
        return policy;
    }

    /** For devices without a rule of their own or of their zones. */
    Range everywhere() {
        return everywhere;
    }

    /** The device's own, else that of the nearest zone around it (by its id or title), else everybody's. */
    Range of(Device device) {
        Range own = devices.isEmpty() ? null : devices.get(device.id());
        if (own != null) {
            return own;
        }
        Map<String, Range> ofSource = zones.getOrDefault(device.id().source(), Map.of());
        if (!ofSource.isEmpty()) {
            for (Optional<Zone> zone = device.zone();
                    zone.isPresent();
                    zone = zone.get().parent()) {
                Range ofZone = ofSource.get(word(zone.get().id()));
                Range ofTitle = ofZone == null ? ofSource.get(word(zone.get().title())) : ofZone;
                if (ofTitle != null) {
                    return ofTitle;
                }
            }
        }
        return everywhere;
    }

    /** Entries of the settings are separated by blanks: within a name {@code _} stands for one. */
    private static String word(String name) {
        return name.indexOf(' ') < 0 ? name : name.replace(' ', '_');
    }
}
