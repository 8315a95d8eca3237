// SPDX-License-Identifier: Apache-2.0
/** The command {@code dimon}, and how it and the appliance speak. It has no dependencies, so that it starts fast. */
package net.guifi.dimon.client;
