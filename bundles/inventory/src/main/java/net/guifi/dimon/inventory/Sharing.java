// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.coding.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inventory that all monitors of a network share: of each source, and of each device added by hand, the newest
 * version. Confined to one thread, but for {@link #changed}.
 */
final class Sharing {
    /** The entry of a monitor with its devices added by hand. */
    static final String MANUAL = "manual";

    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
    private static final String SOURCE = "source/";
    /** What could have been missed is looked at anew. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
    /** While something waits for its time. */
    private static final Duration STEP_AGAIN = Duration.ofSeconds(10);

    private static final int MAX_SOURCES = 256;

    private final Path directory;
    private final LongSupplier nanos;
    private final HandMade handMade;
    private final Map<String, SharedSource> sources = new TreeMap<>();
    private final Map<String, Map<String, Head>> heads = new HashMap<>();
    private final Map<String, Map<DeviceId, HandMadeCoding.Version>> manual = new HashMap<>();
    private final Set<String> unreadable = new TreeSet<>();
    private final Set<String> dirty = ConcurrentHashMap.newKeySet();
    private Optional<ReplicatedStore> bound = Optional.empty();
    private Optional<Long> lookedAt = Optional.empty();
    private Optional<Long> steppedAt = Optional.empty();
    private SortedSet<String> lookedFor = new TreeSet<>();
    private boolean tooMany;
    private volatile boolean due = true;

    /**
     * Reads what is kept.
     *
     * @param directory where that is, created where there is none
     * @param nanos monotonic time
     * @throws UncheckedIOException when the directory cannot be created or listed
     */
    Sharing(Path directory, LongSupplier nanos) {
        this.directory = directory;
        this.nanos = nanos;
        try {
            Files.createDirectories(directory);
            SharedSource.kept(directory).forEach(this::source);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be used: " + e.getMessage(), e);
        }
        handMade = new HandMade(directory.resolve("by-hand"));
    }

    /** Name of the entry that tells of a source. */
    static String entry(String source) {
        return SOURCE + source;
    }

    /** Name of the entry with a part of a source. */
    static String entry(String source, int part) {
        return SOURCE + source + '/' + Integer.toHexString(part);
    }

    /** Entries of another monitor are others now; returns whether any of them is of the inventory. */
    boolean changed(String owner, Collection<String> names) {
        boolean ofInventory = names.stream().anyMatch(name -> name.startsWith(SOURCE) || name.equals(MANUAL));
        if (ofInventory) {
            dirty.add(owner);
            due = true;
        }
        return ofInventory;
    }

    /** Something was done, or who belongs to the network may be others now. */
    void wake() {
        due = true;
    }

    private SharedSource source(String name) {
        return sources.computeIfAbsent(name, absent -> new SharedSource(directory, absent));
    }

    /** Notes what was imported here last. */
    void imported(String name, Map<DeviceId, Device> devices, String location, Instant when) {
        if (source(name).imported(devices, location, when)) {
            due = true;
        }
    }

    /** A source is no longer imported here. */
    void released(String name) {
        source(name).released();
        due = true;
    }

    /** A person removed a source. */
    void removed(String name) {
        source(name).removed();
        due = true;
    }

    /** Removes what was imported here, and by nobody since, and is not configured here. */
    void removeOrphans(Set<String> configured) {
        for (Map.Entry<String, SharedSource> entry : sources.entrySet()) {
            if (!configured.contains(entry.getKey()) && entry.getValue().isOrphan()) {
                LOG.info(
                        "Source {} is removed: it was imported here, and is not configured any longer", entry.getKey());
                entry.getValue().removed();
            }
        }
        handMade.removeOrphans();
        due = true;
    }

    /** The devices added by hand. */
    HandMade handMade() {
        return handMade;
    }

    /** Names of the sources that count. */
    Set<String> names() {
        return sources.keySet();
    }

    /** The devices of a source that count now. */
    Map<DeviceId, Device> devices(String name) {
        SharedSource source = sources.get(name);
        return source == null ? Map.of() : source.devices();
    }

    /** Who published the version that counts, if that is other than what was imported here. */
    Optional<SharedSource.Origin> origin(String name) {
        return Optional.ofNullable(sources.get(name)).flatMap(SharedSource::origin);
    }

    /** What is wrong, in sentences. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(unreadable);
        if (tooMany) {
            problems.add("The monitors share more than " + MAX_SOURCES + " sources: the rest are left out.");
        }
        sources.values().forEach(source -> source.problem().ifPresent(problems::add));
        handMade.problem().ifPresent(problems::add);
        return problems;
    }

    /**
     * Takes over what is newer, and publishes what is to be.
     *
     * @param store absent while it is away
     * @param network absent while it is away
     * @return whether other devices count
     */
    boolean step(Optional<ReplicatedStore> store, Optional<Network> network) {
        long now = nanos.getAsLong();
        rebind(store);
        if (!due && steppedAt.filter(at -> now - at < STEP_AGAIN.toNanos()).isPresent()) {
            return false;
        }
        Optional<View> view = View.of(store.orElse(null), network.orElse(null), now);
        if (view.isEmpty()) {
            return false;
        }
        due = false;
        steppedAt = Optional.of(now);
        look(view.get());
        boolean changed = false;
        Set<String> names = new TreeSet<>(sources.keySet());
        heads.values().removeIf(Map::isEmpty);
        heads.keySet().stream()
                .sorted()
                .filter(name -> names.size() < MAX_SOURCES)
                .forEach(names::add);
        tooMany = !names.containsAll(heads.keySet());
        for (String name : names) {
            changed |= source(name).step(view.get(), heads.computeIfAbsent(name, absent -> new HashMap<>()));
        }
        changed |= handMade.step(view.get(), manual);
        names.forEach(this::forgetWhatIsGone);
        return changed;
    }

    private void forgetWhatIsGone(String name) {
        if (heads.get(name).isEmpty() && sources.get(name).isGone()) {
            sources.remove(name).forget();
            heads.remove(name);
        }
    }

    private void rebind(Optional<ReplicatedStore> store) {
        if (!store.equals(bound)) {
            bound = store;
            heads.clear();
            manual.clear();
            lookedAt = Optional.empty();
            sources.values().forEach(SharedSource::rebound);
            due = true;
        }
    }

    /**
     * Reads what other members say that has changed, and what this monitor itself says. Whoever reaches the store may
     * write there: who does not belong to the network neither counts nor pushes the numbers up.
     */
    private void look(View view) {
        Set<String> owners = new TreeSet<>(dirty);
        dirty.removeAll(owners);
        Set<String> known = Set.copyOf(unreadable);
        if (lookedAt.isEmpty()
                || view.nanos() - lookedAt.get() >= LOOK_AGAIN.toNanos()
                || !lookedFor.equals(view.members())) {
            lookedAt = Optional.of(view.nanos());
            lookedFor = view.members();
            heads.values().forEach(Map::clear);
            manual.clear();
            unreadable.clear();
            owners.addAll(view.members());
        }
        owners.retainAll(view.members());
        owners.add(view.self());
        for (String owner : owners) {
            try {
                look(view, owner, known);
            } catch (StoreException e) {
                dirty.add(owner);
                LOG.warn("What monitor {} says of its sources could not be read", owner, e);
            }
        }
    }

    private void look(View view, String owner, Set<String> known) {
        heads.values().forEach(byOwner -> byOwner.remove(owner));
        manual.remove(owner);
        unreadable.removeIf(problem -> problem.contains(owner));
        for (String entry : view.store().names(owner)) {
            boolean byHand = entry.equals(MANUAL);
            if (!byHand && !isHead(entry)) {
                continue;
            }
            Optional<byte[]> value = view.store().get(owner, entry);
            try {
                if (value.isPresent() && byHand) {
                    manual.put(owner, HandMadeCoding.decode(value.get(), view.network()));
                } else if (value.isPresent()) {
                    Head head = Head.decode(value.get());
                    if (head.network().equals(view.network())) {
                        heads.computeIfAbsent(entry.substring(SOURCE.length()), absent -> new HashMap<>())
                                .put(owner, head);
                    }
                }
            } catch (MalformedException e) {
                String problem = "The entry " + entry + " of monitor " + owner + " is not readable: " + e.getMessage();
                unreadable.add(problem);
                if (!known.contains(problem)) {
                    LOG.warn("{}", problem);
                }
            }
        }
    }

    private static boolean isHead(String entry) {
        if (!entry.startsWith(SOURCE) || entry.equals(SOURCE + ManualDevices.SOURCE)) {
            return false;
        }
        try {
            new DeviceId(entry.substring(SOURCE.length()), "0");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
