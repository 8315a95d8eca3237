// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.Write;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source as the network has it: the newest version that came here whole, what this monitor imported itself, and
 * which of the two counts.
 *
 * <p>What another monitor published counts when its Lamport number is greater. What was imported here gets the next
 * number once, when it is other than what was imported here before, and other than what counts.
 */
final class SharedSource {
    /** How long nobody may publish the newest version before the first monitor that has it does, then the next one. */
    static final Duration HEIR_AFTER = Duration.ofMinutes(2);
    /** How long what was imported before this monitor belonged to the network waits for what the network has. */
    static final Duration BROUGHT_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(SharedSource.class);
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final int STATE_VERSION = 1;
    private static final String STATE = ".state";
    private static final String DEVICES = ".devices";

    /** What was imported here. */
    private record Own(Map<DeviceId, Device> devices, String content, String location, Instant imported) {}

    /** What counts. */
    private record Adopted(Head head, String owner) {}

    private enum Claim {
        NONE,
        /** Imported here, in the network, and not told it yet. */
        NEW,
        /** Imported here before this monitor belonged to the network: it counts where there is nothing else. */
        BROUGHT,
        /** Removed here, and the network was not told yet. */
        REMOVED
    }

    private final Path directory;
    private final String name;
    private Optional<Own> own = Optional.empty();
    private Optional<Adopted> adopted = Optional.empty();
    private Map<DeviceId, Device> devices = Map.of();
    private Claim claim = Claim.NONE;
    private String network = "";
    private String self = "";
    /** What the network was told of last, or was found to have. */
    private String told = "";

    private final Set<Head> refused = new HashSet<>();
    private Optional<String> problem = Optional.empty();
    private boolean checked;
    private Optional<Long> aloneSince = Optional.empty();
    private Optional<Long> missingSince = Optional.empty();
    private Optional<Long> failedAt = Optional.empty();

    SharedSource(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        load();
    }

    /** Names of the sources that are kept in a directory. */
    static List<String> kept(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(STATE))
                    .map(file -> file.substring(0, file.length() - STATE.length()))
                    .toList();
        }
    }

    /** Notes what was imported here last; returns whether that is news. */
    boolean imported(Map<DeviceId, Device> imported, String location, Instant when) {
        if (own.isPresent() && own.get().devices() == imported) {
            return false;
        }
        String content = content(imported);
        own = Optional.of(new Own(imported, content, location, when));
        if (!content.equals(told)) {
            claim = Claim.NEW;
        } else if (claim == Claim.NEW || claim == Claim.REMOVED) {
            claim = Claim.NONE;
        }
        return true;
    }

    private static String content(Map<DeviceId, Device> devices) {
        return devices.isEmpty()
                ? Head.NOTHING
                : InventoryVersion.of(devices.values().stream()
                        .sorted(Comparator.comparing(Device::id))
                        .toList());
    }

    /** It is no longer imported here; what the network has stands. */
    void released() {
        own = Optional.empty();
        claim = Claim.NONE;
        saveOrForget();
    }

    /** A person removed it here, and so everywhere. */
    void removed() {
        own = Optional.empty();
        told = "";
        claim = adopted.isPresent() && !adopted.get().head().removed() ? Claim.REMOVED : Claim.NONE;
        saveOrForget();
    }

    private void saveOrForget() {
        if (isGone()) {
            forget();
        } else {
            save();
        }
    }

    /** Whether what counts was imported and published here, and is not imported here any longer. */
    boolean isOrphan() {
        return own.isEmpty()
                && claim == Claim.NONE
                && adopted.filter(version -> version.owner().equals(self)
                                && version.head().content().equals(told))
                        .isPresent();
    }

    /** The store is another one, or the same anew. */
    void rebound() {
        checked = false;
        aloneSince = Optional.empty();
        missingSince = Optional.empty();
        failedAt = Optional.empty();
    }

    /** The devices that count now. */
    Map<DeviceId, Device> devices() {
        return switch (claim) {
            case NEW -> own.map(Own::devices).orElse(devices);
            case REMOVED -> Map.of();
            case NONE, BROUGHT ->
                adopted.isPresent() ? devices : own.map(Own::devices).orElse(Map.of());
        };
    }

    /** The version of somebody else that counts, if it is other than what was imported here. */
    Optional<Origin> origin() {
        if (claim == Claim.NEW || claim == Claim.REMOVED) {
            return Optional.empty();
        }
        return adopted.filter(version -> !isOwn(version.head()))
                .map(version -> new Origin(version.owner(), version.head()));
    }

    /** Who published a version, and what it says of it. */
    record Origin(String owner, Head head) {}

    Optional<String> problem() {
        return problem;
    }

    /** Whether nothing is left of it. */
    boolean isGone() {
        return own.isEmpty() && adopted.isEmpty() && claim == Claim.NONE;
    }

    /** Takes over what is newer, publishes what is to be; returns whether other devices count. */
    boolean step(View view, Map<String, Head> heads) {
        Map<DeviceId, Device> before = devices();
        if (failedAt.isPresent() && view.nanos() - failedAt.get() < RETRY.toNanos()) {
            return false;
        }
        try {
            enter(view, heads);
            adopt(view, heads);
            resolve(view, heads);
            withdraw(view, heads);
            carry(view, heads);
            failedAt = Optional.empty();
            if (refused.isEmpty()) {
                problem = Optional.empty();
            }
        } catch (StoreException | IllegalArgumentException e) {
            failedAt = Optional.of(view.nanos());
            problem = Optional.of("The source " + name + " could not be shared: " + e.getMessage());
            LOG.warn("{}", problem.get(), e);
        }
        return before != devices();
    }

    private void enter(View view, Map<String, Head> heads) {
        boolean other = !network.isEmpty() && !network.equals(view.network());
        if (other) {
            remove(view, heads);
            adopted = Optional.empty();
            devices = Map.of();
            refused.clear();
        }
        boolean nothing = adopted.isEmpty() && claim == Claim.NONE;
        boolean outside = other || !view.isMember();
        boolean changed = !network.equals(view.network());
        if (own.isPresent() && (other || nothing || claim == Claim.NEW && outside)) {
            claim = Claim.BROUGHT;
            told = own.get().content();
            changed = true;
        } else if (claim == Claim.REMOVED && outside) {
            claim = Claim.NONE;
            changed = true;
        }
        self = view.self();
        network = view.network();
        refused.retainAll(heads.values());
        if (changed) {
            save();
        }
    }

    /** Removes what this monitor published. */
    private void remove(View view, Map<String, Head> heads) {
        List<Write> writes = new ArrayList<>();
        for (String entry : view.store().names(view.self())) {
            if (entry.equals(Sharing.entry(name)) || entry.startsWith(Sharing.entry(name) + "/")) {
                writes.add(new Write.Remove(entry));
            }
        }
        if (!writes.isEmpty()) {
            view.store().apply(writes);
        }
        heads.remove(view.self());
    }

    private static final Comparator<Map.Entry<String, Head>> NEWEST_FIRST = Map.Entry.<String, Head>comparingByValue(
                    Comparator.comparingLong(Head::number))
            .thenComparing(Map.Entry.comparingByKey())
            .reversed();

    /** What members have published and can be read, the newest first. */
    private List<Map.Entry<String, Head>> candidates(View view, Map<String, Head> heads) {
        return heads.entrySet().stream()
                .filter(entry -> view.members().contains(entry.getKey()))
                .filter(entry -> !refused.contains(entry.getValue()))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private void adopt(View view, Map<String, Head> heads) {
        for (Map.Entry<String, Head> candidate : candidates(view, heads)) {
            Adopted found = new Adopted(candidate.getValue(), candidate.getKey());
            if (adopted.isPresent()
                    && (found.equals(adopted.get())
                            || found.head().number() < adopted.get().head().number())) {
                return;
            }
            try {
                if (!isWhole(view, found)) {
                    return;
                }
                LOG.info(
                        "Source {}: version {} of monitor {}, {}",
                        name,
                        found.head().number(),
                        found.owner(),
                        found.head().removed() ? "which removes it" : devices.size() + " devices");
                return;
            } catch (MalformedException e) {
                refuse(found, "is not readable: " + e.getMessage());
            } catch (OutOfMemoryError e) {
                refuse(found, "does not fit into the memory of this monitor");
            }
        }
    }

    private void refuse(Adopted found, String reason) {
        refused.add(found.head());
        problem = Optional.of("The source " + name + " as monitor " + found.owner() + " shares it " + reason
                + ". What was there before stands.");
        LOG.warn("{}", problem.get());
    }

    /** Takes a version over if all of it is here. */
    private boolean isWhole(View view, Adopted found) throws MalformedException {
        Head head = found.head();
        List<byte[]> parts = List.of();
        Map<DeviceId, Device> taken = Map.of();
        if (!head.removed()) {
            if (adopted.filter(version -> version.head().hasContentOf(head)).isPresent()) {
                take(found, devices, Optional.empty());
                return true;
            }
            if (isOwn(head)) {
                Map<DeviceId, Device> mine = own.orElseThrow().devices();
                take(found, mine, Optional.of(Parts.encode(mine.values(), 0)));
                return true;
            }
            parts = new ArrayList<>();
            for (int part = 0; part < head.parts().size(); part++) {
                Optional<byte[]> value = view.store().get(found.owner(), Sharing.entry(name, part));
                if (value.isEmpty()
                        || !Parts.digest(value.get()).equals(head.parts().get(part))) {
                    return false;
                }
                parts.add(value.get());
            }
            taken = decode(head, parts);
        }
        take(found, taken, Optional.of(parts));
        return true;
    }

    private Map<DeviceId, Device> decode(Head head, List<byte[]> parts) throws MalformedException {
        Parts.Reader reader = new Parts.Reader(name, parts.size(), devices());
        for (byte[] part : parts) {
            reader.add(part);
        }
        if (reader.devices().size() != head.devices()
                || !content(reader.devices()).equals(head.content())) {
            throw new MalformedException("it has other devices than it says");
        }
        return reader.devices();
    }

    private void take(Adopted version, Map<DeviceId, Device> taken, Optional<List<byte[]>> parts) {
        adopted = Optional.of(version);
        devices = taken;
        checked = false;
        if (claim == Claim.BROUGHT || isOwn(version.head())) {
            settle();
        }
        parts.filter(list -> !version.head().removed()).ifPresent(this::saveDevices);
        save();
    }

    private boolean isOwn(Head head) {
        return !head.removed()
                && own.filter(mine -> mine.content().equals(head.content())).isPresent();
    }

    /** The network knows now what was imported here. */
    private void settle() {
        claim = Claim.NONE;
        told = own.map(Own::content).orElse("");
    }

    private void resolve(View view, Map<String, Head> heads) {
        if (!view.isMember()) {
            return;
        }
        switch (claim) {
            case NEW -> {
                if (adopted.filter(version -> isOwn(version.head())).isPresent()) {
                    settle();
                    save();
                } else {
                    publishOwn(view, heads, next(heads));
                }
            }
            case BROUGHT -> {
                if (aloneSince.isEmpty() || !candidates(view, heads).isEmpty()) {
                    aloneSince = Optional.of(view.nanos());
                }
                if (candidates(view, heads).isEmpty()
                        && (view.alone() || view.nanos() - aloneSince.get() >= BROUGHT_AFTER.toNanos())) {
                    publishOwn(view, heads, 0);
                }
            }
            case REMOVED -> {
                publish(view, heads, Head.removal(network, next(heads), Instant.now()), Map.of());
                claim = Claim.NONE;
                save();
            }
            case NONE -> {}
        }
    }

    private long next(Map<String, Head> heads) {
        long newest = adopted.map(version -> version.head().number()).orElse(0L);
        for (Head head : heads.values()) {
            newest = Math.max(newest, head.number());
        }
        return Math.min(newest + 1, Head.MAX_NUMBER);
    }

    private void publishOwn(View view, Map<String, Head> heads, long number) {
        Own mine = own.orElseThrow();
        Head head = new Head(
                network,
                number,
                mine.content(),
                false,
                mine.devices().size(),
                mine.imported(),
                mine.location(),
                List.of());
        publish(view, heads, head, mine.devices());
        settle();
        save();
    }

    /** Writes a version, of its parts those that are other than what is there. */
    private void publish(View view, Map<String, Head> heads, Head version, Map<DeviceId, Device> content) {
        int before = Optional.ofNullable(heads.get(view.self()))
                .map(head -> head.parts().size())
                .orElse(0);
        List<byte[]> parts = version.removed() ? List.of() : Parts.encode(content.values(), before);
        Head head = version.withParts(parts.stream().map(Parts::digest).toList());
        SortedSet<String> surplus = view.store().names(view.self());
        surplus.removeIf(entry -> !entry.startsWith(Sharing.entry(name) + "/"));
        List<Write> writes = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            String entry = Sharing.entry(name, part);
            surplus.remove(entry);
            byte[] value = parts.get(part);
            if (view.store()
                    .get(view.self(), entry)
                    .filter(old -> Arrays.equals(old, value))
                    .isEmpty()) {
                writes.add(new Write.Put(entry, value, Reach.EVERYWHERE));
            }
        }
        surplus.forEach(entry -> writes.add(new Write.Remove(entry)));
        writes.add(new Write.Put(Sharing.entry(name), head.encode(), Reach.EVERYWHERE));
        view.store().apply(writes);
        heads.put(view.self(), head);
        take(new Adopted(head, view.self()), content, Optional.of(parts));
        checked = true;
    }

    /** Takes back what this monitor published when something newer is there whole. */
    private void withdraw(View view, Map<String, Head> heads) {
        if (heads.containsKey(view.self())
                && adopted.isPresent()
                && !adopted.get().owner().equals(view.self())
                && adopted.get().head().equals(heads.get(adopted.get().owner()))
                && view.members().contains(adopted.get().owner())) {
            remove(view, heads);
        }
    }

    /** Publishes what nobody publishes any longer, and what this monitor's store has lost. */
    private void carry(View view, Map<String, Head> heads) {
        if (adopted.isEmpty() || !view.isMember()) {
            return;
        }
        Adopted version = adopted.get();
        boolean mine = version.owner().equals(view.self());
        boolean there = candidates(view, heads).stream()
                .anyMatch(candidate ->
                        candidate.getValue().number() >= version.head().number());
        if (there && mine && !checked) {
            checked = true;
            there = isComplete(view, version.head());
        }
        if (there) {
            missingSince = Optional.empty();
            return;
        }
        if (missingSince.isEmpty()) {
            missingSince = Optional.of(view.nanos());
        }
        long wait = mine ? 0 : HEIR_AFTER.toNanos() * (view.rank() + 1);
        if (view.nanos() - missingSince.get() >= wait) {
            LOG.info(
                    "Source {}: this monitor publishes version {} from now on",
                    name,
                    version.head().number());
            publish(view, heads, version.head(), devices);
            missingSince = Optional.empty();
        }
    }

    private boolean isComplete(View view, Head head) {
        for (int part = 0; part < head.parts().size(); part++) {
            Optional<byte[]> value = view.store().get(view.self(), Sharing.entry(name, part));
            if (value.isEmpty()
                    || !Parts.digest(value.get()).equals(head.parts().get(part))) {
                return false;
            }
        }
        return true;
    }

    private void load() {
        try {
            OctetReader in = new OctetReader(Files.readAllBytes(file(STATE)));
            in.version(STATE_VERSION);
            network = in.text();
            told = in.text();
            claim = Claim.values()[in.integer(Claim.values().length - 1)];
            if (in.flag()) {
                String owner = in.text();
                Head head = Head.decode(in.octets(in.remaining()));
                if (!head.removed()) {
                    devices = loadDevices(head);
                }
                adopted = Optional.of(new Adopted(head, owner));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("Nothing of the source {} is kept", name);
        } catch (IOException e) {
            LOG.warn("What is kept of the source {} is not readable, and is not used: {}", name, e.getMessage());
        }
    }

    private Map<DeviceId, Device> loadDevices(Head head) throws IOException {
        OctetReader in = new OctetReader(Files.readAllBytes(file(DEVICES)));
        List<byte[]> parts = new ArrayList<>();
        for (int left = in.integer(Head.MAX_PARTS); left > 0; left--) {
            parts.add(in.octets(in.integer(Integer.MAX_VALUE)));
        }
        in.end();
        return decode(head, parts);
    }

    private void saveDevices(List<byte[]> parts) {
        OctetWriter out = new OctetWriter();
        out.number(parts.size());
        parts.forEach(part -> {
            out.number(part.length);
            out.octets(part);
        });
        write(DEVICES, out);
    }

    private void save() {
        OctetWriter out = new OctetWriter();
        out.octet(STATE_VERSION);
        out.text(network);
        out.text(told);
        out.number(claim == Claim.NEW ? Claim.NONE.ordinal() : claim.ordinal());
        out.flag(adopted.isPresent());
        adopted.ifPresent(version -> {
            out.text(version.owner());
            out.octets(version.head().encode());
        });
        write(STATE, out);
    }

    private void write(String suffix, OctetWriter content) {
        try {
            KeptFile.write(file(suffix), content.done());
        } catch (IOException e) {
            problem = Optional.of("The source " + name + " could not be kept: " + e.getMessage());
            LOG.warn("{}", problem.get());
        }
    }

    /** Removes what is kept of it on the disk. */
    void forget() {
        try {
            Files.deleteIfExists(file(STATE));
            Files.deleteIfExists(file(DEVICES));
        } catch (IOException e) {
            LOG.warn("What is kept of the source {} could not be removed: {}", name, e.getMessage());
        }
    }

    private Path file(String suffix) {
        return directory.resolve(name + suffix);
    }
}
