// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import net.guifi.dimon.update.Patience.HangException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** How the declarative services of bundles are. */
final class Components {
    private final BundleContext context;
    private final Patience patience;

    Components(BundleContext context, Patience patience) {
        this.context = context;
        this.patience = patience;
    }

    /** The names of the components that have all they need. */
    Set<String> satisfied(Collection<Bundle> bundles) {
        Set<String> names = new HashSet<>();
        forEach(bundles, (component, configuration) -> {
            if (configuration.state == ComponentConfigurationDTO.ACTIVE
                    || configuration.state == ComponentConfigurationDTO.SATISFIED) {
                names.add(component.name);
            }
        });
        return names;
    }

    /**
     * Which components of a bundle failed and why, in words. A component that waits to be used is used, as its
     * constructor has not run yet.
     */
    Optional<String> failure(Bundle bundle) throws InterruptedException {
        List<ComponentConfigurationDTO> unused = new ArrayList<>();
        forEach(List.of(bundle), (component, configuration) -> {
            if (configuration.state == ComponentConfigurationDTO.SATISFIED && component.factory == null) {
                unused.add(configuration);
            }
        });
        List<String> failures = new ArrayList<>();
        for (ComponentConfigurationDTO configuration : unused) {
            try {
                patience.call(bundle.getSymbolicName(), () -> use(configuration));
            } catch (HangException e) {
                failures.add("does not work: its component " + configuration.description.name + ' ' + e.getMessage());
            } catch (BundleException e) {
                throw new IllegalStateException(e);
            }
        }
        forEach(List.of(bundle), (component, configuration) -> {
            if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                failures.add("does not work: its component " + component.name + " failed with "
                        + firstLines(configuration.failure));
            }
        });
        return joined(failures);
    }

    /** Which components of these names wait for a service, in words. */
    Optional<String> waiting(Bundle bundle, Set<String> names) {
        List<String> waiting = new ArrayList<>();
        forEach(List.of(bundle), (component, configuration) -> {
            if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE
                    && names.contains(component.name)) {
                waiting.add("does not work: its component " + component.name + " waits for "
                        + String.join(", ", awaited(component, configuration)));
            }
        });
        return joined(waiting);
    }

    private static Optional<String> joined(List<String> texts) {
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join(", and ", texts));
    }

    private static List<String> awaited(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        Set<String> unsatisfied = new HashSet<>();
        for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
            unsatisfied.add(reference.name);
        }
        return Stream.of(component.references)
                .filter(reference -> unsatisfied.contains(reference.name))
                .map(reference -> reference.interfaceName)
                .toList();
    }

    /** What was thrown, and what had caused it. */
    private static String firstLines(String trace) {
        if (trace == null) {
            return "the log tells why";
        }
        return trace.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .reduce((first, last) -> first + "; " + last)
                .orElse(trace);
    }

    private void use(ComponentConfigurationDTO configuration) {
        if (configuration.service == null) {
            return;
        }
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(
                    null, "(" + Constants.SERVICE_ID + "=" + configuration.service.id + ")");
            if (references != null && context.getService(references[0]) != null) {
                context.ungetService(references[0]);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void forEach(
            Collection<Bundle> bundles, BiConsumer<ComponentDescriptionDTO, ComponentConfigurationDTO> action) {
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return;
        }
        try {
            for (ComponentDescriptionDTO component :
                    runtime.getComponentDescriptionDTOs(bundles.toArray(Bundle[]::new))) {
                for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                    action.accept(component, configuration);
                }
            }
        } finally {
            context.ungetService(reference);
        }
    }
}
