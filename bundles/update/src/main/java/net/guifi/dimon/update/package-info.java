/**
 * Which version of each bundle runs. This package belongs to the platform, not to the API: the bundle that replaces the
 * API must not depend on it.
 */
@Export
@Version("1.0.0")
package net.guifi.dimon.update;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
