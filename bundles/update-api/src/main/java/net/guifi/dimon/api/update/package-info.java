/**
 * Which version of each bundle runs. This package has a bundle of its own, which belongs to the platform: were it in
 * that of the API, replacing the API would stop the bundle that is doing it.
 */
@Export
@Version("1.0.0")
package net.guifi.dimon.api.update;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
