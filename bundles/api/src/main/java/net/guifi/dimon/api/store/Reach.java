// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

/** How far an entry goes. */
public enum Reach {
    /** Each monitor keeps a copy. */
    EVERYWHERE,
    /** Two other monitors keep a copy; the others ask for it when they need it. */
    GUARDIANS
}
