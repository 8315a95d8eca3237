// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.List;
import java.util.Optional;

/** Configurations in memory. */
final class FakeConfigurations implements Joining.Configurations {
    List<String> taken = List.of();
    Optional<String> takenFor = Optional.empty();
    boolean others;
    boolean auto = true;

    @Override
    public List<String> taken() {
        return taken;
    }

    @Override
    public Optional<String> takenFor() {
        return takenFor;
    }

    @Override
    public void take(List<String> servers, String network) {
        taken = servers;
        takenFor = Optional.of(network);
    }

    @Override
    public void leave() {
        taken = List.of();
        takenFor = Optional.empty();
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
