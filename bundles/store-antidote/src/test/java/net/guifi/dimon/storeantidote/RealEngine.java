// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.util.Arrays;
import java.util.List;
import net.guifi.dimon.storecontract.Engine;

/** Servers of AntidoteDB that somebody else runs: one, or two that are joined. */
final class RealEngine implements Engine {
    private static final String HOSTS = "antidote.hosts";

    private final List<HostPort> hosts = Arrays.stream(System.getProperty(HOSTS).split(","))
            .map(HostPort::parse)
            .toList();

    @Override
    public Connection connect(int monitor) {
        HostPort host = hosts.get(Math.min(monitor, hosts.size() - 1));
        return new StandinEngine.Deployed(new AntidoteAdapter(List.of(host), Limits.DEFAULT));
    }

    @Override
    public void close() {
        // Others may use them.
    }
}
