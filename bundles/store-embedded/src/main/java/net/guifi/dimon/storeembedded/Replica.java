// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This monitor's copy of the store: what it owns, and what it believes of what others own. It decides what is believed
 * and who counts; {@link Link}s carry.
 */
final class Replica implements ReplicatedStore, Network, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    static final int MOST_PENDING = 64;
    static final int MOST_MONITORS = 2_000;
    /** What is held of monitors that wait for being admitted, beside their manifest and index. */
    static final String INTRODUCTION = "monitor";

    static final int MOST_INTRODUCTION = 4 << 10;

    private static final String SEQUENCE = "sequence/";
    private static final String NOTE = "note";
    private static final String OWN = "own/";
    private static final String NETWORKS = "networks";
    // Heartbeats do not go to the disk: so many sequences are taken at once.
    private static final int RESERVED = 100;
    // The incarnation of who begins: a monitor that is settled has a later one, so that nobody takes for newer what it
    // writes after it lost its store, before it got back what it owned.
    private static final long BEGINNER = 1;
    // What an entry costs an engine beside its octets (AntidoteDB).
    private static final int KEY_OCTETS = 1_350;
    private static final int MOST_PENDING_CATALOGUE = 16 << 10;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    // What monitors have to tell each other at once, such as what they watch, and not what they import.
    private static final int SMALL_CHANGE = 16 << 10;
    private static final Duration PENDING_INTERVAL = Duration.ofMinutes(10);
    private static final Duration PENDING_SILENCE = Duration.ofHours(1);

    private final Shelf shelf;
    private final SigningKey key;
    private final String network;
    private final Optional<SigningKey> networkKey;
    private final Timing timing;
    private final Surroundings surroundings;
    private final long session;
    private final Refusals refusals = new Refusals();
    private final List<Link> links = new CopyOnWriteArrayList<>();

    // All below is guarded by this.
    private final SortedMap<String, Index.Entry> own = new TreeMap<>();
    private final BitSet slots = new BitSet();
    private final SortedMap<String, Peer> peers = new TreeMap<>();
    private final Departures departures;
    private final Pace pace;
    private final Pace smallPace;
    private final Complaints complaints;
    private final Complaints settingsComplaints;
    private final Catalogue.Writer catalogues = new Catalogue.Writer();
    private long repetitions;
    private long settingsRepetitions;
    private long settingsHeldAt;
    private Octets note = Octets.NONE;
    private Sequence last;
    private Sequence beginning;
    private long reserved;
    private boolean unconfirmed;
    private Optional<Issue> issue = Optional.empty();
    private boolean changed = true;
    private boolean stale;
    /** The store was new when this session began, and nothing of an earlier one was found yet. */
    private boolean lost;

    private Optional<Membership> membership = Optional.empty();
    private boolean taken;
    private long issuedAt;
    private Optional<SettingsDocument> document = Optional.empty();
    private boolean cloned;
    private boolean closed;

    Replica(
            Shelf shelf,
            SigningKey key,
            String network,
            Optional<SigningKey> networkKey,
            Timing timing,
            Surroundings surroundings) {
        this.shelf = shelf;
        this.key = key;
        this.network = network;
        this.networkKey = networkKey;
        this.timing = timing;
        this.surroundings = surroundings;
        this.session = surroundings.random();
        this.pace = new Pace(timing.changesADay(), timing.burst(), LONGEST_WAIT, surroundings.nanos());
        this.smallPace = new Pace(timing.smallChangesADay(), timing.burst() / 2, LONGEST_WAIT, surroundings.nanos());
        this.complaints = new Complaints(timing.complaint(), surroundings.nanos());
        this.settingsComplaints = new Complaints(timing.complaint(), surroundings.nanos());
        this.settingsHeldAt = surroundings.nanos();
        this.departures = new Departures(shelf, peersPath(), surroundings.nanos());
        load();
        if (networkKey.isPresent()) {
            admitSelf();
        }
    }

    private void load() {
        Optional<Octets> sequence = shelf.get(SEQUENCE + monitorId());
        unconfirmed = sequence.isEmpty();
        last = new Sequence(BEGINNER, 0);
        if (sequence.isPresent()) {
            try {
                Coding.Input input = new Coding.Input(sequence.get());
                last = new Sequence(input.number(), input.number());
            } catch (MalformedException e) {
                throw new DamagedException("The sequence of this monitor is not readable: " + e.getMessage(), e);
            }
        }
        lost = unconfirmed;
        beginning = last;
        reserved = last.counter();
        note = shelf.get(NOTE).orElse(Octets.NONE);
        shelf.forEach(OWN, (name, record) -> {
            try {
                Coding.Input input = new Coding.Input(record);
                int slot = input.length(Integer.MAX_VALUE);
                Reach reach = input.octet() == 0 ? Reach.EVERYWHERE : Reach.GUARDIANS;
                Octets value = input.octets(input.length(MAX_VALUE));
                own.put(name, Index.Entry.of(slot, reach, value));
                slots.set(slot);
            } catch (MalformedException e) {
                throw new DamagedException("The entry " + name + " is not readable: " + e.getMessage(), e);
            }
        });
        forgetOtherNetworks();
        shelf.get(settingsPath()).ifPresent(encoded -> {
            try {
                document = Optional.of(SettingsDocument.read(encoded, network));
            } catch (MalformedException e) {
                LOG.error("The kept settings of the network are not readable: {}", e.getMessage());
            }
        });
        loadPeers();
    }

    /** Keeps what was mirrored of this network and of the one before it, for who has mistaken its id. */
    private void forgetOtherNetworks() {
        String before = shelf.get(NETWORKS)
                .map(octets -> new String(octets.array(), StandardCharsets.US_ASCII))
                .orElse("");
        if (before.startsWith(network)) {
            return;
        }
        String kept = network + ' ' + before.split(" ")[0];
        for (String kind : List.of("peers/", "values/")) {
            shelf.forEach(kind, (path, value) -> {
                if (!kept.contains(path.substring(0, path.indexOf('/')))) {
                    shelf.remove(kind + path);
                }
            });
        }
        shelf.put(NETWORKS, Octets.wrap(kept.getBytes(StandardCharsets.US_ASCII)));
        shelf.commitForGood();
    }

    private void loadPeers() {
        try {
            departures.load();
        } catch (MalformedException e) {
            LOG.error("What was kept of who departed is not readable: {}", e.getMessage());
        }
        shelf.forEach(peersPath(), (path, encoded) -> {
            if (path.endsWith("/manifest")) {
                loadPeer(path.substring(0, path.indexOf('/')), encoded);
            }
        });
    }

    private void loadPeer(String id, Octets encoded) {
        try {
            Manifest manifest = Manifest.read(encoded, network, id);
            Catalogue catalogue =
                    Catalogue.decode(shelf.get(peersPath() + id + "/index").orElse(Octets.NONE));
            Peer peer = new Peer(id, departures.silence(id));
            peer.hear(manifest);
            peer.hold(manifest, catalogue.read(), catalogue, surroundings.nanos());
            shelf.forEach(valuesPath(id), (name, value) -> {
                Index.Entry entry = peer.index().entries().get(name);
                peer.keep(
                        name, entry != null && entry.isOf(value) ? entry : Index.Entry.of(0, Reach.EVERYWHERE, value));
            });
            peers.put(id, peer);
            membership = Optional.empty();
        } catch (MalformedException e) {
            LOG.error("What was kept of monitor {} is not readable: {}", id, e.getMessage());
        }
    }

    private String settingsPath() {
        return "settings/" + network;
    }

    private String peersPath() {
        return "peers/" + network + '/';
    }

    private String valuesPath(String id) {
        return "values/" + network + '/' + id + '/';
    }

    // What the others in this process ask for.

    @Override
    public String monitorId() {
        return key.id();
    }

    @Override
    public String networkId() {
        return network;
    }

    @Override
    public String id() {
        return network;
    }

    @Override
    public void apply(List<Write> writes) {
        List<Write> checked = List.copyOf(writes);
        checked.forEach(Replica::check);
        synchronized (this) {
            SortedMap<String, Index.Entry> entries = new TreeMap<>(own);
            BitSet used = (BitSet) slots.clone();
            Octets noted = note;
            try {
                for (Write write : checked) {
                    noted = apply(write, entries, used).orElse(noted);
                }
                Index index = new Index(entries);
                if (entries.size() > Index.MAX_ENTRIES || index.encode().length() > Index.MAX_LENGTH) {
                    throw new IllegalArgumentException("This monitor has too many entries");
                }
                shelf.commitForGood();
            } catch (RuntimeException e) {
                undo();
                if (e instanceof DamagedException) {
                    surroundings.storeDamaged();
                }
                throw e;
            }
            own.clear();
            own.putAll(entries);
            slots.clear();
            slots.or(used);
            note = noted;
            changed = true;
            taken = false;
        }
        links.forEach(Link::wake);
    }

    /** After the disk refused something: what was taken of others since the last commit has to come again. */
    private void undo() {
        shelf.rollback();
        if (taken) {
            taken = false;
            Map<String, Peer> before = Map.copyOf(peers);
            peers.clear();
            membership = Optional.empty();
            loadPeers();
            peers.values()
                    .forEach(peer -> Optional.ofNullable(before.get(peer.id())).ifPresent(peer::heardAs));
        }
    }

    private static void check(Write write) {
        if (write instanceof Write.Put put) {
            checkName(put.name());
            if (put.value().length > MAX_VALUE) {
                throw new IllegalArgumentException("The value of " + put.name() + " has " + put.value().length
                        + " octets; at most " + MAX_VALUE + " are allowed");
            }
        } else if (write instanceof Write.Remove remove) {
            checkName(remove.name());
        } else if (write instanceof Write.Note noted && noted.value().length > MAX_NOTE) {
            throw new IllegalArgumentException(
                    "The note has " + noted.value().length + " octets; at most " + MAX_NOTE + " are allowed");
        }
    }

    private static void checkName(String name) {
        if (!Index.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name of an entry: 1 to 200 of A-Z a-z 0-9 . _ / : -");
        }
    }

    private Optional<Octets> apply(Write write, SortedMap<String, Index.Entry> entries, BitSet used) {
        if (write instanceof Write.Put put) {
            Octets value = Octets.of(put.value());
            Index.Entry before = entries.get(put.name());
            int slot = before == null ? used.nextClearBit(0) : before.slot();
            used.set(slot);
            entries.put(put.name(), Index.Entry.of(slot, put.reach(), value));
            shelf.put(
                    OWN + put.name(),
                    new Coding.Output()
                            .length(slot)
                            .octet(put.reach().ordinal())
                            .length(value.length())
                            .octets(value)
                            .done());
        } else if (write instanceof Write.Remove remove) {
            Index.Entry before = entries.remove(remove.name());
            if (before != null) {
                used.clear(before.slot());
                shelf.remove(OWN + remove.name());
            }
        } else if (write instanceof Write.Note noted) {
            Octets value = Octets.of(noted.value());
            shelf.put(NOTE, value);
            return Optional.of(value);
        }
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        return value(owner, name).map(Octets::toArray);
    }

    private synchronized Optional<Octets> value(String owner, String name) {
        if (owner.equals(monitorId())) {
            return ownValue(name);
        }
        Peer peer = peers.get(owner);
        return peer == null || !peer.values().containsKey(name)
                ? Optional.empty()
                : shelf.get(valuesPath(owner) + name);
    }

    synchronized Optional<Octets> ownValue(String name) {
        return shelf.get(OWN + name).map(stored -> {
            byte[] array = stored.array();
            int length = own.get(name).length();
            return Octets.wrap(Arrays.copyOfRange(array, array.length - length, array.length));
        });
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        Optional<byte[]> here;
        Optional<Index.Entry> entry;
        synchronized (this) {
            Peer peer = peers.get(owner);
            entry = peer == null
                    ? Optional.empty()
                    : Optional.ofNullable(peer.index().entries().get(name));
            boolean current = peer == null || peer.has(name) || entry.isEmpty();
            here = current ? value(owner, name).map(Octets::toArray) : Optional.empty();
        }
        if (here.isPresent() || entry.isEmpty() || links.isEmpty()) {
            return CompletableFuture.completedFuture(here);
        }
        return first(links.stream().map(link -> link.fetch(owner, entry.get())).toList())
                .thenApply(found -> found.map(Octets::toArray));
    }

    /** Asks all links but one for a value. */
    CompletableFuture<Optional<Octets>> fetchElsewhere(Link asking, String owner, Index.Entry entry) {
        return first(links.stream()
                .filter(link -> link != asking)
                .map(link -> link.fetch(owner, entry))
                .toList());
    }

    private static CompletableFuture<Optional<Octets>> first(List<CompletableFuture<Optional<Octets>>> asked) {
        CompletableFuture<Optional<Octets>> result = new CompletableFuture<>();
        CompletableFuture<?>[] looked = asked.stream()
                .map(each -> each.thenAccept(found -> {
                    if (found.isPresent()) {
                        result.complete(found);
                    }
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(looked).whenComplete((all, failure) -> result.complete(Optional.empty()));
        return result;
    }

    @Override
    public synchronized List<String> owners(String name) {
        List<String> owners = new ArrayList<>();
        if (own.containsKey(name)) {
            owners.add(monitorId());
        }
        peers.values().stream()
                .filter(peer -> peer.values().containsKey(name))
                .map(Peer::id)
                .forEach(owners::add);
        owners.sort(null);
        return owners;
    }

    @Override
    public synchronized SortedSet<String> names(String owner) {
        if (owner.equals(monitorId())) {
            return new TreeSet<>(own.keySet());
        }
        Peer peer = peers.get(owner);
        return peer == null
                ? new TreeSet<>()
                : new TreeSet<>(peer.index().entries().keySet());
    }

    @Override
    public synchronized Optional<byte[]> note(String owner) {
        Optional<Octets> found = owner.equals(monitorId())
                ? Optional.of(note)
                : Optional.ofNullable(peers.get(owner)).flatMap(Peer::newest).map(Manifest::note);
        return found.filter(octets -> octets.length() > 0).map(Octets::toArray);
    }

    @Override
    public StoreStatus status() {
        List<StoreStatus.Link> reports = links.stream().map(Link::report).toList();
        synchronized (this) {
            return new StoreStatus(
                    own.size(),
                    own.values().stream().mapToLong(Index.Entry::length).sum(),
                    peers.values().stream()
                            .mapToInt(peer -> peer.values().size())
                            .sum(),
                    reports,
                    refusals.list());
        }
    }

    /** Why the disk refused what was to be written last. */
    synchronized Optional<String> trouble() {
        return shelf.trouble();
    }

    // The network.

    @Override
    public synchronized NetworkSettings settings() {
        return document.map(SettingsDocument::settings).orElseGet(NetworkSettings::defaults);
    }

    @Override
    public boolean isAdministrator() {
        return networkKey.isPresent();
    }

    @Override
    public NetworkSettings change(Map<String, Optional<String>> changes) {
        SigningKey signing =
                networkKey.orElseThrow(() -> new IllegalStateException("This monitor does not have the key of"
                        + " the network " + network + ": change its settings on a monitor that does"));
        NetworkSettings before;
        NetworkSettings next;
        do {
            before = settings();
            next = changed(before, changes);
            NetworkRules.check(next);
            // Not under the lock: these are others' bundles.
            surroundings.check(next);
        } while (!hold(before, SettingsDocument.sign(signing, next)));
        surroundings.settingsChanged(next);
        links.forEach(Link::wake);
        return next;
    }

    private NetworkSettings changed(NetworkSettings before, Map<String, Optional<String>> changes) {
        SortedMap<String, String> values = new TreeMap<>(before.values());
        changes.forEach((name, value) -> {
            if (!SettingsDocument.NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is no name of a setting: 1 to 100 of A-Z a-z 0-9 . _ -");
            }
            value.ifPresentOrElse(text -> values.put(name, text), () -> values.remove(name));
        });
        // Whoever has the key belongs to the network.
        SortedSet<String> admitted = new NetworkSettings(0, values).admitted();
        if (admitted.add(monitorId())) {
            values.put(NetworkSettings.ADMITTED, String.join(" ", admitted));
        }
        return new NetworkSettings(before.version() + 1, values);
    }

    /** Takes changed settings, unless others came meanwhile. */
    private synchronized boolean hold(NetworkSettings before, SettingsDocument signed) {
        if (signed.encoded().length() > SettingsDocument.MAX_LENGTH) {
            throw new IllegalArgumentException("The settings of the network are too long");
        }
        if (!settings().equals(before)) {
            return false;
        }
        hold(signed);
        return true;
    }

    private void admitSelf() {
        if (!settings().admitted().contains(monitorId())) {
            change(Map.of());
        }
    }

    private void hold(SettingsDocument newer) {
        shelf.put(settingsPath(), newer.encoded());
        try {
            shelf.commitForGood();
        } catch (StoreException e) {
            undo();
            throw e;
        }
        taken = false;
        document = Optional.of(newer);
        membership = Optional.empty();
        settingsHeldAt = surroundings.nanos();
        dropUnwanted();
    }

    /** Takes settings of the network when they are newer than those held. */
    void offer(SettingsDocument offered) {
        boolean displaced;
        synchronized (this) {
            if (document.isPresent() && !offered.isNewerThan(document.get())) {
                return;
            }
            boolean admitted = rules().admitted().contains(monitorId());
            hold(offered);
            displaced = admitted && !rules().admitted().contains(monitorId());
        }
        surroundings.settingsChanged(offered.settings());
        links.forEach(Link::wake);
        if (displaced && networkKey.isPresent()) {
            // Another holder of the key changed them at the same time.
            admitSelf();
        }
    }

    synchronized Optional<SettingsDocument> document() {
        return document;
    }

    @Override
    public synchronized List<Member> members() {
        NetworkRules rules = rules();
        Duration heartbeat = heartbeat();
        List<Member> members = new ArrayList<>();
        members.add(new Member(
                monitorId(),
                true,
                rules.admits(monitorId()),
                Duration.ZERO,
                heartbeat,
                surroundings.clockSynchronised()));
        for (Peer peer : peers.values()) {
            members.add(new Member(
                    peer.id(),
                    false,
                    rules.admits(peer.id()),
                    Duration.ofNanos(peer.silence(links)),
                    heartbeat,
                    peer.newest().map(Manifest::clockSynchronised).orElse(false)));
        }
        return List.copyOf(members);
    }

    synchronized NetworkRules rules() {
        return membership().rules();
    }

    synchronized Membership membership() {
        if (membership.isEmpty()) {
            membership = Optional.of(new Membership(NetworkRules.of(settings()), monitorId(), peers.keySet()));
        }
        return membership.get();
    }

    synchronized Duration heartbeat() {
        Duration base = rules().heartbeat().orElse(timing.heartbeat());
        return base.multipliedBy(Math.max(timing.crowd(), membership().crowd())).dividedBy(timing.crowd());
    }

    synchronized Duration roundInterval() {
        Duration crowded = timing.roundPerMonitor().multipliedBy(membership().crowd());
        return crowded.compareTo(timing.round()) > 0 ? crowded : timing.round();
    }

    // What the links ask for.

    Timing timing() {
        return timing;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Refusals refusals() {
        return refusals;
    }

    int linkCount() {
        return links.size();
    }

    /** Adds a way to and from an engine. Somebody has to call {@link Link#round}. */
    Link attach(StorageAdapter adapter) {
        Link link = new Link(this, adapter);
        links.add(link);
        return link;
    }

    void detach(Link link) {
        links.remove(link);
        link.close();
    }

    /** Whether something was written here that is not signed yet. */
    synchronized boolean isChanged() {
        return changed;
    }

    /** The newest of what this monitor signed; a new one when something changed, or the heartbeat is due. */
    synchronized Issue issue() {
        long now = surroundings.nanos();
        boolean due = issue.isEmpty() || now - issuedAt >= heartbeat().toNanos();
        boolean small = changed && !pace.allows(now) && smallPace.allows(now) && isSmall();
        boolean renewed = stale || small || changed && pace.allows(now);
        if (!due && !renewed) {
            return issue.get();
        }
        boolean settles = last.incarnation() == BEGINNER && isLongTrusted();
        if (settles || last.counter() >= reserved) {
            Sequence from = settles ? new Sequence(BEGINNER + 1, 0) : last;
            reserve(new Sequence(from.incarnation(), from.counter() + RESERVED));
            last = from;
        }
        Index index = new Index(own);
        boolean same = issue.filter(before -> before.index().equals(index)).isPresent();
        boolean whole = renewed || same || issue.isEmpty();
        Catalogue catalogue = same || !whole ? issue.orElseThrow().catalogue() : catalogues.write(index);
        Octets noted = whole ? note : issue.orElseThrow().manifest().note();
        if (renewed && issue.isPresent()) {
            (small ? smallPace : pace)
                    .spend((due ? 0 : KEY_OCTETS + Manifest.MAX_LENGTH)
                            + (same ? 0 : cost(issue.get(), index, catalogue)));
        }
        last = last.next();
        Manifest manifest = Manifest.sign(
                key,
                network,
                last,
                session,
                new Manifest.Content(
                        surroundings.clockSynchronised(),
                        catalogue.hash(),
                        settings().version(),
                        missed(now),
                        noted));
        unconfirmed = false;
        issue = Optional.of(
                new Issue(manifest, whole ? index : issue.orElseThrow().index(), catalogue));
        issuedAt = now;
        changed &= !whole;
        stale = false;
        return issue.get();
    }

    /** Whether what guardians may hold of an earlier life of this monitor had the time to come back. */
    private boolean isLongTrusted() {
        return links.stream().mapToLong(Link::trustedNanos).max().orElse(0)
                >= timing.guard().multipliedBy(3).toNanos();
    }

    /** What a change costs an engine, without the entries that only guardians hold: those have a budget of their own. */
    private static long cost(Issue before, Index index, Catalogue catalogue) {
        long cost = KEY_OCTETS + catalogue.recent().length();
        if (!catalogue.base().equals(before.catalogue().base())) {
            cost += KEY_OCTETS + catalogue.base().length();
        }
        return cost + valueCost(before, index.entries());
    }

    private boolean isSmall() {
        return issue.isPresent() && valueCost(issue.get(), own) <= SMALL_CHANGE;
    }

    private static long valueCost(Issue before, Map<String, Index.Entry> entries) {
        long cost = 0;
        for (Map.Entry<String, Index.Entry> each : entries.entrySet()) {
            Index.Entry entry = each.getValue();
            if (entry.reach() == Reach.EVERYWHERE
                    && !entry.equals(before.index().entries().get(each.getKey()))) {
                cost += KEY_OCTETS + entry.length();
            }
        }
        return cost;
    }

    /** When this monitor signed something last. */
    synchronized long issuedAt() {
        return issuedAt;
    }

    /** Monitors of which something should have come long ago; another selection each time when they are many. */
    private List<String> missed(long now) {
        List<String> missed = new ArrayList<>();
        for (Peer peer : peers.values()) {
            peer.missing(
                    !peer.held().equals(peer.newest()) || !wanted(peer.id()).isEmpty(), now);
            if (membership().admits(peer.id()) && peer.isMissedFor(timing.complaint(), now)) {
                missed.add(peer.id());
            }
        }
        Collections.rotate(missed, (int) (last.counter() % Math.max(1, missed.size())));
        return List.copyOf(missed.subList(0, Math.min(missed.size(), Manifest.MOST_MISSING)));
    }

    private void hearComplaints(Manifest manifest) {
        String from = manifest.owner();
        if (!membership().admits(from)) {
            return;
        }
        long now = surroundings.nanos();
        if (manifest.misses(monitorId()) && complaints.take(from, now)) {
            repetitions++;
        }
        if (!manifest.missing().isEmpty()) {
            peers.keySet().stream().filter(manifest::misses).forEach(id -> links.forEach(link -> link.missed(id)));
        }
        boolean responsible = isAdministrator() || membership().guards(from);
        if (responsible
                && manifest.settings() < settings().version()
                && now - settingsHeldAt >= timing.complaint().toNanos()
                && settingsComplaints.take(from, now)) {
            settingsRepetitions++;
        }
    }

    /** Counts how often this monitor was asked to write again what it owns. */
    synchronized long repetitions() {
        return repetitions;
    }

    /** Counts how often it was found that somebody did not get the newest settings of the network. */
    synchronized long settingsRepetitions() {
        return settingsRepetitions;
    }

    /** What was signed last is not what is to be written: there is something newer, which has to be signed now. */
    synchronized void reissue() {
        stale = true;
    }

    boolean isOfThisSession(Manifest found) {
        return found.session() == session;
    }

    /** Whether an earlier session of this monitor wrote a manifest not long before it ended. */
    synchronized boolean isRecent(Manifest found) {
        return found.session() == session
                || found.sequence().incarnation() == beginning.incarnation()
                        && found.sequence().counter() > beginning.counter() - 2 * RESERVED;
    }

    private void reserve(Sequence most) {
        shelf.put(
                SEQUENCE + monitorId(),
                new Coding.Output()
                        .number(most.incarnation())
                        .number(most.counter())
                        .done());
        try {
            shelf.commitForGood();
        } catch (StoreException e) {
            undo();
            throw e;
        }
        taken = false;
        reserved = most.counter();
    }

    /** Who may have made a manifest that bears this monitor's key. */
    enum Origin {
        THIS_MONITOR,
        EARLIER_INCARNATION,
        CLONE
    }

    /** Tells who made a manifest that stands in an engine as this monitor's own, its signature being good. */
    synchronized Origin origin(Manifest found) {
        if (found.session() == session) {
            return Origin.THIS_MONITOR;
        }
        if (lost && (unconfirmed || found.sequence().isAfter(beginning))) {
            return Origin.EARLIER_INCARNATION;
        }
        // What earlier sessions wrote has a sequence that was reserved before this one began.
        return found.sequence().isAfter(beginning) ? Origin.CLONE : Origin.THIS_MONITOR;
    }

    /**
     * Goes on where an earlier life of this monitor ended, of which the disk knows nothing.
     *
     * @param found what it wrote last
     * @param recovered the entries it owned, as far as they can be had
     */
    synchronized void resume(Manifest found, Map<String, Write.Put> recovered) {
        if (origin(found) != Origin.EARLIER_INCARNATION) {
            return;
        }
        List<Write> back = new ArrayList<>();
        recovered.values().stream().filter(put -> !own.containsKey(put.name())).forEach(back::add);
        last = new Sequence(Math.max(found.sequence().incarnation(), last.incarnation()) + 1, 0);
        reserve(last);
        beginning = last;
        lost = false;
        unconfirmed = false;
        issue = Optional.empty();
        changed = true;
        apply(back);
        LOG.info(
                "This monitor's store is new, its key is not: it goes on as incarnation {}, with {} entries taken back",
                last.incarnation(),
                back.size());
    }

    /** Another process uses this monitor's key. Nothing is written any more. */
    void cloneFound(String where, Manifest found) {
        synchronized (this) {
            if (cloned) {
                return;
            }
            cloned = true;
        }
        LOG.error(
                "{} has sequence {} of this monitor, which it never gave: its key is used by another one, or its disk went back in time",
                where,
                found.sequence());
        surroundings.cloneFound();
    }

    synchronized boolean isCloned() {
        return cloned;
    }

    /** Whether this monitor has ever written to the engines of this network and generation. */
    synchronized boolean hasWritten(long generation) {
        return shelf.get(writtenPath(generation)).isPresent();
    }

    synchronized void written(long generation) {
        if (!hasWritten(generation)) {
            shelf.put(writtenPath(generation), Octets.NONE);
            shelf.commitForGood();
        }
    }

    private String writtenPath(long generation) {
        return "written/" + network + '/' + generation + '/' + monitorId();
    }

    /** The monitors to be read: those that are known, those that are admitted, and some of those that are hinted at. */
    synchronized SortedSet<String> roster(Collection<String> hints) {
        NetworkRules rules = rules();
        SortedSet<String> roster = new TreeSet<>(peers.keySet());
        rules.admitted().stream().limit(MOST_MONITORS).forEach(roster::add);
        hints.stream().filter(NetworkRules::isId).limit(MOST_MONITORS).forEach(roster::add);
        roster.add(monitorId());
        return roster;
    }

    /**
     * Hears of a monitor.
     *
     * @return whether its index has to be read
     */
    boolean hear(Link link, Manifest manifest) {
        boolean moved;
        boolean behind;
        synchronized (this) {
            Peer peer = peers.get(manifest.owner());
            if (peer == null) {
                if (departures.isOld(manifest) || !makeRoomFor(manifest.owner())) {
                    return false;
                }
                taken |= departures.comeBack(manifest.owner());
                peer = new Peer(manifest.owner(), Departures.Silence.NONE);
                peers.put(peer.id(), peer);
                membership = Optional.empty();
            }
            moved = peer.hear(manifest);
            if (moved) {
                peer.heardBy(link, links);
                hearComplaints(manifest);
            } else if (peer.newest().filter(manifest::equals).isPresent()) {
                peer.isOn(link);
            }
            // Who waits for being admitted must not wear out the disk.
            boolean soon = peer.held().isPresent()
                    && !membership().admits(peer.id())
                    && surroundings.nanos() - peer.heldAt() < PENDING_INTERVAL.toNanos();
            behind = !peer.held().equals(peer.newest()) && !soon;
        }
        if (moved) {
            surroundings.storeChanged(manifest.owner(), Set.of());
        }
        return behind;
    }

    /** Where there is no room for another that waits for being admitted, the one that is silent for longest goes. */
    private boolean makeRoomFor(String id) {
        if (membership().admits(id)) {
            return peers.size() < MOST_MONITORS;
        }
        List<Peer> pending = peers.values().stream()
                .filter(peer -> !membership().admits(peer.id()))
                .toList();
        if (pending.size() < MOST_PENDING) {
            return true;
        }
        Optional<Peer> silent = pending.stream()
                .max(Comparator.comparingLong(peer -> peer.silence(links)))
                .filter(peer -> peer.silence(links) >= PENDING_SILENCE.toNanos());
        silent.ifPresent(this::forget);
        return silent.isPresent();
    }

    /** Who was silent for long belongs no more, until it is heard again. */
    void forgetSilent() {
        Map<String, Set<String>> forgotten = new LinkedHashMap<>();
        synchronized (this) {
            if (!departures.isDue(surroundings.nanos())) {
                return;
            }
            for (Peer peer : List.copyOf(peers.values())) {
                Departures.Silence silence = peer.silenceInAll(links);
                if (silence.length().compareTo(timing.departure()) >= 0) {
                    forgotten.put(peer.id(), Set.copyOf(peer.values().keySet()));
                    forget(peer);
                    departures.depart(peer.id(), silence.last());
                } else {
                    taken |= departures.keep(peer.id(), silence);
                }
            }
        }
        forgotten.forEach((id, names) -> {
            LOG.info("Monitor {} was silent for {}: what it owned is forgotten", id, timing.departure());
            surroundings.storeChanged(id, names);
        });
    }

    private void forget(Peer peer) {
        peers.remove(peer.id());
        membership = Optional.empty();
        List.copyOf(peer.values().keySet()).forEach(name -> drop(peer, name));
        shelf.remove(peersPath() + peer.id() + "/manifest");
        shelf.remove(peersPath() + peer.id() + "/index");
        taken = true;
    }

    /** Believes an index, which has the hash that its manifest tells. */
    void adopt(Manifest manifest, Index index, Catalogue catalogue) {
        Set<String> gone;
        synchronized (this) {
            Peer peer = peers.get(manifest.owner());
            if (peer == null
                    || peer.held().isPresent()
                            && !manifest.sequence().isAfter(peer.held().get().sequence())
                    || !membership().admits(peer.id()) && catalogue.length() > MOST_PENDING_CATALOGUE) {
                return;
            }
            shelf.put(peersPath() + peer.id() + "/manifest", manifest.encoded());
            shelf.put(peersPath() + peer.id() + "/index", catalogue.encode());
            taken = true;
            peer.hear(manifest);
            peer.hold(manifest, index, catalogue, surroundings.nanos());
            boolean whole = isWhole(peer, Set.of());
            peer.partial(!whole, surroundings.nanos());
            gone = whole ? dropGone(peer) : Set.of();
        }
        if (!gone.isEmpty()) {
            surroundings.storeChanged(manifest.owner(), gone);
        }
    }

    /** Whether everything that goes everywhere is here, or would be with some more. */
    private boolean isWhole(Peer peer, Set<String> more) {
        return wanted(peer.id()).entrySet().stream()
                .allMatch(each -> each.getValue().reach() == Reach.GUARDIANS || more.contains(each.getKey()));
    }

    private Set<String> dropGone(Peer peer) {
        Set<String> gone = new HashSet<>(peer.values().keySet());
        gone.removeAll(peer.index().entries().keySet());
        gone.forEach(name -> drop(peer, name));
        return gone;
    }

    private void drop(Peer peer, String name) {
        shelf.remove(valuesPath(peer.id()) + name);
        taken = true;
        peer.drop(name);
    }

    /** After a change of who is admitted, what is held of whom changes too. */
    private void dropUnwanted() {
        for (Peer peer : peers.values()) {
            if (!membership().admits(peer.id())) {
                List.copyOf(peer.values().keySet()).stream()
                        .filter(name -> !isIntroduction(name, peer.values().get(name)))
                        .forEach(name -> drop(peer, name));
            }
        }
        commitTaken();
    }

    /** Brings to the disk what was taken of others. */
    synchronized void commitTaken() {
        if (taken) {
            try {
                shelf.commit();
                taken = false;
            } catch (StoreException e) {
                undo();
                throw e;
            }
        }
    }

    private static boolean isIntroduction(String name, Index.Entry entry) {
        return name.equals(INTRODUCTION) && entry.length() <= MOST_INTRODUCTION;
    }

    /** The values that should be here and are not, by name. */
    synchronized Map<String, Index.Entry> wanted(String id) {
        Peer peer = peers.get(id);
        return peer == null ? Map.of() : peer.wanted(membership(), Replica::isIntroduction);
    }

    /** Whether something of a monitor that should be here has not come for long. */
    synchronized boolean isLate(String id) {
        return Optional.ofNullable(peers.get(id))
                .filter(peer -> peer.isPartialFor(timing.complaint(), surroundings.nanos()))
                .isPresent();
    }

    /**
     * Takes values of a monitor. What its owner wrote at once is to be seen at once: those that go everywhere are only
     * believed together, unless that is not to be had for long.
     *
     * @param most whether more could not be read at once
     * @return those of the names whose values were right
     */
    Set<String> arrived(String id, Map<String, Octets> values, boolean most) {
        Set<String> right = new HashSet<>();
        Set<String> changedNames = new HashSet<>();
        synchronized (this) {
            Peer peer = peers.get(id);
            if (peer == null) {
                return right;
            }
            values.forEach((name, value) -> {
                Index.Entry entry = peer.index().entries().get(name);
                if (entry != null && entry.isOf(value)) {
                    right.add(name);
                }
            });
            boolean late = peer.isPartialFor(timing.complaint(), surroundings.nanos());
            boolean whole = most || late || isWhole(peer, right);
            for (String name : right) {
                Index.Entry entry = peer.index().entries().get(name);
                if (whole || entry.reach() == Reach.GUARDIANS) {
                    shelf.put(valuesPath(id) + name, values.get(name));
                    taken = true;
                    peer.keep(name, entry);
                    changedNames.add(name);
                }
            }
            if (whole) {
                changedNames.addAll(dropGone(peer));
            }
            peer.partial(!isWhole(peer, Set.of()), surroundings.nanos());
        }
        if (!changedNames.isEmpty()) {
            surroundings.storeChanged(id, changedNames);
        }
        return right;
    }

    /** Those whose data a link may have to carry, with what is held of them. */
    synchronized Map<String, Issue> carried() {
        Map<String, Issue> carried = new LinkedHashMap<>();
        for (Peer peer : peers.values()) {
            boolean carry = membership().admits(peer.id())
                    && (links.size() > 1 || membership().guards(peer.id()));
            if (carry && peer.held().isPresent()) {
                carried.put(peer.id(), new Issue(peer.held().get(), peer.index(), peer.catalogue()));
            }
        }
        return carried;
    }

    /** The value of an entry, when it is just that which an index tells of. */
    Optional<Octets> exactly(String owner, String name, Index.Entry entry) {
        return value(owner, name).filter(entry::isOf);
    }

    @Override
    public void close() {
        links.forEach(this::detach);
        synchronized (this) {
            if (!closed) {
                closed = true;
                shelf.close();
            }
        }
    }
}
