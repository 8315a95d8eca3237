/** What holds for all monitors of a network alike, and who belongs to it. */
@Export
@Version("1.1.0")
package net.guifi.dimon.api.network;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
