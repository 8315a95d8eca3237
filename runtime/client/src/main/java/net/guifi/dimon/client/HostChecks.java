// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What can be seen of this host without an appliance. */
final class HostChecks {
    private static final int JAVA = 17;
    private static final long MEBIBYTE = 1L << 20;
    private static final long LITTLE_SPACE = 100 * MEBIBYTE;
    private static final long AMPLE_SPACE = 1024 * MEBIBYTE;
    private static final int MOST = 65_536;
    private static final long RECEIVE_BUFFER = 4 * MEBIBYTE;
    private static final int CAP_NET_RAW = 13;

    private final Path root;
    private final Path data;

    /**
     * Looks at a host.
     *
     * @param root {@code /}, or a place with the same files in it
     * @param data the data directory
     */
    HostChecks(Path root, Path data) {
        this.root = root;
        this.data = data.toAbsolutePath();
    }

    List<Check> all() {
        return List.of(java(), directory(), space(), ping(), receiveBuffer(), clock());
    }

    private static Check java() {
        int version = Runtime.version().feature();
        String found = version + " (" + System.getProperty("java.home") + ")";
        return version >= JAVA
                ? Check.ok("Java", found)
                : Check.critical("Java", found + " is too old: apt-get install openjdk-17-jre-headless");
    }

    /** The directory itself, or what of its path exists already. */
    private Path existing() {
        Path path = data;
        while (path.getParent() != null && !Files.exists(path)) {
            path = path.getParent();
        }
        return path;
    }

    private Check directory() {
        String name = "Data directory";
        Path existing = existing();
        if (!Files.isDirectory(existing)) {
            return Check.critical(name, existing + " is no directory: choose another one with --data");
        }
        if (!Files.isWritable(existing)) {
            return Check.critical(
                    name,
                    existing + " is not writable for " + System.getProperty("user.name")
                            + ": run as its owner, or choose another one with --data");
        }
        return Check.ok(name, existing.equals(data) ? data + " is writable" : data + " will be made");
    }

    private Check space() {
        String name = "Disk space";
        long free;
        try {
            free = Files.getFileStore(existing()).getUsableSpace();
        } catch (IOException e) {
            return Check.warn(name, "cannot be told: " + e);
        }
        String found = free / MEBIBYTE + " MB free at " + data;
        if (free < LITTLE_SPACE) {
            return Check.critical(name, found + ": make room, or nothing can be kept");
        }
        return free < AMPLE_SPACE
                ? Check.warn(name, found + ": little for the samples of months; shorten the retention or make room")
                : Check.ok(name, found);
    }

    static Check port(int port) {
        String name = "Port " + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return Check.ok(name, "free");
        } catch (IOException e) {
            return Check.critical(
                    name,
                    "cannot be opened (" + e.getMessage() + "): choose another one with --port, or see with"
                            + " 'ss -ltnp' who has it");
        }
    }

    /** Echo requests need a datagram socket, which the group must be allowed, or else a raw one. */
    private Check ping() {
        String name = "Ping";
        Optional<String> capabilities = status("CapEff:");
        if (capabilities.isPresent() && (Long.parseUnsignedLong(capabilities.get(), 16) >> CAP_NET_RAW & 1) == 1) {
            return Check.ok(name, "allowed by CAP_NET_RAW");
        }
        // Real, effective, saved and file system group; the effective one counts, as do the supplementary ones.
        List<String> groups = Arrays.asList(
                (status("Gid:").orElse("") + ' ' + status("Groups:").orElse(""))
                        .strip()
                        .split("\\s+"));
        Optional<String> range = read("proc/sys/net/ipv4/ping_group_range");
        if (range.isPresent() && groups.stream().anyMatch(group -> isWithin(group, range.get()))) {
            return Check.ok(name, "allowed by net.ipv4.ping_group_range " + range.get());
        }
        return Check.critical(
                name,
                "not allowed: net.ipv4.ping_group_range is \"" + range.orElse("not there") + "\" and there is no"
                        + " CAP_NET_RAW. As root: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\" (and the same"
                        + " in /etc/sysctl.d/, to keep it)");
    }

    private static boolean isWithin(String group, String range) {
        String[] bounds = range.split("\\s+");
        if (!group.matches("\\d+") || bounds.length != 2) {
            return false;
        }
        long id = Long.parseLong(group);
        return Long.parseLong(bounds[0]) <= id && id <= Long.parseLong(bounds[1]);
    }

    private Check receiveBuffer() {
        String name = "Receive buffer";
        Optional<String> found = read("proc/sys/net/core/rmem_max");
        if (found.isEmpty()) {
            return Check.warn(name, "net.core.rmem_max cannot be read");
        }
        String setting = "net.core.rmem_max is " + found.get();
        return Long.parseLong(found.get()) >= RECEIVE_BUFFER
                ? Check.ok(name, setting)
                : Check.warn(
                        name,
                        setting
                                + ": when many devices answer at once, some answers are lost; as root: sysctl -w net.core.rmem_max="
                                + RECEIVE_BUFFER);
    }

    private Check clock() {
        String name = "Clock";
        if (Files.exists(root.resolve("run/systemd/timesync/synchronized"))) {
            return Check.ok(name, "synchronised");
        }
        return switch (timedatectl()) {
            case "yes" -> Check.ok(name, "synchronised");
            case "no" -> Check.warn(name, "not synchronised: apt-get install systemd-timesyncd, or chrony");
            default -> Check.warn(name, "it cannot be told here whether it is synchronised");
        };
    }

    private static String timedatectl() {
        try {
            Process process = new ProcessBuilder("timedatectl", "show", "--property=NTPSynchronized", "--value")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroy();
                return "";
            }
            return new String(process.getInputStream().readAllBytes()).strip();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private Optional<String> status(String field) {
        return read("proc/self/status").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .findFirst();
    }

    private Optional<String> read(String file) {
        // A kernel setting gives its whole text to the first read only, however short: Files.readString would take one
        // octet.
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
