// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;

/** The way of one monitor to one data centre. */
final class Way implements StorageAdapter {
    private static final long LOGGED_PER_KEY = 1_340;

    private final DataCentres.Centre centre;
    private final Random random;
    boolean open = true;
    /** The part of the calls that fail, some of them after a part was done. */
    double failing;

    Way(DataCentres.Centre centre, Random random) {
        this.centre = centre;
        this.random = random;
    }

    DataCentres.Centre centre() {
        return centre;
    }

    void check() throws StorageException {
        if (!open || !centre.answering || failing > 0 && random.nextDouble() < failing) {
            throw new StorageException("the engine does not answer", null);
        }
    }

    @Override
    public String name() {
        return "centre " + centre.number();
    }

    @Override
    public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
        check();
        List<Optional<byte[]>> values = new ArrayList<>(keys.size());
        keys.forEach(key -> values.add(centre.read(key).map(byte[].class::cast)));
        return values;
    }

    @Override
    public Set<String> members(String key) throws StorageException {
        check();
        return centre.members(key);
    }

    @Override
    public void update(List<Change> changes) throws StorageException {
        boolean away = !open || !centre.answering;
        boolean fails = away || failing > 0 && random.nextDouble() < failing;
        int done = away ? 0 : fails ? random.nextInt(changes.size() + 1) : changes.size();
        for (Change change : changes.subList(0, done)) {
            if (change instanceof Change.Assign assign) {
                centre.write(assign.key(), assign.value().clone());
            } else if (change instanceof Change.Add add) {
                centre.word(add.key(), add.word(), true);
            } else if (change instanceof Change.Remove remove) {
                centre.word(remove.key(), remove.word(), false);
            }
        }
        if (fails) {
            throw new StorageException("the engine did not answer in time", null);
        }
    }

    @Override
    public long cost(List<Change> changes) {
        return changes.stream()
                .mapToLong(
                        change -> LOGGED_PER_KEY + (change instanceof Change.Assign assign ? assign.value().length : 0))
                .sum();
    }
}
