// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Where a benchmark works.
 *
 * @param distribution the built distribution
 * @param temporary an empty folder, removed afterwards
 * @param progress where it tells what it does
 */
record Workplace(Path distribution, Path temporary, PrintStream progress) {}
