// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.h2.mvstore.MVStoreException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This monitor's replica of the shared store, in a file of its data directory. Alone, it is all there is. */
@Component(
        name = "net.guifi.dimon.store-embedded",
        service = {ReplicatedStore.class, HealthCheck.class},
        property = {"hc.name=Store", "hc.tags=dimon"})
public final class EmbeddedStore implements ReplicatedStore, HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/:-]{1,200}");
    private static final String NETWORK = "local/network";
    private static final int NETWORK_ID_OCTETS = 8;

    private final EntryFile entries;
    private final String monitorId;
    private final String networkId;
    private volatile Optional<StoreException> lastFailure = Optional.empty();

    /**
     * Opens the store, and makes the monitor's key and the network's id at the first start.
     *
     * @param context tells the data directory
     * @throws IOException when the key or the store cannot be read or written; the message names the file
     */
    @Activate
    public EmbeddedStore(BundleContext context) throws IOException {
        this(DataDirectory.of(context, "secrets"), DataDirectory.of(context, "store"));
    }

    EmbeddedStore(Path secrets, Path directory) throws IOException {
        monitorId = Identity.loadOrCreate(secrets.resolve("monitor.key")).monitorId();
        entries = EntryFile.open(directory.resolve("entries.mv"));
        try {
            networkId = loadOrCreateNetworkId();
        } catch (RuntimeException e) {
            entries.close();
            throw e;
        }
        LOG.info("Monitor {} of network {}", monitorId, networkId);
    }

    private String loadOrCreateNetworkId() {
        Optional<byte[]> known = entries.get(NETWORK, monitorId);
        if (known.isPresent()) {
            return new String(known.get(), StandardCharsets.US_ASCII);
        }
        byte[] random = new byte[NETWORK_ID_OCTETS];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        entries.put(NETWORK, monitorId, made.getBytes(StandardCharsets.US_ASCII));
        return made;
    }

    /** Closes the file; everything is in it already. */
    @Deactivate
    public void close() {
        entries.close();
    }

    @Override
    public String monitorId() {
        return monitorId;
    }

    @Override
    public String networkId() {
        return networkId;
    }

    @Override
    public void put(String name, byte[] value) {
        change("write", name, () -> entries.put(name, monitorId, value));
    }

    @Override
    public void remove(String name) {
        change("remove", name, () -> entries.remove(name, monitorId));
    }

    private void change(String verb, String name, Runnable change) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name of an entry: 1 to 200 of A-Z a-z 0-9 . _ / : -");
        }
        try {
            change.run();
            lastFailure = Optional.empty();
        } catch (MVStoreException e) {
            StoreException failure =
                    new StoreException("Could not " + verb + " the entry " + name + ": " + e.getMessage(), e);
            lastFailure = Optional.of(failure);
            throw failure;
        }
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        return entries.get(name, owner);
    }

    @Override
    public List<String> owners(String name) {
        return entries.owners(name);
    }

    @Override
    public Result execute() {
        return lastFailure
                .map(failure -> new Result(
                        Result.Status.CRITICAL,
                        failure.getMessage() + ". Is the disk full or read-only? See `df` and `dmesg`."))
                .orElseGet(() -> new Result(
                        Result.Status.OK, "Monitor " + monitorId + " of network " + networkId + ", alone on its disk"));
    }
}
