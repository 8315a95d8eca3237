// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.update.BundleStatus;
import net.guifi.dimon.api.update.UpdateException;
import net.guifi.dimon.api.update.Updates;
import org.osgi.framework.Version;

/** One bundle, ping, of which 1.0.0 was shipped. */
final class FakeUpdates implements Updates {
    private static final Version SHIPPED = new Version("1.0.0");

    final List<String> asked = new ArrayList<>();
    Optional<String> refusal = Optional.empty();

    private static BundleStatus ping(String version, boolean updated, Optional<Version> idle) {
        return new BundleStatus(
                "net.guifi.dimon.ping", new Version(version), updated, Optional.of(SHIPPED), idle, "active");
    }

    private void ask(String what) throws UpdateException {
        asked.add(what);
        if (refusal.isPresent()) {
            throw new UpdateException(refusal.get());
        }
    }

    @Override
    public List<BundleStatus> bundles() {
        return List.of(ping("1.0.0", false, Optional.of(new Version("0.9.0"))));
    }

    @Override
    public List<BundleStatus> install(Collection<Path> jars) throws UpdateException {
        ask("install " + jars);
        return List.of(ping("1.1.0", true, Optional.empty()));
    }

    @Override
    public List<BundleStatus> revert(Collection<String> symbolicNames) throws UpdateException {
        ask("revert " + symbolicNames);
        return symbolicNames.contains("net.guifi.dimon.ping") ? bundles() : List.of();
    }
}
