// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

/**
 * What this machine can do: three quarters of its processors are kept for others, and a quarter of the memory that it
 * may take for what does not grow with the devices.
 */
final class Machine {
    /** One core of the machine of docs/benchmarks.md: 1.0 to 1.2 % with 1,000 devices, less for each of more. */
    private static final double REFERENCE_DEVICES = 1000 / 0.01;

    /** What a round took there, in nanoseconds. */
    private static final double REFERENCE_ROUND = 3.8;

    /** With 60,000 devices 441 MB were resident, with 1,000 of them 105 MB: 5.7 kB each. */
    private static final double OCTETS = 6000;

    private static final double BASE = 24e6;
    private static final double USED = 0.25;
    private static final double USED_MEMORY = 0.75;
    private static final int ROUNDS = 50_000;
    private static final int TRIES = 20;

    private Machine() {}

    static double capacity() {
        Runtime runtime = Runtime.getRuntime();
        double cores = Math.min(1, runtime.availableProcessors() * USED);
        return capacity(cores, round(), runtime.maxMemory());
    }

    /** How many devices. */
    static double capacity(double cores, double round, double heap) {
        double byCores = REFERENCE_DEVICES * cores * REFERENCE_ROUND / round;
        double byMemory = (heap * USED_MEMORY - BASE) / OCTETS;
        return Math.max(1, Math.min(byCores, byMemory));
    }

    /** The best of several tries, as others run beside it: nanoseconds. */
    private static double round() {
        long best = Long.MAX_VALUE;
        long hash = 1;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            for (int k = 0; k < ROUNDS; k++) {
                hash = Draw.of(hash, k);
            }
            best = Math.min(best, System.nanoTime() - start);
            Thread.yield();
        }
        // The sum is used, or the compiler would leave out the work.
        return (best + (hash & 1)) / (double) ROUNDS;
    }
}
