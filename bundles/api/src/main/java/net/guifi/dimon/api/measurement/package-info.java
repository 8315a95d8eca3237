/** Samples, the series they belong to, and the archive that keeps them. */
@Export
@Version("1.2.0")
package net.guifi.dimon.api.measurement;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
