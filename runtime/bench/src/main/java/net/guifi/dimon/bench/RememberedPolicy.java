// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;

/** A policy that remembers what it came to: all monitors of a simulation work out the same. */
final class RememberedPolicy implements AssignmentPolicy {
    private static final int MOST = 6;

    private record Work(List<Monitor> monitors, List<Demand> demands, List<List<String>> plan) {
        boolean isOf(List<Monitor> others, List<Demand> wanted) {
            if (demands.size() != wanted.size() || !monitors.equals(others)) {
                return false;
            }
            for (int i = 0; i < demands.size(); i++) {
                Demand one = demands.get(i);
                Demand other = wanted.get(i);
                if (one.device() != other.device() || one.redundancy() != other.redundancy()) {
                    return false;
                }
            }
            return true;
        }
    }

    private final AssignmentPolicy policy;
    private final Deque<Work> works = new ArrayDeque<>();
    private long nanos;

    RememberedPolicy(AssignmentPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public int version() {
        return policy.version();
    }

    @Override
    public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
        for (Work work : works) {
            if (work.isOf(monitors, demands)) {
                return work.plan();
            }
        }
        long began = CpuTime.nanos();
        List<List<String>> plan = policy.assign(monitors, demands);
        nanos += CpuTime.nanos() - began;
        works.addFirst(new Work(List.copyOf(monitors), List.copyOf(demands), plan));
        if (works.size() > MOST) {
            works.removeLast();
        }
        return plan;
    }

    /** The time that was spent on working out, all together. */
    long nanos() {
        return nanos;
    }
}
