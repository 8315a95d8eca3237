// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Syncthing in a network namespace of its own. It knows one other, by its address, and asks nobody else. */
final class Syncthing implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("<device id=\"([A-Z0-9-]{63})\"");

    /** Names and values as Syncthing has them; what would reach out, ask or report is off. */
    private static final String CONFIGURATION =
            """
            <configuration version="%s">
              <folder id="dimon" label="dimon" path="%s" type="sendreceive" rescanIntervalS="10" fsWatcherEnabled="true" fsWatcherDelayS="1" ignorePerms="false" autoNormalize="true">
                <device id="%s"/>
                <device id="%s"/>
                <minDiskFree unit="%%">0</minDiskFree>
                <maxConflicts>10</maxConflicts>
                <caseSensitiveFS>true</caseSensitiveFS>
              </folder>
              <device id="%s" name="self"><address>tcp://%s:22000</address></device>
              <device id="%s" name="other"><address>tcp://%s:22000</address></device>
              <gui enabled="false"/>
              <options>
                <listenAddress>tcp://%s:22000</listenAddress>
                <globalAnnounceEnabled>false</globalAnnounceEnabled>
                <localAnnounceEnabled>false</localAnnounceEnabled>
                <relaysEnabled>false</relaysEnabled>
                <natEnabled>false</natEnabled>
                <reconnectionIntervalS>3</reconnectionIntervalS>
                <startBrowser>false</startBrowser>
                <urAccepted>-1</urAccepted>
                <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
                <crashReportingEnabled>false</crashReportingEnabled>
                <stunKeepaliveStartS>0</stunKeepaliveStartS>
                <setLowPriority>false</setLowPriority>
              </options>
            </configuration>
            """;

    private final String namespace;
    private final String address;
    private final Path home;
    private final Path folder;
    private final String version;
    private final String id;
    private Process process;

    /** One that has its key, and does not run yet. */
    Syncthing(String namespace, String address, Path directory) throws IOException {
        this.namespace = namespace;
        this.address = address;
        home = Files.createDirectories(directory.resolve("home"));
        folder = Files.createDirectories(directory.resolve("folder"));
        Files.createDirectory(folder.resolve(".stfolder"));
        Command.run("env", "HOME=" + home, "syncthing", "generate", "--home=" + home, "--no-default-folder");
        String generated = Files.readString(home.resolve("config.xml"));
        version = found(Pattern.compile("<configuration version=\"(\\d+)\""), generated);
        id = found(ID, generated);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    Path folder() {
        return folder;
    }

    void join(Syncthing other) throws IOException {
        Files.writeString(
                home.resolve("config.xml"),
                CONFIGURATION.formatted(version, folder, id, other.id, id, address, other.id, other.address, address));
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "syncthing",
                        "serve",
                        "--home=" + home,
                        "--no-browser",
                        "--no-restart",
                        "--logfile=-")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("STNOUPGRADE", "1");
        process = builder.start();
    }

    private Path log() {
        return home.resolve("syncthing.log");
    }

    /** What it said. */
    String output() throws IOException {
        return Files.readString(log());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it at once, with all its processes, as a power cut would. */
    void kill() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
