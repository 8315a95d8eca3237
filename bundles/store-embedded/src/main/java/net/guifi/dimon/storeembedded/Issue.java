// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

/**
 * What a monitor owned when it signed a manifest.
 *
 * @param manifest what it signed
 * @param index what it owned
 * @param catalogue the same, as it stands in the store
 */
record Issue(Manifest manifest, Index index, Catalogue catalogue) {}
