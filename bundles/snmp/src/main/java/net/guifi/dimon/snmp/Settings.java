// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings in force, checked.
 *
 * @param defaults what devices are asked with that no credentials are for
 * @param timeout how long an answer is awaited
 * @param retries how often a question is put again
 * @param period from one poll of a device to the next
 * @param discovery from one walk of a device's interfaces to the next
 * @param inFlight most questions under way
 * @param all whether devices without a port in the inventory are polled too
 * @param complaints what was wrong with the configuration
 */
record Settings(
        Credentials defaults,
        Duration timeout,
        int retries,
        Duration period,
        Duration discovery,
        int inFlight,
        boolean all,
        List<String> complaints) {
    /** After longer ones a rate is too old to be called traffic, and after much longer ones there is none. */
    private static final String LONGEST_PERIOD = "PT5M";

    static final Settings DEFAULT = new Settings(
            new Credentials(
                    "default",
                    List.of(Version.V2C, Version.V1),
                    "public",
                    Optional.empty(),
                    List.of(161, 170),
                    Optional.empty()),
            Duration.ofSeconds(2),
            1,
            Duration.ofMinutes(1),
            Duration.ofHours(6),
            50,
            false,
            List.of());

    /** Takes the good values of a configuration, keeps the former one for each bad one, and says so. */
    static Settings of(SnmpProbe.Config config, Settings former) {
        Fields fields = new Fields(SnmpProbe.PID);
        Optional<String> community = fields.secret("community", config.community());
        List<Version> versions = config.version().equals("3") ? List.of() : fields.versions(config.version(), false);
        if (config.version().equals("3")) {
            fields.complain("version", "version 3 needs a user: configure net.guifi.dimon.snmp.credentials instead");
        }
        List<Integer> ports = fields.ports(config.ports());
        if (ports.isEmpty()) {
            ports = former.defaults.ports();
            fields.complain("ports", "there is none; " + ports + " go on");
        }
        boolean all = config.devices().equals("all");
        if (!all && !config.devices().equals("listed")) {
            fields.complain("devices", "\"" + config.devices() + "\" is neither listed nor all; listed is used");
        }
        return new Settings(
                new Credentials(
                        "default",
                        versions.isEmpty() ? former.defaults.versions() : versions,
                        community.orElse(""),
                        Optional.empty(),
                        ports,
                        community.isPresent()
                                ? Optional.empty()
                                : Optional.of(fields.complaints().get(0))),
                fields.duration("timeout", config.timeout(), "PT0.1S", "PT30S", former.timeout),
                fields.number("retries", config.retries(), 0, 5, former.retries),
                fields.duration("period", config.period(), "PT1S", LONGEST_PERIOD, former.period),
                fields.duration("discovery", config.discovery(), "PT1M", "P7D", former.discovery),
                fields.number("inFlight", config.inFlight(), 1, 10_000, former.inFlight),
                all,
                fields.complaints());
    }
}
