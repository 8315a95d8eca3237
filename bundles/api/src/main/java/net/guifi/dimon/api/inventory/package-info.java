/** Which devices exist: values of a community network as CNML 0.1 names them, and the snapshot of them all. */
@Export
@Version("1.1.0")
package net.guifi.dimon.api.inventory;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
