// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The documents of one version of a source, compressed in one file, with properties of that version. */
final class DocumentArchive implements Closeable {
    /** The property that names the content: of the documents, in their order. */
    static final String DIGEST = "digest";

    private static final String PROPERTIES = "properties";
    private static final String NAME = "document.";

    /** What is done with each document of an archive. */
    interface DocumentReader {
        void read(String name, InputStream in) throws ImportException, IOException;
    }

    /** Writes an archive, which is whole after {@link #finish} only. */
    static final class Writer implements Closeable {
        private static final long MAX_BYTES = 512L << 20;

        private final FileChannel channel;
        private final ZipOutputStream zip;
        private final MessageDigest digest = sha256();
        private final Properties properties = new Properties();
        private final long maxBytes;
        private int documents;
        private long bytes;

        Writer(Path file) throws IOException {
            this(file, MAX_BYTES);
        }

        Writer(Path file, long maxBytes) throws IOException {
            this.maxBytes = maxBytes;
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            zip = new ZipOutputStream(Channels.newOutputStream(channel));
            zip.setLevel(Deflater.BEST_SPEED);
        }

        /** Copies a document, whose name is the one that errors name. */
        void add(String name, InputStream in) throws ImportException, IOException {
            zip.putNextEntry(new ZipEntry(Integer.toString(documents)));
            properties.setProperty(NAME + documents++, name);
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > maxBytes) {
                    throw new ImportException(name + " is too large: more than " + (maxBytes >> 20) + " MiB");
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the import was stopped");
                }
                digest.update(buffer, 0, n);
                zip.write(buffer, 0, n);
            }
            // Moving text from one document to the next is another content.
            digest.update(Long.toString(bytes).getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
        }

        void property(String name, String value) {
            properties.setProperty(name, value);
        }

        /** Completes the archive and forces it to the disk. */
        void finish() throws IOException {
            property(DIGEST, HexFormat.of().formatHex(digest.digest()));
            zip.putNextEntry(new ZipEntry(PROPERTIES));
            properties.store(zip, null);
            zip.finish();
            channel.force(true);
            channel.close();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private final Path file;
    private final ZipFile zip;
    private final Properties properties = new Properties();

    /** Opens an archive. */
    DocumentArchive(Path file) throws IOException {
        this.file = file;
        zip = new ZipFile(file.toFile());
        try (InputStream in = entry(PROPERTIES)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            zip.close();
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    String property(String name) {
        return properties.getProperty(name, "");
    }

    Properties properties() {
        return properties;
    }

    /** Reads the documents in their order. */
    void forEach(DocumentReader reader) throws ImportException, IOException {
        for (int i = 0; properties.containsKey(NAME + i); i++) {
            try (InputStream in = entry(Integer.toString(i))) {
                reader.read(property(NAME + i), in);
            }
        }
    }

    private InputStream entry(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(file + " is damaged: it has no entry " + name);
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
