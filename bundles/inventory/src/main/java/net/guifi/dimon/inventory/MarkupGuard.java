// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Stands before an XML parser and stops what would make it hold much in memory: a tag, comment or text without end, and a DTD.
 *
 * <p>It knows the bytes of encodings that extend ASCII only, and refuses others.
 */
final class MarkupGuard extends FilterInputStream {
    /** Bytes that a tag, a comment or a text between tags may have. */
    static final int MAX_TOKEN = 1 << 20;

    private enum Within {
        TEXT,
        OPENING,
        DECLARATION,
        TAG,
        SINGLE_QUOTE,
        DOUBLE_QUOTE,
        COMMENT,
        CDATA,
        INSTRUCTION
    }

    /** What this guard stopped; the message is the reason. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int line;

        RefusedException(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    private Within within = Within.TEXT;
    private int length;
    private int previous;
    private int beforePrevious;
    private long total;
    private int line = 1;

    MarkupGuard(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            see(b);
        }
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        int n = in.read(bytes, offset, count);
        for (int i = offset; i < offset + n; i++) {
            see(bytes[i] & 0xff);
        }
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void see(int b) throws RefusedException {
        if (total++ < 4 && (b == 0 || b >= 0xfe)) {
            throw new RefusedException(line, "the encoding is not UTF-8");
        }
        if (b == '\n') {
            line++;
        }
        if (++length > MAX_TOKEN) {
            throw new RefusedException(line, "a tag, comment or text is longer than " + MAX_TOKEN + " bytes");
        }
        switch (within) {
            case TEXT -> {
                if (b == '<') {
                    begin(Within.OPENING, 1);
                }
            }
            case OPENING -> {
                within = b == '!' ? Within.DECLARATION : b == '?' ? Within.INSTRUCTION : Within.TAG;
                if (b == '>') {
                    begin(Within.TEXT, 0);
                }
            }
            case DECLARATION -> {
                if (b == '-') {
                    within = Within.COMMENT;
                } else if (b == '[') {
                    within = Within.CDATA;
                } else {
                    throw new RefusedException(line, "a document type declaration (DTD) is not allowed");
                }
            }
            case TAG -> {
                if (b == '>') {
                    begin(Within.TEXT, 0);
                } else if (b == '"') {
                    within = Within.DOUBLE_QUOTE;
                } else if (b == '\'') {
                    within = Within.SINGLE_QUOTE;
                }
            }
            case DOUBLE_QUOTE -> within = b == '"' ? Within.TAG : within;
            case SINGLE_QUOTE -> within = b == '\'' ? Within.TAG : within;
            case COMMENT -> endIf(b == '>' && previous == '-' && beforePrevious == '-' && length >= "<!---->".length());
            case CDATA -> endIf(b == '>' && previous == ']' && beforePrevious == ']');
            case INSTRUCTION -> endIf(b == '>' && previous == '?' && length >= "<??>".length());
        }
        beforePrevious = previous;
        previous = b;
    }

    private void endIf(boolean end) {
        if (end) {
            begin(Within.TEXT, 0);
        }
    }

    private void begin(Within next, int bytes) {
        within = next;
        length = bytes;
    }
}
