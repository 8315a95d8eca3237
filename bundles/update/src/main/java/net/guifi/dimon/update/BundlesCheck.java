// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.Bundle;

/** Tells whether the bundles run that are to run. */
final class BundlesCheck implements HealthCheck {
    private final Managed managed;
    private final State state;

    BundlesCheck(Managed managed, State state) {
        this.managed = managed;
        this.state = state;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        long updated =
                state.running.values().stream().filter(Candidate::updated).count();
        log.info("{} bundles, {} of them updated ones", state.running.size(), updated);
        for (Bundle bundle : managed.all().toList()) {
            if (Managed.runs(bundle)) {
                continue;
            }
            if (Managed.isWanted(bundle) || Managed.isFragment(bundle)) {
                log.critical("{} does not run: it is {}", Managed.name(bundle), Managed.state(bundle));
            } else {
                log.info("{} was stopped by hand: start it in the console", Managed.name(bundle));
            }
        }
        state.refused.values().forEach(text -> log.warn("{}", text));
        state.tampered.values().forEach(text -> log.warn("{}", text));
        others().forEach(bundle -> log.warn(
                "{} was installed by other means, from {}: it is lost when the cache of the framework is made anew."
                        + " Uninstall it, and use dimon update",
                bundle.getSymbolicName(),
                bundle.getLocation()));
        state.lastRefusal.ifPresent(text -> log.warn("The last change of bundles was refused: {}", text));
        return new Result(log);
    }

    private List<Bundle> others() {
        return managed.others().filter(bundle -> !managed.isOfPlatform(bundle)).toList();
    }
}
