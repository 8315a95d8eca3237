// SPDX-License-Identifier: Apache-2.0
/** What is measured of the replica, from within. */
package net.guifi.dimon.storeembedded;
