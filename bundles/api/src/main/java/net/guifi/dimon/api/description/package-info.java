/** What devices say of themselves: their system group and their interfaces. */
@Export
@Version("1.0.0")
package net.guifi.dimon.api.description;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
