// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Zone;

/**
 * Credentials, and for whom they are. What is missing in them comes from the defaults, when they are used.
 *
 * @param pid where they are configured
 * @param credentials what to ask with; unusable ones name the problem, and their devices are not asked with others
 * @param zones ids and titles of zones
 * @param devices patterns of {@code source:id}
 * @param complaints what is wrong with the configuration
 */
record CredentialRule(
        String pid, Credentials credentials, List<String> zones, List<Pattern> devices, List<String> complaints) {
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_*-]+:[A-Za-z0-9._*-]+");
    private static final int SHORTEST_PASSPHRASE = 8;
    private static final int LONGEST_NAME = 32;
    private static final int EXACT = 0;
    private static final int WILDCARD = 1;
    private static final int ZONE = 2;
    private static final String NONE = "none";

    /** Reads a configuration. */
    static CredentialRule of(CredentialsComponent.Config config, String pid) {
        return new Reader(config, pid).read();
    }

    /** How special they are for a device: 0 is the most; empty when they are not for it. */
    OptionalInt distance(Device device) {
        String id = device.id().toString();
        int best = Integer.MAX_VALUE;
        for (Pattern pattern : devices) {
            if (pattern.matcher(id).matches()) {
                best = Math.min(best, pattern.pattern().contains(".*") ? WILDCARD : EXACT);
            }
        }
        int depth = ZONE;
        for (Optional<Zone> zone = device.zone();
                zone.isPresent();
                zone = zone.get().parent()) {
            if (isFor(zone.get())) {
                best = Math.min(best, depth);
            }
            depth++;
        }
        return best == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private boolean isFor(Zone zone) {
        return zones.stream().anyMatch(name -> name.equals(zone.id()) || name.equalsIgnoreCase(zone.title()));
    }

    /** Fills in what is left to the defaults. */
    Credentials completed(Credentials defaults) {
        boolean needsCommunity =
                credentials.user().isEmpty() && credentials.community().isEmpty();
        return new Credentials(
                credentials.name(),
                credentials.versions(),
                needsCommunity ? defaults.community() : credentials.community(),
                credentials.user(),
                credentials.ports().isEmpty() ? defaults.ports() : credentials.ports(),
                credentials.problem().or(() -> needsCommunity ? defaults.problem() : Optional.empty()));
    }

    /** Reads one configuration. */
    private static final class Reader {
        private final CredentialsComponent.Config config;
        private final String pid;
        private final Fields fields;

        Reader(CredentialsComponent.Config config, String pid) {
            this.config = config;
            this.pid = pid;
            fields = new Fields(pid);
        }

        CredentialRule read() {
            String name = config.name().isBlank() ? pid : config.name();
            Optional<String> community = fields.secret("community", config.community());
            boolean hasUser = !config.user().isEmpty();
            List<Version> versions = fields.versions(config.version(), hasUser);
            boolean secured = versions.contains(Version.V3);
            Optional<User> user = secured ? Optional.of(user()) : Optional.empty();
            if (!secured && hasUser && !versions.isEmpty()) {
                fields.complain("user", "a user needs version 3 or auto, not " + config.version());
            }
            List<Integer> ports = fields.ports(config.ports());
            // Up to here each complaint stands for something without which they cannot be used as they were meant.
            Optional<String> problem = fields.complaints().stream().findFirst();
            List<Pattern> devices = devices();
            List<String> zones = Arrays.stream(config.zones())
                    .map(String::trim)
                    .filter(zone -> !zone.isEmpty())
                    .toList();
            if (devices.isEmpty() && zones.isEmpty()) {
                fields.complain("zones", "neither zones nor devices are named: the credentials are for nobody");
            }
            return new CredentialRule(
                    pid,
                    new Credentials(name, versions, community.orElse(""), user, ports, problem),
                    zones,
                    devices,
                    fields.complaints());
        }

        private List<Pattern> devices() {
            List<Pattern> patterns = new ArrayList<>();
            for (String text : config.devices()) {
                if (DEVICE.matcher(text.trim()).matches()) {
                    patterns.add(Pattern.compile(text.trim().replace(".", "\\.").replace("*", ".*")));
                } else {
                    fields.complain("devices", "\"" + text + "\" is no device: source:id is expected, * for anything");
                }
            }
            return patterns;
        }

        private User user() {
            if (config.user().isEmpty()) {
                fields.complain("user", "version 3 needs a user");
            }
            checkLength("user", config.user());
            checkLength("context", config.context());
            Optional<AuthProtocol> auth = Optional.empty();
            if (!config.authProtocol().equalsIgnoreCase(NONE)) {
                auth = AuthProtocol.named(config.authProtocol());
                if (auth.isEmpty()) {
                    fields.complain(
                            "authProtocol",
                            "\"" + config.authProtocol() + "\" is none of none, "
                                    + titles(
                                            Arrays.stream(AuthProtocol.values()).map(protocol -> protocol.title)));
                }
            }
            Optional<PrivProtocol> priv = Optional.empty();
            if (!config.privProtocol().equalsIgnoreCase(NONE)) {
                priv = PrivProtocol.named(config.privProtocol());
                if (priv.isEmpty()) {
                    fields.complain(
                            "privProtocol",
                            "\"" + config.privProtocol() + "\" is none of none, "
                                    + titles(
                                            Arrays.stream(PrivProtocol.values()).map(protocol -> protocol.title)));
                }
                if (config.authProtocol().equalsIgnoreCase(NONE)) {
                    fields.complain("privProtocol", "privacy needs authentication, and authProtocol is none");
                }
            }
            return new User(
                    config.user(),
                    auth,
                    passphrase("authPassphrase", config.authPassphrase(), auth.isPresent()),
                    priv,
                    passphrase("privPassphrase", config.privPassphrase(), priv.isPresent()),
                    config.context());
        }

        private void checkLength(String field, String text) {
            if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                fields.complain(field, "it has more than " + LONGEST_NAME + " octets");
            }
        }

        private String passphrase(String field, String value, boolean needed) {
            if (!needed) {
                return "";
            }
            String passphrase = fields.secret(field, value).orElse(null);
            if (passphrase != null && passphrase.getBytes(StandardCharsets.UTF_8).length < SHORTEST_PASSPHRASE) {
                fields.complain(field, "it is shorter than " + SHORTEST_PASSPHRASE + " octets, which RFC 3414 forbids");
            }
            return passphrase == null ? "" : passphrase;
        }

        private static String titles(Stream<String> titles) {
            return String.join(", ", titles.toList());
        }
    }
}
