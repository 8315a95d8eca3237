// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Who belongs to the network, and what this monitor has to do for whom: worked out once for each change of it. For any thread. */
final class Membership {
    private final NetworkRules rules;
    private final String self;
    private final Set<String> known = new TreeSet<>();
    private final Map<String, Integer> places = new ConcurrentHashMap<>();

    /**
     * Works it out.
     *
     * @param rules what the network's settings say
     * @param self this monitor
     * @param peers the others that were heard of
     */
    Membership(NetworkRules rules, String self, Collection<String> peers) {
        this.rules = rules;
        this.self = self;
        peers.stream().filter(rules::admits).forEach(known::add);
        if (rules.admits(self)) {
            known.add(self);
        }
    }

    NetworkRules rules() {
        return rules;
    }

    boolean admits(String id) {
        return rules.admits(id);
    }

    /** How many of those that were heard of belong to the network, this monitor too. */
    int crowd() {
        return known.size();
    }

    /** The place of this monitor among those that stand by for an id. */
    int place(String id) {
        return places.computeIfAbsent(id, each -> Guardians.place(each, self, known));
    }

    /** Whether this monitor keeps a copy of everything that another one owns. */
    boolean guards(String id) {
        return !id.equals(self) && admits(id) && admits(self) && place(id) < Guardians.COUNT;
    }
}
