// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.platform;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where on the disk the bundles keep what must outlive them. */
public final class DataDirectory {
    /** The framework property that holds the absolute path of the appliance's data directory. */
    public static final String PROPERTY = "dimon.data";

    private DataDirectory() {}

    /**
     * The path of a bundle's own place, which is not created.
     *
     * @param context any bundle's context
     * @param name name of the place, such as {@code archive}
     * @return an absolute path
     * @throws IllegalStateException when the framework property is missing
     */
    public static Path of(BundleContext context, String name) {
        String data = context.getProperty(PROPERTY);
        if (data == null) {
            throw new IllegalStateException("The framework property " + PROPERTY + " is not set");
        }
        return Path.of(data).toAbsolutePath().resolve(name);
    }
}
