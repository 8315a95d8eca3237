// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

/**
 * What this monitor owned when it signed a manifest.
 *
 * @param manifest what it signed
 * @param index what it owned
 * @param indexEncoded the same, as it stands in the store
 */
record Issue(Manifest manifest, Index index, Octets indexEncoded) {}
