// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.service.component.annotations.Component;

/**
 * Weighted rendezvous hashing: each device ranks the monitors by a score of its own, and the first ones watch it. When
 * a monitor comes or goes, only devices that rank it among their first move (Thaler and Ravishankar, 1998; the weights
 * as in Schindelhauer and Schomaker, 2005).
 */
@Component(name = "net.guifi.dimon.assign.balanced")
public final class BalancedPolicy implements AssignmentPolicy {
    private record Candidate(String id, long seed, int capacity) {}

    private record Scored(String id, double score) {}

    @Override
    public String name() {
        return "balanced";
    }

    @Override
    public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
        List<Candidate> candidates = monitors.stream()
                .filter(monitor -> monitor.capacity() > 0)
                .map(monitor -> new Candidate(monitor.id(), hash(monitor.id()), monitor.capacity()))
                .toList();
        Map<List<String>, List<String>> shared = new HashMap<>();
        List<List<String>> plan = new ArrayList<>(demands.size());
        for (Demand demand : demands) {
            List<String> order = order(demand.device().id(), candidates, demand.redundancy() + SPARES);
            plan.add(shared.computeIfAbsent(order, List::copyOf));
        }
        return plan;
    }

    private static List<String> order(DeviceId device, List<Candidate> candidates, int most) {
        long seed = hash(device.toString());
        List<Scored> scored = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            scored.add(new Scored(candidate.id(), score(mix(seed ^ candidate.seed()), candidate.capacity())));
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id));
        return scored.stream().limit(most).map(Scored::id).toList();
    }

    private static double score(long hash, int capacity) {
        double uniform = ((hash >>> 11) + 0.5) * 0x1.0p-53;
        // StrictMath: every monitor must come to the same bits, whatever its processor.
        return -capacity / StrictMath.log(uniform);
    }

    /** FNV-1a over the characters, finished by a mixer. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
