// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;

/** Carries values to and from one folder. */
final class DirectoryAdapter implements StorageAdapter, AutoCloseable {
    private final Folder folder;
    private final Findings findings = new Findings();
    private final Worker worker;
    /** The worker's own: folders that were looked through for what an earlier process left behind. */
    private final Set<Path> swept = new HashSet<>();

    private volatile Access access;
    private volatile State state = new State(Optional.empty(), Optional.empty());

    /**
     * How it goes.
     *
     * @param problem why the last call failed; empty when it did not
     * @param since when the calls began to fail, or to succeed; empty before the first one
     */
    record State(Optional<String> problem, Optional<Instant> since) {}

    /**
     * An adapter, which does nothing until it is asked.
     *
     * @param limit the longest that a call lasts
     */
    DirectoryAdapter(Folder folder, Access access, Duration limit) {
        this.folder = folder;
        this.access = access;
        this.worker = new Worker(limit);
    }

    /** Who may read and write what is written from now on. */
    void setAccess(Access access) {
        this.access = access;
    }

    State state() {
        return state;
    }

    @Override
    public String name() {
        return "Folder " + folder.path();
    }

    @Override
    public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
        List<Path> files = keys.stream().map(Names::register).toList();
        return call((root, abandoned) -> new Reader(root, findings, abandoned).values(files));
    }

    @Override
    public Set<String> members(String key) throws StorageException {
        Path set = Names.set(key);
        return call((root, abandoned) -> new Reader(root, findings, abandoned).words(set));
    }

    @Override
    public void update(List<Change> changes) throws StorageException {
        List<Writer.Step> steps = changes.stream().map(Writer.Step::of).toList();
        call((root, abandoned) -> {
            new Writer(root, access, swept).write(steps, abandoned);
            return null;
        });
    }

    @Override
    public List<String> warnings() {
        return findings.warnings();
    }

    @Override
    public long cost(List<Change> changes) {
        return changes.stream().mapToLong(DirectoryAdapter::cost).sum();
    }

    private static long cost(Change change) {
        if (change instanceof Change.Assign assign) {
            return Envelope.HEADER + assign.value().length;
        }
        return change instanceof Change.Add add ? Envelope.HEADER + add.word().length() : 0;
    }

    private interface Use<T> {
        T of(Path root, BooleanSupplier abandoned) throws IOException;
    }

    private <T> T call(Use<T> use) throws StorageException {
        try {
            T result = worker.call(abandoned -> use.of(folder.open(access), abandoned));
            became(Optional.empty());
            return result;
        } catch (IOException e) {
            String problem = folder.explain(e);
            became(Optional.of(problem));
            throw new StorageException(problem, e);
        }
    }

    private void became(Optional<String> problem) {
        State before = state;
        boolean same = before.since().isPresent() && before.problem().isPresent() == problem.isPresent();
        state = new State(problem, same ? before.since() : Optional.of(Instant.now()));
    }

    /** Ends its thread, without waiting. */
    @Override
    public void close() {
        worker.close();
    }
}
