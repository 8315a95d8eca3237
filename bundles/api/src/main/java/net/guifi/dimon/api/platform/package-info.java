/** What the appliance gives to its bundles. */
@Export
@Version("1.0.0")
package net.guifi.dimon.api.platform;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
