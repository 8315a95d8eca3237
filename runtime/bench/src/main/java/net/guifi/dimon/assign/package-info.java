// SPDX-License-Identifier: Apache-2.0
/** The coordination of monitors on virtual time: what the benchmarks measure of it is package-private. */
package net.guifi.dimon.assign;
