// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.List;

/** Configurations in memory. */
final class FakeConfigurations implements Joining.Configurations {
    List<String> taken = List.of();
    boolean others;
    boolean auto = true;

    @Override
    public List<String> taken() {
        return taken;
    }

    @Override
    public void take(List<String> servers) {
        taken = servers;
    }

    @Override
    public void leave() {
        taken = List.of();
    }

    @Override
    public boolean others() {
        return others;
    }

    @Override
    public void proposeOnly() {
        auto = false;
    }
}
