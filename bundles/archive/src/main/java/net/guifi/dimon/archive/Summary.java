// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

/**
 * What became of one device in one interval. Values are codes of {@link LogScale}.
 *
 * @param count how many pings it was asked, without those that could not be sent; 0 without any
 * @param lost how many of them were lost
 * @param min the least round-trip time in nanoseconds; 0 like the other two where none was answered
 * @param median the median of them
 * @param max the greatest of them
 * @param in octets a second that its uplink received, {@link #NONE} where that is not known
 * @param out the same of those sent: known where the other is
 */
record Summary(int count, int lost, int min, int median, int max, int in, int out) {
    static final int NONE = -1;
    static final Summary EMPTY = new Summary(0, 0, 0, 0, 0, NONE, NONE);

    boolean isAnswered() {
        return lost < count;
    }

    boolean hasTraffic() {
        return in != NONE;
    }

    boolean isEmpty() {
        return count == 0 && !hasTraffic();
    }
}
