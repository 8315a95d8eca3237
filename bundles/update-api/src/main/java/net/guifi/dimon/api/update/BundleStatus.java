// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.update;

import java.util.Optional;
import org.osgi.framework.Version;

/**
 * A bundle and where it comes from.
 *
 * @param symbolicName its symbolic name
 * @param running the version that runs, or would if it did not have a problem
 * @param updated whether that is one that was put over the shipped one
 * @param shipped the version that the distribution has
 * @param idle the version that was put over the shipped one, but is lower or does not run
 * @param state how the framework has it: active, stopped, fragment, not resolved, or missing
 */
public record BundleStatus(
        String symbolicName,
        Version running,
        boolean updated,
        Optional<Version> shipped,
        Optional<Version> idle,
        String state) {}
