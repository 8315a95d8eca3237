// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

/** The newest samples of a device: which were lost, and when they were. */
final class Ring {
    private long losses;
    private int size;
    // Milliseconds from the sample before; a clock that is set back makes one negative.
    private int[] gaps = new int[4];
    private int next;
    private long newest;

    void add(boolean lost, long millis, int window) {
        resize(window);
        gaps[next] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, millis - newest));
        next = (next + 1) % gaps.length;
        losses = losses << 1 | (lost ? 1 : 0);
        size = Math.min(size + 1, Track.MAX_WINDOW);
        newest = millis;
    }

    private void resize(int window) {
        if (gaps.length < window) {
            int[] larger = new int[window];
            for (int i = 0; i < gaps.length; i++) {
                larger[i] = gaps[(next + i) % gaps.length];
            }
            next = gaps.length;
            gaps = larger;
        }
    }

    /** Forgets all but the newest samples. */
    void keep(int count) {
        size = Math.min(size, count);
    }

    /** How many there are, at most those of a window. */
    int size(int window) {
        return Math.min(size, window);
    }

    int losses(int window) {
        return Long.bitCount(bits(window));
    }

    boolean isNewestLost() {
        return size > 0 && (losses & 1) == 1;
    }

    /** How many of the newest were answered in a row. */
    int answersInARow() {
        return Math.min(size, Long.numberOfTrailingZeros(losses));
    }

    /** The time of the first loss in a window, which must have one. */
    long firstLoss(int window) {
        return time(Long.SIZE - 1 - Long.numberOfLeadingZeros(bits(window)));
    }

    /** The time of the sample that many before the newest, as far back as times are kept. */
    long time(int back) {
        long time = newest;
        for (int i = 0; i < Math.min(back, gaps.length - 1); i++) {
            time -= gaps[Math.floorMod(next - 1 - i, gaps.length)];
        }
        return time;
    }

    private long bits(int window) {
        int count = size(window);
        return count == 0 ? 0 : losses & -1L >>> (Long.SIZE - count);
    }
}
