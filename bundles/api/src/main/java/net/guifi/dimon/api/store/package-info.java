/** The replicated store, the only way in which monitors coordinate. */
@Export
@Version("1.1.0")
package net.guifi.dimon.api.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
