// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.guifi.dimon.api.update.UpdateException;
import net.guifi.dimon.update.Patience.HangException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes bundles of the framework, all of a set or none. */
final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
    private static final long REFRESH_SECONDS = 30;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 50;
    private static final int NAMED = 3;
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(5));

    private final Managed managed;
    private final Components components;
    private final FrameworkWiring wiring;

    Transaction(Managed managed, BundleContext context) {
        this.managed = managed;
        this.components = new Components(context, PATIENCE);
        this.wiring = Managed.system(context).adapt(FrameworkWiring.class);
    }

    /**
     * Makes the changes, and looks whether everything that ran before, and what is new, runs afterwards.
     *
     * @throws UpdateException when it does not; all is as it was before, unless the message says otherwise
     * @throws InterruptedException when the appliance stops; nothing is taken back then
     */
    void apply(List<Change> changes) throws UpdateException, InterruptedException {
        Set<String> before = new TreeSet<>();
        Set<String> wanted = new TreeSet<>();
        managed.all().filter(Managed::runs).map(Managed::name).forEach(before::add);
        for (Change change : changes) {
            Optional<Bundle> bundle = managed.bundle(change.name());
            if (bundle.isEmpty() || Managed.isFragment(bundle.get()) || Managed.isWanted(bundle.get())) {
                wanted.add(change.name());
            }
        }
        wanted.addAll(before);
        Health health = health(before);
        try {
            attempt(changes, wanted, health.without(changes));
        } catch (UpdateException e) {
            if (managed.isFrameworkStopping()) {
                throw new InterruptedException("The appliance stops: " + e.getMessage());
            }
            LOG.info("Going back to what ran before");
            goBack(changes, before, health, e);
            throw e;
        }
    }

    /**
     * How components were.
     *
     * @param satisfied names of those that had all they need
     * @param broken names of the bundles in which some had failed
     */
    private record Health(Set<String> satisfied, Set<String> broken) {
        /** What had failed in a bundle that is changed may not fail in its successor. */
        Health without(List<Change> changes) {
            Set<String> others = new TreeSet<>(broken);
            changes.stream().map(Change::name).forEach(others::remove);
            return new Health(satisfied, others);
        }
    }

    private Health health(Set<String> names) throws InterruptedException {
        Set<String> broken = new TreeSet<>();
        for (Bundle bundle : bundles(names)) {
            if (components.failure(bundle).isPresent()) {
                broken.add(Managed.name(bundle));
            }
        }
        return new Health(components.satisfied(bundles(names)), broken);
    }

    private void attempt(List<Change> changes, Set<String> wanted, Health health)
            throws UpdateException, InterruptedException {
        try {
            replace(changes, wanted);
            verify(changes, wanted, health);
        } catch (RuntimeException e) {
            LOG.error("A change of bundles failed", e);
            throw new UpdateException("It failed unexpectedly, and the log tells where: " + e, e);
        }
    }

    private void goBack(List<Change> changes, Set<String> before, Health health, UpdateException failure)
            throws UpdateException, InterruptedException {
        List<Change> back = changes.stream().map(Change::back).toList();
        try {
            attempt(back, before, health);
        } catch (UpdateException e) {
            e.addSuppressed(failure);
            throw new UpdateException(
                    failure.getMessage() + ". Going back to what ran before failed too: " + e.getMessage()
                            + ". Restart the appliance.",
                    e);
        }
    }

    /** Makes the changes whatever comes of them, and starts what they bring. */
    void replace(List<Change> changes) throws UpdateException, InterruptedException {
        Set<String> names = changes.stream().map(Change::name).collect(Collectors.toCollection(TreeSet::new));
        managed.all().filter(Managed::isWanted).map(Managed::name).forEach(names::add);
        replace(changes, names);
    }

    private void replace(List<Change> changes, Set<String> wanted) throws UpdateException, InterruptedException {
        Set<Bundle> changed = new LinkedHashSet<>();
        for (Change change : changes) {
            Optional<Bundle> bundle = managed.bundle(change.name());
            if (bundle.isPresent()) {
                pause(bundle.get());
            }
        }
        for (Change change : changes) {
            Optional<Bundle> bundle = managed.bundle(change.name());
            try {
                if (change.after().isPresent()) {
                    changed.add(managed.put(change.name(), change.after().get()));
                } else if (bundle.isPresent()) {
                    bundle.get().uninstall();
                    changed.add(bundle.get());
                }
            } catch (BundleException | IOException e) {
                throw new UpdateException(change.name() + " cannot be installed: " + cause(e), e);
            }
        }
        refresh(changed);
        for (Bundle bundle : bundles(wanted)) {
            start(bundle);
        }
    }

    /** Stops it without forgetting that it is to run. */
    private void pause(Bundle bundle) throws UpdateException, InterruptedException {
        try {
            PATIENCE.call(bundle.getSymbolicName(), () -> bundle.stop(Bundle.STOP_TRANSIENT));
        } catch (BundleException e) {
            LOG.warn("{} did not stop as it should: {}", bundle.getSymbolicName(), cause(e), e);
        } catch (HangException e) {
            if (bundle.getState() != Bundle.RESOLVED && bundle.getState() != Bundle.INSTALLED) {
                throw new UpdateException(bundle.getSymbolicName() + " does not stop: it " + e.getMessage(), e);
            }
            LOG.warn("{} did not stop as it should: it {}", bundle.getSymbolicName(), e.getMessage());
        }
    }

    /** Gives bundles and all that depend on them new wires; a running host takes a new fragment only so. */
    void refresh(Set<Bundle> bundles) throws UpdateException, InterruptedException {
        if (bundles.isEmpty()) {
            return;
        }
        Set<Bundle> rewired = new LinkedHashSet<>(bundles);
        bundles.stream()
                .filter(Managed::isFragment)
                .flatMap(fragment -> managed.bundle(Managed.host(fragment)).stream())
                .forEach(rewired::add);
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(rewired, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw new UpdateException("The framework did not renew the wires within " + REFRESH_SECONDS + " s");
        }
    }

    /** Why it does not start is asked again when it is looked whether everything runs. */
    private void start(Bundle bundle) throws UpdateException, InterruptedException {
        if (!Managed.isFragment(bundle) && !Managed.runs(bundle)) {
            try {
                PATIENCE.call(bundle.getSymbolicName(), bundle::start);
            } catch (BundleException e) {
                LOG.debug("{} does not start yet", bundle.getSymbolicName(), e);
            } catch (HangException e) {
                throw new UpdateException(bundle.getSymbolicName() + " does not start: it " + e.getMessage(), e);
            }
        }
    }

    private void verify(List<Change> changes, Set<String> wanted, Health health)
            throws UpdateException, InterruptedException {
        Set<String> expected = new TreeSet<>(wanted);
        changes.stream()
                .filter(change -> change.after().isEmpty())
                .map(Change::name)
                .forEach(expected::remove);
        Map<String, String> problems = problems(expected, health);
        for (Change change : changes) {
            if (change.after().isPresent() && !expected.contains(change.name())) {
                managed.bundle(change.name())
                        .filter(bundle -> !wiring.resolveBundles(Set.of(bundle)))
                        .ifPresent(bundle -> problems.put(
                                change.name(),
                                "could not run: " + lacking(bundle).orElse("it does not resolve")));
            }
        }
        if (!problems.isEmpty()) {
            throw new UpdateException(words(problems));
        }
    }

    static String words(Map<String, String> problems) {
        String named = problems.entrySet().stream()
                .limit(NAMED)
                .map(problem -> problem.getKey() + ' ' + problem.getValue())
                .collect(Collectors.joining("; "));
        return problems.size() <= NAMED ? named : named + "; and so " + (problems.size() - NAMED) + " other bundles";
    }

    /** What is wrong with bundles that are to run, by name. */
    Map<String, String> problems(Set<String> expected) throws InterruptedException {
        return problems(expected, new Health(Set.of(), Set.of()));
    }

    /** The same; components that had all they need are given time to have it again, the broken are not asked. */
    private Map<String, String> problems(Set<String> expected, Health health) throws InterruptedException {
        Map<String, String> problems = new TreeMap<>();
        for (String name : expected) {
            Optional<Bundle> bundle = managed.bundle(name);
            Optional<String> problem = bundle.isPresent() ? problem(bundle.get()) : Optional.of("it is not installed");
            problem.ifPresent(text -> problems.put(name, "does not run: " + text));
        }
        if (problems.isEmpty()) {
            Set<String> asked = new TreeSet<>(expected);
            asked.removeAll(health.broken());
            for (Bundle bundle : bundles(asked)) {
                components.failure(bundle).ifPresent(text -> problems.put(Managed.name(bundle), text));
            }
        }
        if (problems.isEmpty()) {
            problems.putAll(waiting(expected, health.satisfied()));
        }
        return problems;
    }

    private Map<String, String> waiting(Set<String> expected, Set<String> satisfied) throws InterruptedException {
        long end = System.nanoTime() + SETTLE_NANOS;
        while (true) {
            Map<String, String> waiting = new TreeMap<>();
            for (Bundle bundle : bundles(expected)) {
                components.waiting(bundle, satisfied).ifPresent(text -> waiting.put(Managed.name(bundle), text));
            }
            if (waiting.isEmpty() || System.nanoTime() - end > 0) {
                return waiting;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Tries to start it, and tells why it cannot be started. */
    private Optional<String> problem(Bundle bundle) throws InterruptedException {
        if (Managed.runs(bundle)) {
            return Optional.empty();
        }
        try {
            if (Managed.isFragment(bundle)) {
                return wiring.resolveBundles(Set.of(bundle))
                        ? Optional.empty()
                        : Optional.of(lacking(bundle)
                                .orElse("it adds to " + Managed.host(bundle) + ", which cannot take it while it runs"));
            } else {
                PATIENCE.call(bundle.getSymbolicName(), bundle::start);
                if (bundle.getState() == Bundle.ACTIVE) {
                    return Optional.empty();
                }
            }
            return Optional.of("it is " + Managed.state(bundle));
        } catch (BundleException e) {
            return Optional.of(lacking(bundle).orElseGet(() -> cause(e)));
        } catch (HangException e) {
            return Optional.of("it " + e.getMessage());
        }
    }

    private Optional<String> lacking(Bundle bundle) {
        List<String> missing = Requirements.missing(bundle, wiring);
        return missing.isEmpty() ? Optional.empty() : Optional.of("nothing here offers " + Requirements.list(missing));
    }

    private List<Bundle> bundles(Set<String> names) {
        return names.stream().flatMap(name -> managed.bundle(name).stream()).toList();
    }

    private static String cause(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == failure ? failure.getMessage() : failure.getMessage() + " (" + cause + ")";
    }
}
