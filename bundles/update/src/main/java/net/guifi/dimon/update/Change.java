// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be changed about one bundle.
 *
 * @param name its symbolic name
 * @param before the file that it was installed from; empty when it was not installed
 * @param after the file that it is to be; empty when it is to go
 */
record Change(String name, Optional<Path> before, Optional<Path> after) {
    Change back() {
        return new Change(name, after, before);
    }
}
