// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sources, and the inventory that they make together.
 *
 * <p>Everything that changes a source happens on one thread, {@code dimon-inventory}; it does not wait for servers, which
 * others do, {@code dimon-inventory-fetch}. A change of configuration is gathered with those that follow at once, so that a
 * start with many configurations makes one inventory.
 */
final class Sources implements InventoryManager, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
    private static final Duration SETTLE = Duration.ofMillis(400);
    private static final Duration ORPHANS_AFTER = Duration.ofMinutes(10);
    private static final Duration STOP_AT_MOST = Duration.ofSeconds(3);
    private static final Duration WAIT_AT_MOST = Duration.ofMinutes(11);
    private static final String SHARED = "shared";
    private static final int FETCHERS = 2;

    private final Path directory;
    private final Consumer<Inventory> published;
    private final ScheduledThreadPoolExecutor executor;
    private final ExecutorService fetchers;
    /** Which sources are being fetched, by name. */
    private final Map<String, CompletableFuture<Void>> looks = new ConcurrentHashMap<>();

    private final ManualDevices manual = new ManualDevices();
    private final Map<String, SourceSettings> configured = new LinkedHashMap<>();
    private final Map<String, String> owners = new LinkedHashMap<>();
    private final Map<String, Source> sources = new ConcurrentSkipListMap<>();
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private final Sharing sharing;
    private final Set<String> switchedOff = new HashSet<>();
    private final Set<String> deleting = new HashSet<>();
    private final Consumer<String> deleteConfiguration;
    private volatile Optional<ReplicatedStore> store = Optional.empty();
    private volatile Optional<Network> network = Optional.empty();
    private volatile Map<String, SharedSource.Origin> origins = Map.of();
    private volatile List<String> sharingProblems = List.of();
    private boolean settling;
    private boolean first = true;
    private volatile Inventory inventory = Inventory.empty();

    /**
     * Starts the thread.
     *
     * @param directory where the kept copies are, created where there is none
     * @param watch time from one cheap look for changed files to the next
     * @param published is told of each new inventory, on the import thread
     * @param deleteConfiguration deletes the configuration of a PID, whose device was removed or changed elsewhere
     * @throws UncheckedIOException when the directory cannot be created
     */
    Sources(Path directory, Duration watch, Consumer<Inventory> published, Consumer<String> deleteConfiguration) {
        this.directory = directory;
        this.published = published;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be created: " + e.getMessage(), e);
        }
        this.deleteConfiguration = deleteConfiguration;
        sharing = new Sharing(directory.resolve(SHARED), System::nanoTime);
        executor = new ScheduledThreadPoolExecutor(1, task -> thread(task, "dimon-inventory"));
        fetchers = fetchers();
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.scheduleWithFixedDelay(
                guarded(this::lookAtWhatIsDue), watch.toMillis(), watch.toMillis(), TimeUnit.MILLISECONDS);
        removeOrphansLater();
        execute(this::settleSoon);
    }

    /** Sources are looked at once an hour or so: meanwhile there are no threads. */
    private static ExecutorService fetchers() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                FETCHERS,
                FETCHERS,
                SETTLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                task -> thread(task, "dimon-inventory-fetch"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Shares from now on with whom this store and this network tell of; nobody while one of them is away. */
    void share(Optional<ReplicatedStore> newStore, Optional<Network> newNetwork) {
        store = newStore;
        network = newNetwork;
        execute(this::share);
    }

    /** Entries of another monitor are others now. */
    void storeChanged(String owner, Set<String> names) {
        if (sharing.changed(owner, names)) {
            execute(this::settleSoon);
        }
    }

    /** Others may belong to the network now. */
    void membersChanged() {
        sharing.wake();
        execute(this::settleSoon);
    }

    /** Takes over the configuration of a source; {@code problem} says what was wrong with it and replaced, or is empty. */
    void configure(String pid, SourceSettings settings, String problem) {
        execute(() -> {
            problem(pid, problem);
            SourceSettings before = configured.put(pid, settings);
            if (before != null && !before.name().equals(settings.name())) {
                release(pid, before.name(), true);
            }
            claim(pid, settings);
            settleSoon();
        });
    }

    /** Ends the source of a configuration; {@code forget} removes its kept copy too. */
    void remove(String pid, boolean forget) {
        execute(() -> {
            problems.remove(pid);
            SourceSettings before = configured.remove(pid);
            if (before != null) {
                release(pid, before.name(), forget);
            }
            settleSoon();
        });
    }

    /** Notes what is wrong with a configuration, which changes nothing; an empty text ends that. */
    void problem(String pid, String problem) {
        if (problem.isEmpty()) {
            problems.remove(pid);
        } else {
            problems.put(pid, problem);
            LOG.warn("Configuration {}: {}", pid, problem);
        }
    }

    /** Takes over a device added by hand. */
    void configureDevice(String pid, Device device) {
        problem(pid, "");
        execute(() -> {
            manual.put(pid, device);
            deleting.remove(pid);
            if (manual.duplicates().contains(device.id())) {
                LOG.warn("Configuration {}: there is a device {} already", pid, device.id());
            }
            byHand(made -> made.configured(manual.devices()));
        });
    }

    /** Removes a device added by hand, whose configuration was deleted. */
    void removeDevice(String pid) {
        problem(pid, "");
        execute(() -> {
            deleting.remove(pid);
            Optional<Device> removed = manual.remove(pid);
            byHand(made -> {
                made.configured(manual.devices());
                removed.map(Device::id)
                        .filter(id -> !manual.devices().containsKey(id))
                        .ifPresent(made::deleted);
            });
        });
    }

    private void byHand(Consumer<HandMade> deed) {
        deed.accept(sharing.handMade());
        sharing.wake();
        settleSoon();
    }

    /** What is wrong with configurations, in sentences. */
    List<String> problems() {
        List<String> all = new ArrayList<>();
        problems.forEach((pid, problem) -> all.add("Configuration " + pid + ": " + problem + "."));
        manual.duplicates().forEach(id -> all.add("Two configurations add a device " + id + ": the first counts."));
        all.addAll(sharingProblems);
        return all;
    }

    private void claim(String pid, SourceSettings settings) {
        String name = settings.name();
        String owner = owners.putIfAbsent(name, pid);
        if (owner != null && !owner.equals(pid)) {
            problem(
                    pid,
                    "there is a source \"" + name + "\" already, and the one at "
                            + settings.location().display() + " is not read; give it another name");
            return;
        }
        Source source = sources.get(name);
        if (source == null) {
            switchedOff.remove(name);
            sources.put(name, new Source(new SourceFiles(directory, name), settings, () -> sharing.devices(name)));
        } else {
            source.configure(settings);
        }
    }

    private void release(String pid, String name, boolean forget) {
        if (!owners.remove(name, pid)) {
            return;
        }
        Source source = sources.remove(name);
        if (forget) {
            source.forget();
        }
        LOG.info("Source {} is removed", name);
        Optional<Map.Entry<String, SourceSettings>> heir = configured.entrySet().stream()
                .filter(other ->
                        other.getValue().name().equals(name) && !other.getKey().equals(pid))
                .findFirst();
        if (heir.isPresent()) {
            problems.remove(heir.get().getKey());
            claim(heir.get().getKey(), heir.get().getValue());
        } else if (forget) {
            sharing.removed(name);
        } else {
            switchedOff.add(name);
            sharing.released(name);
        }
    }

    private void settleSoon() {
        if (!settling) {
            settling = true;
            executor.schedule(guarded(this::settle), SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void settle() {
        settling = false;
        publish();
        lookAtWhatIsDue();
    }

    private void lookAtWhatIsDue() {
        if (first) {
            return;
        }
        sources.forEach((name, source) -> {
            if (!looks.containsKey(name) && source.isDue()) {
                look(name, source);
            }
        });
        share();
    }

    /** Looks at a source that nobody fetches now; comes to an end after what was fetched is taken over. */
    private CompletableFuture<Void> look(String name, Source source) {
        CompletableFuture<Void> look = new CompletableFuture<>();
        looks.put(name, look);
        Fetch fetch = source.begin();
        try {
            fetchers.execute(() -> {
                fetch.run();
                execute(() -> ended(name, source, fetch, look));
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Too late: the inventory is stopped", e);
            look.completeExceptionally(e);
        }
        return look;
    }

    private void ended(String name, Source source, Fetch fetch, CompletableFuture<Void> look) {
        looks.remove(name);
        CompletableFuture<Void> rest = CompletableFuture.completedFuture(null);
        try {
            if (sources.get(name) != source) {
                source.drop();
            } else if (source.isOutdated(fetch)) {
                rest = look(name, source);
            } else if (source.end(fetch) || first) {
                publish();
            }
            share();
        } finally {
            rest.whenComplete((done, error) -> {
                if (error == null) {
                    look.complete(null);
                } else {
                    look.completeExceptionally(error);
                }
            });
        }
    }

    private void share() {
        if (first) {
            return;
        }
        if (sharing.step(store, network)) {
            publish();
        }
        tell();
        for (DeviceId id : sharing.handMade().superseded()) {
            manual.pids(id).stream().filter(deleting::add).forEach(deleteConfiguration);
        }
    }

    private void tell() {
        Map<String, SharedSource.Origin> found = new TreeMap<>();
        sharing.names().forEach(name -> sharing.origin(name).ifPresent(origin -> found.put(name, origin)));
        origins = found;
        sharingProblems = sharing.problems();
    }

    private void publish() {
        sources.forEach((name, source) -> source.status()
                .imported()
                .ifPresent(when -> sharing.imported(name, source.devices(), source.importedFrom(), when)));
        tell();
        List<Device> devices = new ArrayList<>(sharing.handMade().devices().values());
        sharing.names().forEach(name -> devices.addAll(sharing.devices(name).values()));
        devices.sort(Comparator.comparing(Device::id));
        String version = InventoryVersion.of(devices);
        if (first || !version.equals(inventory.version())) {
            first = false;
            inventory = new Inventory(version, devices);
            published.accept(inventory);
        }
    }

    private void removeOrphansLater() {
        executor.schedule(guarded(this::removeOrphans), ORPHANS_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Kept copies of sources whose configuration went while nobody looked. */
    void removeOrphans() {
        if (isAnySourceUnclear()) {
            LOG.info("Kept copies that no source wants stay until every configured source can be read");
            removeOrphansLater();
            return;
        }
        Set<String> wanted = new HashSet<>(sources.keySet());
        wanted.addAll(switchedOff);
        sharing.removeOrphans(wanted);
        settleSoon();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString().split("\\.", 2)[0];
                if (!sources.containsKey(name)) {
                    Files.deleteIfExists(file);
                    LOG.info("{} is removed: no source {} is configured", file, name);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} could not be cleared: {}", directory, e.getMessage());
        }
    }

    /** Whether a kept copy may belong to a source whose configuration is wrong now, and so even its name. */
    private boolean isAnySourceUnclear() {
        return !problems.isEmpty()
                || sources.values().stream()
                        .anyMatch(source -> source.status().imported().isEmpty());
    }

    @Override
    public Inventory inventory() {
        return inventory;
    }

    @Override
    public List<SourceStatus> sources() {
        List<SourceStatus> all = new ArrayList<>();
        Map<String, SharedSource.Origin> elsewhere = origins;
        sources.forEach(
                (name, source) -> all.add(SharedStatus.of(source.status(), Optional.ofNullable(elsewhere.get(name)))));
        elsewhere.forEach((name, origin) -> {
            if (!sources.containsKey(name) && !origin.head().removed()) {
                all.add(SharedStatus.of(name, origin));
            }
        });
        int byHand = sharing.handMade().devices().size();
        if (byHand > 0) {
            all.add(manualStatus(byHand));
        }
        all.sort(Comparator.comparing(SourceStatus::name));
        return all;
    }

    private static SourceStatus manualStatus(int devices) {
        return new SourceStatus(
                ManualDevices.SOURCE,
                "configuration",
                State.UNCHANGED,
                devices + " added by hand",
                devices,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
    }

    @Override
    public SourceStatus refresh(String name) {
        String failure = "The source \"" + name + "\" could not be imported";
        return get(await(() -> refreshed(name), failure), failure);
    }

    private CompletableFuture<SourceStatus> refreshed(String name) {
        Source source = sources.get(name);
        if (source == null) {
            return CompletableFuture.completedFuture(status(name));
        }
        // What is being fetched now may be from before that what the caller knows to be new.
        CompletableFuture<Void> running = looks.get(name);
        return running == null
                ? look(name, source).thenApply(done -> status(name))
                : running.thenCompose(done -> refreshed(name));
    }

    @Override
    public SourceStatus confirm(String name) {
        requireHere(name);
        return call(name, source -> {
            requireWaiting(name, source);
            source.confirm();
            publish();
            share();
        });
    }

    @Override
    public SourceStatus discard(String name) {
        requireHere(name);
        return call(name, source -> {
            requireWaiting(name, source);
            source.discard();
        });
    }

    @Override
    public Device add(String id, String title, List<String> addresses, String node, String zone) {
        Device device =
                ManualDevices.device(id, title, addresses.toArray(String[]::new), Status.WORKING.name(), node, zone);
        return await(
                () -> {
                    sharing.handMade().add(device);
                    countByHand();
                    return device;
                },
                "The device " + device.id() + " could not be added");
    }

    @Override
    public void remove(String id) {
        DeviceId device = new DeviceId(ManualDevices.SOURCE, id.replaceFirst("^" + ManualDevices.SOURCE + ":", ""));
        await(
                () -> {
                    sharing.handMade().remove(device);
                    countByHand();
                    return device;
                },
                "The device " + device + " could not be removed");
    }

    private void countByHand() {
        sharing.wake();
        publish();
        share();
    }

    private void requireHere(String name) {
        SharedSource.Origin elsewhere = origins.get(name);
        if (elsewhere != null && !sources.containsKey(name)) {
            throw new IllegalArgumentException("The source \"" + name + "\" is imported by monitor " + elsewhere.owner()
                    + ": confirm or discard it there");
        }
    }

    private static void requireWaiting(String name, Source source) {
        if (!source.isWaiting()) {
            throw new IllegalArgumentException("Nothing waits in the source \"" + name + "\"");
        }
    }

    /** Does something with a source on the import thread, and waits for it. */
    private SourceStatus call(String name, Consumer<Source> action) {
        return await(
                () -> {
                    Optional.ofNullable(sources.get(name)).ifPresent(action);
                    return status(name);
                },
                "The source \"" + name + "\" could not be imported");
    }

    private SourceStatus status(String name) {
        return sources().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no source \"" + name + "\"; there are "
                        + sources().stream().map(SourceStatus::name).toList()));
    }

    /** Does something on the import thread, and waits for it. */
    private <T> T await(Callable<T> task, String failure) {
        try {
            return get(executor.submit(task), failure);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(failure + ": the inventory stops", e);
        }
    }

    private static <T> T get(Future<T> result, String failure) {
        try {
            return result.get(WAIT_AT_MOST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(failure, e.getCause());
        } catch (CancellationException e) {
            throw new IllegalStateException(failure + ": the inventory stops", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure + ": interrupted", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    failure + ": it has not come to an end after " + WAIT_AT_MOST.toMinutes() + " minutes", e);
        }
    }

    private void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too late: the inventory is stopped", e);
        }
    }

    /** An error must not end the thread's repeated tasks. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.error("The inventory goes on after an error", e);
            }
        };
    }

    @Override
    public void close() {
        fetchers.shutdownNow();
        for (Runnable waiting : executor.shutdownNow()) {
            ((Future<?>) waiting).cancel(false);
        }
        try {
            long end = System.nanoTime() + STOP_AT_MOST.toNanos();
            for (ExecutorService each : List.of(executor, fetchers)) {
                if (!each.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("An import is still running {} s after it was stopped", STOP_AT_MOST.toSeconds());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        looks.values().forEach(look -> look.completeExceptionally(new IllegalStateException("the inventory stops")));
    }
}
