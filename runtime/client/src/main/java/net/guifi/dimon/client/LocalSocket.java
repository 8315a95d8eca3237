// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Unix domain socket in a directory, however long the directory's path is. The kernel takes at most 107 bytes of path
 * (unix(7)); where that is too little, the way goes through a symbolic link in a private temporary directory, which is
 * gone after {@link #close}.
 */
public final class LocalSocket implements AutoCloseable {
    /** The name of the appliance's socket in its data directory. */
    public static final String NAME = "dimon.socket";

    private static final int LONGEST = 107;

    private final UnixDomainSocketAddress address;
    private final Optional<Path> link;

    private LocalSocket(Path path, Optional<Path> link) {
        this.address = UnixDomainSocketAddress.of(path);
        this.link = link;
    }

    /**
     * Finds a way to a socket.
     *
     * @param directory an existing directory
     * @param name name of the socket in it
     * @return the way, to be closed when the socket is bound or connected
     * @throws IOException when there is none
     */
    public static LocalSocket in(Path directory, String name) throws IOException {
        Path path = directory.toAbsolutePath().resolve(name);
        if (length(path) <= LONGEST) {
            return new LocalSocket(path, Optional.empty());
        }
        Path link = Files.createTempDirectory("dimon").resolve("d");
        Files.createSymbolicLink(link, directory.toAbsolutePath());
        LocalSocket socket = new LocalSocket(link.resolve(name), Optional.of(link));
        if (length(link.resolve(name)) > LONGEST) {
            socket.close();
            throw new IOException("The path " + path + " is too long for a socket (" + LONGEST
                    + " bytes at most), and so is that of the temporary directory " + link.getParent());
        }
        return socket;
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Connects to an appliance.
     *
     * @param data the appliance's data directory
     * @return a connected channel
     * @throws IOException when nobody listens there
     */
    public static SocketChannel connect(Path data) throws IOException {
        try (LocalSocket socket = in(data, NAME)) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(socket.address());
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    /**
     * Where to bind or connect.
     *
     * @return an address, good until this is closed
     */
    public UnixDomainSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        if (link.isPresent()) {
            Files.delete(link.get());
            Files.delete(link.get().getParent());
        }
    }
}
