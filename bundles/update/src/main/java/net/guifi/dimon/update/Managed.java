// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** The bundles of the framework that are managed here. Their location is their name, so that it outlives every version. */
final class Managed {
    private static final String LOCATION = "dimon:";

    private final BundleContext context;
    private final Path home;

    /**
     * The bundles of an appliance.
     *
     * @param home the folder of the distribution
     */
    Managed(BundleContext context, Path home) {
        this.context = context;
        this.home = home;
    }

    static Bundle system(BundleContext context) {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    }

    boolean isFrameworkStarted() {
        return system(context).getState() == Bundle.ACTIVE;
    }

    boolean isFrameworkStopping() {
        return system(context).getState() == Bundle.STOPPING;
    }

    /** Whether a bundle came with the distribution, to stay as it is. */
    boolean isOfPlatform(Bundle bundle) {
        if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            return true;
        }
        try {
            String path = URI.create(bundle.getLocation()).getPath();
            return path != null && Path.of(path).startsWith(home);
        } catch (IllegalArgumentException e) {
            // No location of a file.
            return false;
        }
    }

    static boolean isManaged(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    static String name(Bundle bundle) {
        return bundle.getLocation().substring(LOCATION.length());
    }

    Optional<Bundle> bundle(String name) {
        return Optional.ofNullable(context.getBundle(LOCATION + name));
    }

    Stream<Bundle> all() {
        return Arrays.stream(context.getBundles()).filter(Managed::isManaged);
    }

    Stream<Bundle> others() {
        return Arrays.stream(context.getBundles()).filter(bundle -> !isManaged(bundle));
    }

    /** Installs a bundle, or gives it other bytes. */
    Bundle put(String name, Path file) throws BundleException, IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Optional<Bundle> installed = bundle(name);
            if (installed.isPresent()) {
                installed.get().update(in);
                return installed.get();
            }
            return context.installBundle(LOCATION + name, in);
        }
    }

    static boolean isFragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    /** The symbolic name of the bundle that a fragment adds to. */
    static String host(Bundle fragment) {
        return fragment.getHeaders()
                .get(Constants.FRAGMENT_HOST)
                .split(";", 2)[0]
                .strip();
    }

    /** Whether it is to run: nobody has stopped it by hand. */
    static boolean isWanted(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level != null && level.isPersistentlyStarted();
    }

    static boolean runs(Bundle bundle) {
        return isFragment(bundle) ? bundle.getState() == Bundle.RESOLVED : bundle.getState() == Bundle.ACTIVE;
    }

    static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.RESOLVED -> isFragment(bundle) ? "fragment" : "stopped";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.INSTALLED -> isFragment(bundle) || isWanted(bundle) ? "not resolved" : "stopped";
            default -> "missing";
        };
    }
}
