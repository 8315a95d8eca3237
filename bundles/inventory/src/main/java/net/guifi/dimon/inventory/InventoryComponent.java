// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkListener;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreListener;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inventory as a service: it tells the listeners, and says what is wrong with its sources. */
@Component(
        name = "net.guifi.dimon.inventory",
        service = {
            InventoryManager.class,
            HealthCheck.class,
            StoreListener.class,
            NetworkListener.class,
            InventoryComponent.class
        },
        immediate = true,
        property = {"hc.name=Inventory", "hc.tags=dimon"})
public final class InventoryComponent implements InventoryManager, HealthCheck, StoreListener, NetworkListener {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryComponent.class);
    private static final Duration WATCH = Duration.ofSeconds(2);

    private final ListenerBoard listeners = new ListenerBoard();
    private final Sources sources;
    private Optional<ReplicatedStore> store = Optional.empty();
    private Optional<Network> network = Optional.empty();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ConfigurationAdmin configurations;

    /**
     * Starts with the kept copies of the sources that are configured.
     *
     * @param context tells where the data is
     */
    @Activate
    public InventoryComponent(BundleContext context) {
        sources = new Sources(
                DataDirectory.of(context, "inventory"), WATCH, listeners::publish, this::deleteConfiguration);
    }

    /** Of a device that somebody has removed or changed on another monitor. */
    private void deleteConfiguration(String pid) {
        ConfigurationAdmin admin = configurations;
        if (admin == null) {
            LOG.warn("The configuration {} counts no more, and cannot be deleted without Config Admin", pid);
            return;
        }
        try {
            admin.getConfiguration(pid, "?").delete();
            LOG.info("The configuration {} is deleted: its device was removed or changed elsewhere", pid);
        } catch (IOException | IllegalStateException e) {
            LOG.warn("The configuration {} counts no more, and could not be deleted", pid, e);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindStore(ReplicatedStore bound) {
        store = Optional.of(bound);
        sources.share(store, network);
    }

    synchronized void unbindStore(ReplicatedStore unbound) {
        store = store.filter(bound -> bound != unbound);
        sources.share(store, network);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindNetwork(Network bound) {
        network = Optional.of(bound);
        sources.share(store, network);
    }

    synchronized void unbindNetwork(Network unbound) {
        network = network.filter(bound -> bound != unbound);
        sources.share(store, network);
    }

    @Override
    public void storeChanged(String owner, Set<String> names) {
        sources.storeChanged(owner, names);
    }

    @Override
    public void settingsChanged(NetworkSettings settings) {
        sources.membersChanged();
    }

    @Deactivate
    void deactivate() {
        sources.close();
        listeners.close();
    }

    Sources imports() {
        return sources;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(InventoryListener listener) {
        listeners.add(listener);
    }

    void removeListener(InventoryListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Inventory inventory() {
        return sources.inventory();
    }

    @Override
    public List<SourceStatus> sources() {
        return sources.sources();
    }

    @Override
    public SourceStatus refresh(String source) {
        return sources.refresh(source);
    }

    @Override
    public SourceStatus confirm(String source) {
        return sources.confirm(source);
    }

    @Override
    public SourceStatus discard(String source) {
        return sources.discard(source);
    }

    @Override
    public Device add(String id, String title, List<String> addresses, String node, String zone) {
        return sources.add(id, title, addresses, node, zone);
    }

    @Override
    public void remove(String id) {
        sources.remove(id);
    }

    @Override
    public Result execute() {
        ResultLog log = new ResultLog();
        for (String problem : sources.problems()) {
            log.add(new ResultLog.Entry(Result.Status.WARN, problem));
        }
        List<SourceStatus> all = sources.sources();
        if (all.isEmpty()) {
            log.add(
                    new ResultLog.Entry(
                            Result.Status.WARN,
                            "No source of devices is configured, so nothing is watched. Add one: net.guifi.dimon.inventory.source"
                                    + " (a CNML or CSV file, folder or URL) or net.guifi.dimon.inventory.device (a device by hand)."));
        }
        for (SourceStatus source : all) {
            log.add(entry(source));
        }
        return new Result(log);
    }

    private static ResultLog.Entry entry(SourceStatus source) {
        String name = "Source " + source.name();
        return switch (source.state()) {
            case FAILED ->
                new ResultLog.Entry(
                        Result.Status.WARN,
                        name + " could not be imported: " + source.message() + ". Its " + source.devices()
                                + " devices stand as they were. Mend " + source.location()
                                + " or the location of the source; it is read again by itself.");
            case WAITING ->
                new ResultLog.Entry(
                        Result.Status.WARN,
                        name + " waits: " + source.message() + ". Look whether " + source.location()
                                + " is complete; then confirm or discard the import.");
            case NEW, IMPORTED, UNCHANGED -> new ResultLog.Entry(Result.Status.OK, name + ": " + source.message());
        };
    }
}
