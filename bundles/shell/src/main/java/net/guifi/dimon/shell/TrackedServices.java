// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.SettingsRule;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.update.Updates;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The services of the other bundles as they come and go. */
@Component(name = "net.guifi.dimon.shell.services", service = Services.class)
public final class TrackedServices implements Services {
    private static final String CHECKS = "(" + HealthCheck.TAGS + "=dimon)";

    private static final String HTTPS_PORT = "org.osgi.service.http.port.secure";

    private final BundleContext context;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile InventoryManager inventory;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Assignments assignments;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Health health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile NetworkHealth networkHealth;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Archive archive;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Descriptions descriptions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile ReplicatedStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Discovery discovery;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile ConfigurationAdmin configurations;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Probe> probes;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<SettingsRule> settingsRules;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Updates updates;

    /**
     * Follows the services from now on.
     *
     * @param context the bundle's
     */
    @Activate
    public TrackedServices(BundleContext context) {
        this.context = context;
    }

    @Override
    public Path data() {
        return DataDirectory.of(context, "");
    }

    @Override
    public String version() {
        return context.getBundle().getVersion().toString();
    }

    @Override
    public OptionalInt httpsPort() {
        String port = context.getProperty(HTTPS_PORT);
        return port != null && port.matches("[1-9]\\d{0,4}")
                ? OptionalInt.of(Integer.parseInt(port))
                : OptionalInt.empty();
    }

    @Override
    public Optional<InventoryManager> inventory() {
        return Optional.ofNullable(inventory);
    }

    @Override
    public Optional<Assignments> assignments() {
        return Optional.ofNullable(assignments);
    }

    @Override
    public Optional<Health> health() {
        return Optional.ofNullable(health);
    }

    @Override
    public Optional<NetworkHealth> networkHealth() {
        return Optional.ofNullable(networkHealth);
    }

    @Override
    public Optional<Archive> archive() {
        return Optional.ofNullable(archive);
    }

    @Override
    public Optional<Descriptions> descriptions() {
        return Optional.ofNullable(descriptions);
    }

    @Override
    public Optional<ReplicatedStore> store() {
        return Optional.ofNullable(store);
    }

    @Override
    public Optional<Network> network() {
        return Optional.ofNullable(network);
    }

    @Override
    public Optional<Discovery> discovery() {
        return Optional.ofNullable(discovery);
    }

    @Override
    public Optional<StoreConfiguration> storeConfiguration() {
        return Optional.ofNullable(configurations).map(StoreConfiguration::new);
    }

    @Override
    public List<SettingsRule> settingsRules() {
        return List.copyOf(settingsRules);
    }

    @Override
    public List<Probe> probes() {
        return List.copyOf(probes);
    }

    @Override
    public Optional<Updates> updates() {
        return Optional.ofNullable(updates);
    }

    // Looked up when they are asked for: one of them is this bundle's own, and a reference would close a circle.
    @Override
    public Map<String, HealthCheck> healthChecks() {
        Map<String, HealthCheck> checks = new TreeMap<>();
        try {
            for (ServiceReference<HealthCheck> reference : context.getServiceReferences(HealthCheck.class, CHECKS)) {
                checks.put(name(reference), () -> execute(reference));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(CHECKS + " is no filter", e);
        }
        return checks;
    }

    private static String name(ServiceReference<HealthCheck> reference) {
        Object name = reference.getProperty(HealthCheck.NAME);
        return name != null ? name.toString() : reference.getBundle() + " " + reference;
    }

    private Result execute(ServiceReference<HealthCheck> reference) {
        HealthCheck check = context.getService(reference);
        if (check == null) {
            return new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "the bundle has just gone");
        }
        try {
            return check.execute();
        } finally {
            context.ungetService(reference);
        }
    }
}
