// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudyannounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A folder that looks to the program like a node of Cloudy, with an avahi-ps, an agent and an init system made for it. */
final class Node {
    static final Path PROGRAM =
            Path.of(System.getProperty("announce")).toAbsolutePath().normalize().resolve("announce");

    private static final String USER = "nobody";
    private static final int LIMIT_SECONDS = 60;

    private final Path root;
    private final Path state;

    record Output(int exitCode, String text) {}

    Node(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = directory.resolve("node");
        state = Files.createDirectories(root.resolve("state"));
        Path commands = Files.createDirectories(root.resolve("bin"));
        for (String name : List.of("avahi-ps", "serf", "systemctl", "systemd-run")) {
            try (InputStream fake = Node.class.getResourceAsStream("/fakes/" + name)) {
                Files.copy(fake, commands.resolve(name));
            }
            Files.setPosixFilePermissions(commands.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.createDirectories(root.resolve("etc"));
        write("etc/avahi-ps.conf", "ERRORS_PLUG=\"errors\"\nEXECUTE_IN=\"none\"\nDATABASE=\"none serf\"\n");
        write("etc/avahi-ps-serf.conf", "SERFBIN=\"" + commands.resolve("serf") + "\"\n");
        Files.createDirectories(wanted().getParent());
        write("state/address", "10.1.2.3\n");
        write("state/room", "1000\n");
        write("state/wanted", wanted().toString());
        write("state/services", "");
        write("state/calls", "");
        own(wanted().getParent());
    }

    Path path(String name) {
        return root.resolve(name);
    }

    Path wanted() {
        return root.resolve("var/lib/dimon/announcement/wanted");
    }

    void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
    }

    void want(String... lines) throws IOException {
        want(String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8));
    }

    void want(byte[] octets) throws IOException {
        Files.write(wanted(), octets);
        own(wanted());
    }

    private void own(Path path) throws IOException {
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
    }

    void let(String how) throws IOException {
        write("state/" + how, "");
    }

    void letNoLonger(String how) throws IOException {
        Files.delete(state.resolve(how));
    }

    Output announce(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(words));
        return run(command);
    }

    /** Runs it to the end of its output, which children that kept it would delay. */
    Output run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        String text;
        try (InputStream output = process.getInputStream()) {
            text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(text).isTrue();
        return new Output(process.exitValue(), text);
    }

    Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", path("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("DIMON_ROOT", root.toString());
        environment.put("DIMON_USER", USER);
        environment.put("DIMON_ANNOUNCE", PROGRAM.toString());
        environment.put("DIMON_AVAHI_PS_SECONDS", "5");
        return builder.start();
    }

    /** From now on avahi-ps would announce by mDNS too. */
    void announceByMdns() throws IOException {
        write("etc/avahi-ps.conf", "EXECUTE_IN=\"memory\"\nDATABASE=\"memory serf\"\n");
        Files.createSymbolicLink(path("bin/avahi-publish-service"), Path.of("/bin/true"));
        Path socket = Files.createDirectories(path("run/avahi-daemon")).resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
    }

    /** Starts a process that looks as what announces a port by mDNS; it is there when this returns. */
    Process pretend(List<String> as, int port) throws IOException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(
                "bash", "-c", "exec -a avahi-publish-service bash -c 'echo; read -r' DIMON _dimon._tcp " + port));
        Process process = start(command);
        assertThat(process.getInputStream().read()).isEqualTo('\n');
        return process;
    }

    /** What avahi-ps was told, but for questions; and forgets it. */
    List<String> told() throws IOException {
        List<String> calls = Files.readAllLines(state.resolve("calls")).stream()
                .filter(line -> !line.startsWith("info|"))
                .toList();
        write("state/calls", "");
        return calls;
    }

    List<String> services() throws IOException {
        return Files.readAllLines(state.resolve("services"));
    }

    /** The word of the result. */
    String result() throws IOException {
        return Files.readAllLines(path("run/dimon-announce/result")).get(0);
    }

    String sentence() throws IOException {
        List<String> lines = Files.readAllLines(path("run/dimon-announce/result"));
        assertThat(lines).hasSize(2);
        return lines.get(1);
    }

    boolean exists(String name) {
        return Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }
}
