// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.StoreRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelperWayTest {
    private static final Announcement ANNOUNCEMENT = new Announcement(
            "1".repeat(32),
            "Vic <b>d'en</b> \"Pau\" à `x` $(reboot) and so on and so forth",
            Optional.of("2".repeat(32)),
            Optional.of("0.1.0+x"),
            8080,
            "/api/v1",
            OptionalInt.empty(),
            StoreRole.OFFERS,
            OptionalInt.of(8087),
            OptionalInt.of(55_555));

    @TempDir
    Path directory;

    private Path wanted;
    private Path result;
    private HelperWay way;

    @BeforeEach
    void open() {
        wanted = directory.resolve("announcement/wanted");
        result = directory.resolve("result");
        way = new HelperWay(wanted, result);
    }

    private void tell(String text) throws IOException {
        Files.writeString(result, text);
        way.announce(Optional.of(ANNOUNCEMENT));
    }

    @Test
    void whatIsWantedIsWritten() throws Exception {
        way.announce(Optional.of(ANNOUNCEMENT));
        assertThat(wanted)
                .hasContent("publish\nname=Vic bdenb Pau  x reboot and so on and so\nport=8080\n"
                        + "txt=v=1,id=11111111111111111111111111111111,net=22222222222222222222222222222222,ver=0.1.0-x,"
                        + "api=/api/v1,store=antidote:8087,snp=55555\n");
        way.announce(Optional.empty());
        assertThat(wanted).hasContent("unpublish\n");
        assertThat(wanted.getParent()).isDirectoryNotContaining(path -> !path.equals(wanted));
    }

    @Test
    void theSameIsNotWrittenAgainUnlessItIsGone() throws Exception {
        way.announce(Optional.of(ANNOUNCEMENT));
        FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(wanted, old);
        way.announce(Optional.of(ANNOUNCEMENT));
        assertThat(Files.getLastModifiedTime(wanted)).isEqualTo(old);
        Files.delete(wanted);
        way.announce(Optional.of(ANNOUNCEMENT));
        assertThat(wanted).exists();
    }

    @Test
    void whatCameOfItIsTold() throws Exception {
        way.announce(Optional.of(ANNOUNCEMENT));
        assertThat(way.state()).isEqualTo(Channel.State.ABSENT);
        assertThat(way.isPresent()).isFalse();
        tell("absent\nThere is no avahi-ps here\n");
        assertThat(way.isPresent()).isFalse();
        tell("published\n");
        assertThat(way.state()).isEqualTo(Channel.State.WORKING);
        assertThat(way.announced()).isTrue();
        tell("unpublished\n");
        assertThat(way.isPresent()).isTrue();
        assertThat(way.announced()).isFalse();
        tell("failed\nThe tag is full\u001b[31m\n");
        assertThat(way.state()).isEqualTo(Channel.State.FAILING);
        assertThat(way.problem()).contains("The tag is full[31m");
        tell("x".repeat(100_000));
        assertThat(way.state()).isEqualTo(Channel.State.FAILING);
        assertThat(way.problem().orElse("").length()).isLessThan(2000);
        tell("");
        assertThat(way.state()).isEqualTo(Channel.State.FAILING);
    }

    @Test
    void aFileThatCannotBeWrittenIsTold() throws Exception {
        tell("published\n");
        Files.delete(wanted);
        Files.createDirectories(wanted.resolve("in the way"));
        way.announce(Optional.of(ANNOUNCEMENT));
        assertThat(way.state()).isEqualTo(Channel.State.FAILING);
        assertThat(way.problem().orElse("")).contains(wanted.toString());
    }
}
