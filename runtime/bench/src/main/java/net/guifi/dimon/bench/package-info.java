// SPDX-License-Identifier: Apache-2.0
/** Measures the built distribution as its users run it, beside its peers on the same machine. */
package net.guifi.dimon.bench;
