// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.inventory.Device;

/** Who is asked with what: the most special credentials win, the first name among equals. */
final class CredentialBook {
    private final List<CredentialRule> rules;
    private final Credentials defaults;
    private final Map<User, UserKeys> keys = new HashMap<>();

    CredentialBook(Credentials defaults, List<CredentialRule> rules) {
        this.defaults = defaults;
        this.rules = rules.stream()
                .sorted(Comparator.comparing(
                                (CredentialRule rule) -> rule.credentials().name())
                        .thenComparing(CredentialRule::pid))
                .toList();
    }

    Credentials of(Device device) {
        CredentialRule best = null;
        int least = Integer.MAX_VALUE;
        for (CredentialRule rule : rules) {
            int distance = rule.distance(device).orElse(Integer.MAX_VALUE);
            if (distance < least) {
                least = distance;
                best = rule;
            }
        }
        return best == null ? defaults : best.completed(defaults);
    }

    /** The keys of a user, made when they are needed first. */
    UserKeys keys(User user) {
        return keys.computeIfAbsent(user, UserKeys::new);
    }
}
