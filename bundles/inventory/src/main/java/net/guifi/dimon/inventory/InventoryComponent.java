// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.time.Duration;
import java.util.List;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.platform.DataDirectory;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The inventory as a service: it tells the listeners, and says what is wrong with its sources. */
@Component(
        name = "net.guifi.dimon.inventory",
        service = {InventoryManager.class, HealthCheck.class, InventoryComponent.class},
        immediate = true,
        property = {"hc.name=Inventory", "hc.tags=dimon"})
public final class InventoryComponent implements InventoryManager, HealthCheck {
    private static final Duration WATCH = Duration.ofSeconds(2);

    private final ListenerBoard listeners = new ListenerBoard();
    private final Sources sources;

    /**
     * Starts with the kept copies of the sources that are configured.
     *
     * @param context tells where the data is
     */
    @Activate
    public InventoryComponent(BundleContext context) {
        sources = new Sources(DataDirectory.of(context, "inventory"), WATCH, listeners::publish);
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
