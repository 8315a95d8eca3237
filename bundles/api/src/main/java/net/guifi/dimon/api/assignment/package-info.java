/** Who watches what: monitors, policies and watch lists. */
@Export
@Version("2.0.0")
package net.guifi.dimon.api.assignment;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
