/** What a probe implements, and where its outcomes go. */
@Export
@Version("1.0.0")
package net.guifi.dimon.api.probe;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
