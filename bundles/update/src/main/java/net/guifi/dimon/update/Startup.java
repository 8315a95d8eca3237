// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.guifi.dimon.api.update.UpdateException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the framework from what its cache has to what is to run. */
final class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final Managed managed;
    private final Overlay overlay;
    private final Installed installed;
    private final Transaction transaction;
    private final State state;
    private final Set<Bundle> changed = new LinkedHashSet<>();
    private final Set<Bundle> added = new LinkedHashSet<>();
    private Map<String, List<Candidate>> ranked = Map.of();

    Startup(Managed managed, Overlay overlay, Installed installed, Transaction transaction, State state) {
        this.managed = managed;
        this.overlay = overlay;
        this.installed = installed;
        this.transaction = transaction;
        this.state = state;
    }

    /** Installs what is to run. The framework starts it when it comes to its level. */
    void install(Path shipped) throws UpdateException, InterruptedException, IOException {
        ranked = Candidate.ranked(readShipped(shipped), readOverlay());
        for (Bundle bundle : managed.all().toList()) {
            if (!ranked.containsKey(Managed.name(bundle))) {
                uninstall(bundle);
            }
        }
        ranked.forEach(this::install);
        state.describeIdle(ranked);
        installed.save();
        if (managed.isFrameworkStarted()) {
            transaction.refresh(changed);
        }
        for (Bundle bundle : added) {
            start(bundle);
        }
        LOG.info(
                "{} bundles, {} of them updated ones; {} were installed anew",
                state.running.size(),
                state.running.values().stream().filter(Candidate::updated).count(),
                changed.size());
    }

    private List<Jar> readShipped(Path shipped) throws IOException {
        for (Path file : Overlay.files(shipped)) {
            try {
                Jar jar = Jar.read(file, file.toString());
                state.shipped.put(jar.name(), jar);
            } catch (UpdateException e) {
                refuse(file.getFileName().toString(), e.getMessage() + ". Install the package again.");
            }
        }
        return List.copyOf(state.shipped.values());
    }

    private List<Jar> readOverlay() {
        List<Jar> found = List.of();
        try {
            overlay.recover();
            found = overlay.jars();
            overlay.problems().forEach(this::refuse);
        } catch (IOException e) {
            refuse("overlay", "The folder of updated bundles cannot be used, so the shipped ones run: " + e);
        }
        Set<String> platform = managed.others().map(Bundle::getSymbolicName).collect(Collectors.toSet());
        found.stream()
                .filter(jar -> platform.contains(jar.name()))
                .forEach(jar -> refuse(jar.name(), jar.file() + " is of the platform, which is not updated so"));
        return found.stream().filter(jar -> !platform.contains(jar.name())).toList();
    }

    private void refuse(String what, String why) {
        LOG.error("{}", why);
        state.refused.put(what, why);
    }

    private void uninstall(Bundle bundle) {
        String name = Managed.name(bundle);
        try {
            bundle.uninstall();
            installed.remove(name);
            changed.add(bundle);
            LOG.info("{} belongs here no more, and is removed", name);
        } catch (BundleException e) {
            LOG.error("{} cannot be uninstalled", name, e);
        }
    }

    /** The best of the candidates that the framework takes. */
    private void install(String name, List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            Path file = candidate.jar().file();
            try {
                Optional<Bundle> present = managed.bundle(name);
                if (present.isEmpty() || !installed.isFrom(present.get(), file)) {
                    Bundle bundle = managed.put(name, file);
                    installed.put(bundle, file);
                    changed.add(bundle);
                    if (present.isEmpty()) {
                        added.add(bundle);
                    }
                }
                state.running.put(name, candidate);
                return;
            } catch (BundleException | IOException e) {
                refuse(name, file + " cannot be installed: " + e.getMessage());
            }
        }
    }

    private void start(Bundle bundle) {
        if (!Managed.isFragment(bundle)) {
            try {
                bundle.start();
            } catch (BundleException e) {
                LOG.error("{} does not start: {}", bundle.getSymbolicName(), e.getMessage());
            }
        }
    }

    /** Once the framework has started all: where an updated bundle does not run, what lies beneath it does. */
    void settle() throws InterruptedException {
        Map<String, String> problems = problems();
        if (problems.isEmpty()) {
            return;
        }
        fallBack(problems.keySet(), problems);
        Map<String, String> left = problems();
        if (left.keySet().stream().anyMatch(this::isShippedAndUnresolved)) {
            // It is fine, and needs the shipped ones of the others.
            fallBack(Set.copyOf(state.running.keySet()), left);
            left = problems();
        }
        left.forEach((name, problem) -> refuse(name, name + ' ' + problem));
    }

    private boolean isShippedAndUnresolved(String name) {
        return state.running.containsKey(name)
                && !state.running.get(name).updated()
                && managed.bundle(name)
                        .filter(bundle -> bundle.getState() == Bundle.INSTALLED)
                        .isPresent();
    }

    private Map<String, String> problems() throws InterruptedException {
        Set<String> expected = new TreeSet<>();
        managed.all()
                .filter(bundle -> Managed.isFragment(bundle) || Managed.isWanted(bundle))
                .map(Managed::name)
                .forEach(expected::add);
        return transaction.problems(expected);
    }

    private void fallBack(Set<String> names, Map<String, String> problems) throws InterruptedException {
        List<Candidate> lower = names.stream()
                .filter(name -> state.running.containsKey(name))
                .filter(name -> state.running.get(name).updated())
                .flatMap(name -> Optional.ofNullable(state.shipped.get(name)).stream())
                .map(jar -> new Candidate(jar, false))
                .toList();
        if (lower.isEmpty()) {
            return;
        }
        LOG.error("Going back to shipped bundles: {}", Transaction.words(problems));
        List<Change> changes = lower.stream()
                .map(candidate -> new Change(
                        candidate.jar().name(),
                        Optional.of(
                                state.running.get(candidate.jar().name()).jar().file()),
                        Optional.of(candidate.jar().file())))
                .toList();
        try {
            transaction.replace(changes);
            for (Candidate candidate : lower) {
                String name = candidate.jar().name();
                Jar failed = state.running.put(name, candidate).jar();
                installed.put(
                        managed.bundle(name).orElseThrow(), candidate.jar().file());
                state.refused.put(
                        name,
                        failed + " does not run, the shipped " + candidate.version() + " does: "
                                + problems.getOrDefault(name, "because of others: " + Transaction.words(problems)));
            }
            installed.save();
            state.describeIdle(ranked);
        } catch (UpdateException | IOException e) {
            LOG.error("The shipped bundles cannot be brought back", e);
        }
    }
}
