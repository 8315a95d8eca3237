// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.guifi.dimon.api.discovery.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cloudy's avahi-ps, which root alone may call: what is wanted is written to a file, and a helper that runs as root
 * does it and writes what came of it to another. What others announce is read from Serf.
 */
final class HelperWay implements Way {
    static final String NAME = "avahi-ps";

    private static final Logger LOG = LoggerFactory.getLogger(HelperWay.class);
    private static final int MAX_DESCRIPTION = 40;
    private static final int MAX_RESULT = 1024;
    private static final Pattern NOT_IN_DESCRIPTION = Pattern.compile("[^A-Za-z0-9._ -]");

    /** What the helper wrote. */
    private record Result(String word, Optional<String> sentence) {
        static final Result NONE = new Result("absent", Optional.empty());
    }

    private final Path wanted;
    private final Path resultFile;
    private volatile Result result;
    private volatile Optional<String> failure = Optional.empty();

    /**
     * Writes nothing yet.
     *
     * @param wanted the file that says what is wanted
     * @param result the file that says what came of it
     */
    HelperWay(Path wanted, Path result) {
        this.wanted = wanted;
        this.resultFile = result;
        this.result = read(result);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void announce(Optional<Announcement> announcement) {
        result = read(resultFile);
        try {
            write(announcement.map(HelperWay::publish).orElse("unpublish\n"));
            failure = Optional.empty();
        } catch (IOException e) {
            if (failure.isEmpty()) {
                LOG.error("{} cannot be written", wanted, e);
            }
            failure = Optional.of("What is to be announced cannot be written to " + wanted + ": " + e);
        }
    }

    private static String publish(Announcement announcement) {
        return "publish\nname=" + description(announcement.name()) + "\nport=" + announcement.port() + "\ntxt="
                + announcement.token() + "\n";
    }

    /** avahi-ps has no more characters that do no harm. */
    static String description(String name) {
        String description = NOT_IN_DESCRIPTION.matcher(name).replaceAll("");
        String text = description
                .substring(0, Math.min(description.length(), MAX_DESCRIPTION))
                .strip();
        return text.isEmpty() ? "DIMON" : text;
    }

    /** A reader sees the former text or the new one, and nothing in between; the same text again is not written. */
    private void write(String text) throws IOException {
        if (Files.isRegularFile(wanted, LinkOption.NOFOLLOW_LINKS)
                && Files.size(wanted) == text.length()
                && Files.readString(wanted, StandardCharsets.ISO_8859_1).equals(text)) {
            return;
        }
        Files.createDirectories(wanted.getParent());
        Path next = wanted.resolveSibling(wanted.getFileName() + ".new");
        Files.writeString(next, text, StandardCharsets.US_ASCII);
        Files.move(next, wanted, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Result read(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            String[] lines = new String(input.readNBytes(MAX_RESULT), StandardCharsets.UTF_8).split("\n", 3);
            return new Result(
                    lines[0].strip(),
                    lines.length < 2
                            ? Optional.empty()
                            : Optional.of(lines[1].replaceAll("\\p{C}", "").strip())
                                    .filter(sentence -> !sentence.isEmpty()));
        } catch (NoSuchFileException e) {
            return Result.NONE;
        } catch (IOException e) {
            return new Result("unreadable", Optional.of("What the helper did cannot be read: " + e));
        }
    }

    /** Whether avahi-ps is on this host: then it alone announces on Serf. */
    boolean isPresent() {
        return state() != Channel.State.ABSENT;
    }

    @Override
    public Collection<Sighting> sightings() {
        return List.of();
    }

    @Override
    public Channel.State state() {
        return switch (result.word()) {
            case "absent" -> Channel.State.ABSENT;
            case "published", "unpublished" -> failure.isEmpty() ? Channel.State.WORKING : Channel.State.FAILING;
            default -> Channel.State.FAILING;
        };
    }

    @Override
    public boolean announced() {
        return result.word().equals("published");
    }

    @Override
    public Optional<String> problem() {
        return switch (state()) {
            case ABSENT -> result.sentence();
            case WORKING -> Optional.empty();
            case FAILING ->
                failure.or(result::sentence)
                        .or(() ->
                                Optional.of("The helper says \"" + result.word().replaceAll("[^A-Za-z0-9 ]", "?")
                                        + "\" in " + resultFile + "; see journalctl -u dimon-announce"));
        };
    }

    @Override
    public long refused() {
        return 0;
    }

    /** Leaves the file as it is: what is announced ends with the appliance, which the helper sees, and outlives an update of this bundle. */
    @Override
    public void close() {}
}
