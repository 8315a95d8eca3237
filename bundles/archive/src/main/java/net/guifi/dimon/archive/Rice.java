// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

/**
 * Rice coding of signed numbers whose parameter follows the numbers: it is the running mean of their lengths in bits,
 * so that one number out of the way neither costs much nor changes much. Any long can be coded.
 */
final class Rice {
    private static final int ESCAPE = 16;
    private static final int MEMORY = 8;
    private static final int ONE_BIT = 16;

    private byte plain;
    private byte seen;
    private short meanLength;

    /** @param plain how many numbers at the start are known not to be like the others */
    Rice(int plain) {
        this.plain = (byte) plain;
    }

    void write(BitWriter out, long number) {
        long zigzag = number << 1 ^ number >> 63;
        if (plain > 0) {
            plain--;
            writePlain(out, zigzag);
            return;
        }
        int k = parameter();
        long quotient = k == Long.SIZE ? 0 : zigzag >>> k;
        if (Long.compareUnsigned(quotient, ESCAPE) < 0) {
            out.write((1L << (quotient + 1)) - 2, (int) quotient + 1);
            out.write(zigzag, k);
        } else {
            out.write((1L << ESCAPE) - 1, ESCAPE);
            writePlain(out, zigzag);
        }
        learn(zigzag);
    }

    long read(BitReader in) {
        long zigzag;
        if (plain > 0) {
            plain--;
            zigzag = readPlain(in);
        } else {
            int k = parameter();
            int quotient = 0;
            while (quotient < ESCAPE && in.read(1) == 1) {
                quotient++;
            }
            zigzag = quotient == ESCAPE ? readPlain(in) : (k == Long.SIZE ? 0 : (long) quotient << k) | in.read(k);
            learn(zigzag);
        }
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    private static void writePlain(BitWriter out, long zigzag) {
        int length = length(zigzag);
        out.write(length, 7);
        out.write(zigzag, length);
    }

    private static long readPlain(BitReader in) {
        return in.read((int) in.read(7));
    }

    private static int length(long zigzag) {
        return Long.SIZE - Long.numberOfLeadingZeros(zigzag);
    }

    private int parameter() {
        // For a geometric distribution the best parameter lies just below the mean length.
        return (meanLength + ONE_BIT / 4) / ONE_BIT;
    }

    private void learn(long zigzag) {
        if (seen < MEMORY) {
            seen++;
        }
        meanLength += (short) ((length(zigzag) * ONE_BIT - meanLength) / seen);
    }
}
