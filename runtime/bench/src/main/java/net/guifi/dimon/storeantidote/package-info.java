// SPDX-License-Identifier: Apache-2.0
/** What is measured of the adapter of AntidoteDB, from within. */
package net.guifi.dimon.storeantidote;
