// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.framework.Version;

/** What is known about the managed bundles, by symbolic name. Written by one thread at a time, read by any. */
final class State {
    final Map<String, Jar> shipped = new ConcurrentHashMap<>();
    final Map<String, Candidate> running = new ConcurrentSkipListMap<>();
    /** Updated versions that do not run: lower than the shipped ones, or they failed. */
    final Map<String, Version> idle = new ConcurrentHashMap<>();
    /** What did not come to run at the start, by name of the bundle or file: sentences. */
    final Map<String, String> refused = new ConcurrentSkipListMap<>();
    /** What somebody else did to bundles: sentences. */
    final Map<String, String> tampered = new ConcurrentSkipListMap<>();

    volatile Optional<String> lastRefusal = Optional.empty();

    /** What was said about a bundle beside what runs holds no more. */
    void forget(String name) {
        idle.remove(name);
        refused.remove(name);
        tampered.remove(name);
    }

    void describeIdle(Map<String, List<Candidate>> ranked) {
        idle.clear();
        ranked.forEach((name, candidates) -> candidates.stream()
                .filter(candidate -> candidate.updated() && !candidate.equals(running.get(name)))
                .findFirst()
                .ifPresent(candidate -> idle.put(name, candidate.version())));
    }
}
