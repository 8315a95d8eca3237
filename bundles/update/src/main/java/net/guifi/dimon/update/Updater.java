// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import net.guifi.dimon.api.update.BundleStatus;
import net.guifi.dimon.api.update.UpdateException;
import net.guifi.dimon.api.update.Updates;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes what runs, one set after the other. */
final class Updater implements Updates {
    private static final Logger LOG = LoggerFactory.getLogger(Updater.class);
    private static final long LIMIT_SECONDS = 180;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Managed managed;
    private final Rules rules;
    private final Overlay overlay;
    private final Installed installed;
    private final Transaction transaction;
    private final State state;
    private final ExecutorService worker;

    Updater(
            Managed managed,
            Rules rules,
            Overlay overlay,
            Installed installed,
            Transaction transaction,
            State state,
            ExecutorService worker) {
        this.managed = managed;
        this.rules = rules;
        this.overlay = overlay;
        this.installed = installed;
        this.transaction = transaction;
        this.state = state;
        this.worker = worker;
    }

    @Override
    public List<BundleStatus> bundles() {
        return state.running.values().stream().map(this::status).toList();
    }

    private List<BundleStatus> bundles(Collection<String> names) {
        return bundles().stream()
                .filter(bundle -> names.contains(bundle.symbolicName()))
                .toList();
    }

    private BundleStatus status(Candidate candidate) {
        String name = candidate.jar().name();
        return new BundleStatus(
                name,
                candidate.version(),
                candidate.updated(),
                Optional.ofNullable(state.shipped.get(name)).map(Jar::version),
                Optional.ofNullable(state.idle.get(name)),
                managed.bundle(name).map(Managed::state).orElse("missing"));
    }

    @Override
    public List<BundleStatus> install(Collection<Path> jars) throws UpdateException, InterruptedException {
        return await(() -> installNow(jars));
    }

    @Override
    public List<BundleStatus> revert(Collection<String> symbolicNames) throws UpdateException, InterruptedException {
        return await(() -> revertNow(symbolicNames));
    }

    private List<BundleStatus> await(Callable<List<BundleStatus>> change) throws UpdateException, InterruptedException {
        try {
            return worker.submit(change).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UpdateException refusal) {
                throw refusal;
            }
            throw new UpdateException("The change failed, and the log tells where: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new UpdateException(
                    "The change has not ended within " + LIMIT_SECONDS + " s, and goes on; the log tells how it ends",
                    e);
        } catch (RejectedExecutionException e) {
            throw new UpdateException("The appliance is being stopped", e);
        }
    }

    /** The same as {@link #install}, in the thread of the worker. */
    List<BundleStatus> installNow(Collection<Path> jars) throws UpdateException, InterruptedException {
        long begin = System.nanoTime();
        try {
            List<Jar> set = stage(jars);
            rules.check(set);
            List<Jar> different = new ArrayList<>();
            for (Jar jar : set) {
                if (!runsAlready(jar)) {
                    different.add(jar);
                }
            }
            if (!different.isEmpty()) {
                change(different);
                LOG.info("{} after {} ms", words(different), (System.nanoTime() - begin) / NANOS_PER_MILLI);
            }
            state.lastRefusal = Optional.empty();
            return bundles(set.stream().map(Jar::name).toList());
        } catch (UpdateException e) {
            throw refused(e);
        } catch (IOException e) {
            throw refused(new UpdateException("The folder of updated bundles cannot be written: " + e, e));
        } finally {
            discard();
        }
    }

    private static String words(List<Jar> set) {
        return set.stream()
                .map(Jar::toString)
                .collect(Collectors.joining(", ", "", set.size() == 1 ? " runs" : " run"));
    }

    private UpdateException refused(UpdateException refusal) {
        LOG.warn("Refused: {}", refusal.getMessage());
        LOG.debug("Refused because of", refusal);
        state.lastRefusal = Optional.of(refusal.getMessage());
        return refusal;
    }

    private void discard() {
        try {
            overlay.discard();
        } catch (IOException e) {
            LOG.warn("What was copied into the folder of updated bundles cannot be removed: {}", e.toString());
        }
    }

    private List<Jar> stage(Collection<Path> jars) throws UpdateException, IOException {
        List<Jar> set = new ArrayList<>();
        for (Path jar : jars) {
            String title = String.valueOf(jar.getFileName());
            if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
                throw new UpdateException(jar + " is not there, or no file that the appliance can read");
            }
            Path copy = overlay.stage(jar, set.size());
            Jar read = Jar.read(copy, title);
            Jar.readWhole(copy, title);
            set.add(read);
        }
        return set;
    }

    private boolean runsAlready(Jar jar) throws IOException {
        Candidate candidate = state.running.get(jar.name());
        return candidate != null
                && candidate.version().equals(jar.version())
                && !state.tampered.containsKey(jar.name())
                && Files.mismatch(candidate.jar().file(), jar.file()) < 0;
    }

    private void change(List<Jar> set) throws UpdateException, InterruptedException, IOException {
        List<Change> changes = set.stream()
                .map(jar -> new Change(jar.name(), file(jar.name()), Optional.of(jar.file())))
                .toList();
        apply(changes, () -> overlay.commit(set));
        for (Jar jar : set) {
            took(new Candidate(jar.at(overlay.place(jar)), true));
        }
        installed.save();
    }

    /** Writes how something is kept. */
    private interface Keeping {
        void run() throws IOException;
    }

    /** Changes what runs, and keeps it so; where it cannot be kept, what ran before runs again. */
    private void apply(List<Change> changes, Keeping keeping)
            throws UpdateException, InterruptedException, IOException {
        transaction.apply(changes);
        try {
            keeping.run();
        } catch (IOException e) {
            transaction.apply(changes.stream().map(Change::back).toList());
            throw e;
        }
    }

    private Optional<Path> file(String name) {
        return Optional.ofNullable(state.running.get(name))
                .map(candidate -> candidate.jar().file());
    }

    private void took(Candidate candidate) throws IOException {
        String name = candidate.jar().name();
        state.running.put(name, candidate);
        state.forget(name);
        Optional<Bundle> bundle = managed.bundle(name);
        if (bundle.isPresent()) {
            installed.put(bundle.get(), candidate.jar().file());
        }
    }

    private List<BundleStatus> revertNow(Collection<String> symbolicNames)
            throws UpdateException, InterruptedException {
        Set<String> names = new TreeSet<>(symbolicNames);
        try {
            List<Change> changes = new ArrayList<>();
            for (String name : names) {
                rules.checkRevert(name);
                if (state.running.get(name).updated()) {
                    changes.add(new Change(
                            name,
                            file(name),
                            Optional.ofNullable(state.shipped.get(name)).map(Jar::file)));
                }
            }
            apply(changes, () -> overlay.remove(names));
            for (String name : names) {
                Jar shipped = state.shipped.get(name);
                if (shipped != null) {
                    took(new Candidate(shipped, false));
                } else {
                    state.running.remove(name);
                    state.forget(name);
                    installed.remove(name);
                }
                LOG.info("{}", shipped == null ? name + " is removed" : shipped + ", the shipped one, runs again");
            }
            state.lastRefusal = Optional.empty();
            installed.save();
            return bundles(names);
        } catch (UpdateException e) {
            throw refused(e);
        } catch (IOException e) {
            throw refused(new UpdateException("The folder of updated bundles cannot be written: " + e, e));
        } finally {
            discard();
        }
    }
}
