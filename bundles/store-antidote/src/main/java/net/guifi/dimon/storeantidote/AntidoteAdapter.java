// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import com.google.protobuf.ByteString;
import eu.antidotedb.antidotepb.AntidotePB.ApbBoundObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;

/** Registers and sets in the bucket {@code dimon} of AntidoteDB, by static reads and updates. */
final class AntidoteAdapter implements StorageAdapter, AutoCloseable {
    /**
     * Octets that the log grows by for each key of an update, beside its value. Measured on AntidoteDB 0.2.2, with
     * {@code sync_log}, by the size of the log's files: see docs/antidote.md.
     */
    static final int COST_PER_KEY = 1_350;

    /** More keys at once take longer than in proportion: 100 took 9 ms, 1,000 up to 232 ms, 5,000 up to 3.7 s. */
    private static final int BATCH_KEYS = 200;

    private static final int BATCH_CHANGES = 1_000;
    private static final int BATCH_OCTETS = 4 << 20;
    /** When so many keys are refused, it is not because of the keys. */
    private static final int MOST_REFUSED = 3;

    private static final Predicate<String> WORD =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}").asMatchPredicate();

    private final Servers servers;
    private final Unreadable unreadable = new Unreadable();

    AntidoteAdapter(List<HostPort> hosts, Limits limits) {
        this.servers = new Servers(hosts, limits);
    }

    void configure(List<HostPort> hosts, Limits limits) {
        servers.configure(hosts, limits);
    }

    /** Where it is read and written now. */
    Optional<HostPort> inUse() {
        return servers.inUse().map(Server::address);
    }

    /** Why the last call failed, if it did. */
    Optional<String> problem() {
        return servers.problem();
    }

    @Override
    public String name() {
        return servers.name();
    }

    @Override
    public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
        List<ApbBoundObject> objects = keys.stream().map(Messages::register).toList();
        Map<ApbBoundObject, List<ByteString>> found = readAll(objects);
        return objects.stream()
                .map(object -> found.getOrDefault(object, List.of()).stream()
                        .findFirst()
                        .filter(value -> !value.isEmpty())
                        .map(ByteString::toByteArray))
                .toList();
    }

    @Override
    public Set<String> members(String key) throws StorageException {
        ApbBoundObject set = Messages.set(key);
        return readAll(List.of(set)).values().stream()
                .flatMap(List::stream)
                .map(ByteString::toStringUtf8)
                .filter(WORD)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Without those that are not to be had. */
    private Map<ApbBoundObject, List<ByteString>> readAll(List<ApbBoundObject> objects) throws StorageException {
        Deadline deadline = Deadline.in(servers.limits().call());
        Map<ApbBoundObject, List<ByteString>> found = new HashMap<>();
        List<ApbBoundObject> refused = new ArrayList<>();
        int left = unreadable.count();
        List<ApbBoundObject> asked = left == 0
                ? objects
                : objects.stream()
                        .filter(object -> !unreadable.contains(object))
                        .toList();
        for (int from = 0; from < asked.size(); from += BATCH_KEYS) {
            readBatch(asked.subList(from, Math.min(asked.size(), from + BATCH_KEYS)), found, refused, deadline);
        }
        refused.forEach(object -> unreadable.add(object, "the server refuses it, and only it"));
        return found;
    }

    private void readBatch(
            List<ApbBoundObject> batch,
            Map<ApbBoundObject, List<ByteString>> found,
            List<ApbBoundObject> refused,
            Deadline deadline)
            throws StorageException {
        boolean persistent = unreadable.isPersistent();
        try {
            Answer answer = servers.ask(session -> session.read(batch, deadline), !persistent, deadline);
            for (int i = 0; i < batch.size(); i++) {
                found.put(batch.get(i), answer.objects().get(i));
            }
            return;
        } catch (TooLongException e) {
            if (batch.size() == 1) {
                unreadable.add(batch.get(0), e.getMessage());
                return;
            }
        } catch (RefusedException e) {
            unreadable.refused();
            if (!persistent || refused.size() >= MOST_REFUSED) {
                throw e;
            }
            if (batch.size() == 1) {
                refused.add(batch.get(0));
                return;
            }
        }
        int half = batch.size() / 2;
        readBatch(batch.subList(0, half), found, refused, deadline);
        readBatch(batch.subList(half, batch.size()), found, refused, deadline);
    }

    @Override
    public void update(List<Change> changes) throws StorageException {
        Deadline deadline = Deadline.in(servers.limits().call());
        List<Change> batch = new ArrayList<>();
        int size = 0;
        for (Change change : changes) {
            if (!batch.isEmpty() && (size + octets(change) > BATCH_OCTETS || batch.size() >= BATCH_CHANGES)) {
                updateBatch(batch, deadline);
                batch.clear();
                size = 0;
            }
            batch.add(change);
            size += octets(change);
        }
        if (!batch.isEmpty()) {
            updateBatch(batch, deadline);
        }
    }

    private void updateBatch(List<Change> batch, Deadline deadline) throws StorageException {
        servers.ask(
                session -> {
                    Answer answer = session.update(batch, deadline);
                    servers.committed(session, answer);
                    return answer;
                },
                true,
                deadline);
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Optional<Server> inUse = servers.inUse();
        inUse.ifPresent(server -> warnings.addAll(server.warnings()));
        inUse.filter(server -> !servers.first().equals(Optional.of(server)))
                .ifPresent(server -> warnings.add(server.address() + " is used, as "
                        + servers.first().map(Server::address).orElseThrow()
                        + " does not answer, or not for long yet"));
        int count = unreadable.count();
        if (count > 0) {
            warnings.add(count
                    + " keys are not read: what stands there is too long, or the server refuses them (see the log)");
        }
        return List.copyOf(warnings);
    }

    @Override
    public long cost(List<Change> changes) {
        return changes.stream()
                .mapToLong(change -> COST_PER_KEY + octets(change))
                .sum();
    }

    private static int octets(Change change) {
        return change instanceof Change.Assign assign ? assign.value().length : 0;
    }

    /** Ends a call that is under way, and every later one, with a {@link StorageException}. */
    @Override
    public void close() {
        servers.close();
    }
}
