// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.update;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one owner of which version of each bundle runs: of the shipped one and the one that was put over it, the higher.
 * Changes are made one after the other, each as a whole or not at all.
 */
@ProviderType
public interface Updates {
    /**
     * The bundles that are managed here; those of the platform are not.
     *
     * @return by symbolic name
     */
    List<BundleStatus> bundles();

    /**
     * Lets the bundles of these jars run, now and after the next start. Bundles that need each other go in one set.
     *
     * @param jars files, which are copied
     * @return the bundles of the set as they are now
     * @throws UpdateException when a jar is refused, or the set does not run; what ran before runs again then
     * @throws InterruptedException when the caller is told to stop waiting; the change goes on
     */
    List<BundleStatus> install(Collection<Path> jars) throws UpdateException, InterruptedException;

    /**
     * Goes back to the shipped bundles; one that was never shipped is removed.
     *
     * @param symbolicNames names of bundles; they go back as one set
     * @return the bundles of the set as they are now; a removed one is missing
     * @throws UpdateException when one is unknown or not updated, or the set does not run; what ran before runs again
     *     then
     * @throws InterruptedException when the caller is told to stop waiting; the change goes on
     */
    List<BundleStatus> revert(Collection<String> symbolicNames) throws UpdateException, InterruptedException;
}
