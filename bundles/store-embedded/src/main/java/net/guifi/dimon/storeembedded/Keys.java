// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

/**
 * Where things stand in an engine.
 *
 * @param network id of the network
 * @param generation which of the network's stores
 */
record Keys(String network, long generation) {
    static String settings(String network) {
        return "dimon/" + network + "/settings";
    }

    private String prefix() {
        return "dimon/" + network + '/' + generation + '/';
    }

    String roster() {
        return prefix() + "roster";
    }

    String manifest(String monitor) {
        return prefix() + monitor + "/manifest";
    }

    String index(String monitor) {
        return prefix() + monitor + "/index";
    }

    String recent(String monitor) {
        return prefix() + monitor + "/recent";
    }

    String slot(String monitor, int slot) {
        return prefix() + monitor + '/' + slot;
    }
}
