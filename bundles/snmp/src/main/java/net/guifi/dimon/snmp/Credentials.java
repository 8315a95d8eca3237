// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a device is asked with.
 *
 * @param name what the operator calls them
 * @param versions versions of SNMP to try, in this order
 * @param community for v1 and v2c
 * @param user for v3
 * @param ports UDP ports to try, in this order
 * @param problem why they cannot be used, for a person
 */
record Credentials(
        String name,
        List<Version> versions,
        String community,
        Optional<User> user,
        List<Integer> ports,
        Optional<String> problem) {

    Credentials {
        versions = List.copyOf(versions);
        ports = List.copyOf(ports);
    }

    /** Hides the secrets. */
    @Override
    public String toString() {
        return "Credentials " + name;
    }

    /** The first of the versions and ports, and so on: port by port. */
    List<Way> ways() {
        return ports.stream()
                .flatMap(port -> versions.stream().map(version -> new Way(version, port)))
                .toList();
    }

    /** That nothing came from an address by any way, and what may be the cause. */
    String silence(InetAddress address) {
        List<String> titles = versions.stream().map(version -> version.title).toList();
        return "no answer to SNMP " + Words.list(titles) + (ports.size() == 1 ? " on port " : " on ports ")
                + Words.list(ports) + " of " + address.getHostAddress() + ": "
                + (user.isPresent() ? "" : "wrong community, ") + "a firewall, or no agent";
    }

    /** A version and a port. */
    record Way(Version version, int port) {
        @Override
        public String toString() {
            return "SNMP " + version.title + " on port " + port;
        }
    }
}
