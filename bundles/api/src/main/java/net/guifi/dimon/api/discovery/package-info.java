/** Other monitors and their stores, as they announce themselves on the local network and in the community's directory. */
@Export
@Version("1.0.0")
package net.guifi.dimon.api.discovery;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
