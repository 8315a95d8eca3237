/** What the samples mean: states of devices and their transitions. */
@Export
@Version("1.1.0")
package net.guifi.dimon.api.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
