// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.update.UpdateException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** What may be changed at all; nothing is touched before it is known. */
final class Rules {
    private final BundleContext context;
    private final Managed managed;
    private final State state;

    Rules(BundleContext context, Managed managed, State state) {
        this.context = context;
        this.managed = managed;
        this.state = state;
    }

    void check(Collection<Jar> set) throws UpdateException {
        Map<String, Jar> names = new HashMap<>();
        for (Jar jar : set) {
            Jar twin = names.put(jar.name(), jar);
            if (twin != null) {
                throw new UpdateException("Two jars are the same bundle: " + twin + " and " + jar);
            }
            checkOwner(jar);
            checkVersion(jar);
            checkEnvironment(jar);
        }
    }

    private void checkOwner(Jar jar) throws UpdateException {
        Optional<Bundle> other = managed.others()
                .filter(bundle -> jar.name().equals(bundle.getSymbolicName()))
                .findFirst();
        if (other.isEmpty()) {
            return;
        }
        if (managed.isOfPlatform(other.get())) {
            throw new UpdateException(jar + " belongs to the platform, which is not updated while it runs: upgrade the"
                    + " package, or the folder of the distribution");
        }
        throw new UpdateException(jar.name() + " was installed by other means, from "
                + other.get().getLocation() + ": uninstall it there first");
    }

    private void checkVersion(Jar jar) throws UpdateException {
        Candidate candidate = state.running.get(jar.name());
        if (candidate == null) {
            return;
        }
        if (jar.version().compareTo(candidate.version()) < 0) {
            throw new UpdateException(jar + " is older than " + candidate.version()
                    + ", which runs; the highest version runs. To go back to the shipped one: dimon revert "
                    + jar.name());
        }
        if (!Files.isReadable(candidate.jar().file())) {
            throw new UpdateException(
                    candidate.jar().file()
                            + " is gone, to which it would have to be possible to go back: the package was changed; restart first");
        }
    }

    private void checkEnvironment(Jar jar) throws UpdateException {
        List<BundleCapability> environments = Managed.system(context)
                .adapt(BundleRevision.class)
                .getDeclaredCapabilities(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE);
        for (String filter : jar.environments()) {
            try {
                Filter wanted = context.createFilter(filter);
                if (environments.stream().noneMatch(offered -> wanted.matches(offered.getAttributes()))) {
                    throw new UpdateException(jar + " needs another Java than "
                            + Runtime.version().feature() + ", which runs here: " + filter);
                }
            } catch (InvalidSyntaxException e) {
                throw new UpdateException(jar + " asks for an execution environment by a broken filter: " + filter, e);
            }
        }
    }

    void checkRevert(String name) throws UpdateException {
        Candidate candidate = state.running.get(name);
        if (candidate == null) {
            throw new UpdateException("\"" + name + "\" is no bundle that can be updated; known are "
                    + String.join(", ", state.running.keySet()));
        }
        if (!candidate.updated() && !state.idle.containsKey(name)) {
            throw new UpdateException(candidate.jar() + " is the shipped one");
        }
    }
}
