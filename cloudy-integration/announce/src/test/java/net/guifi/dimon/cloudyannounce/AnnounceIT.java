// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudyannounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.cloudyannounce.Node.Output;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program of root makes of what an unprivileged user wants. Needs root, and the packages jq, bzip2 and procps. */
class AnnounceIT {
    private static final String TOKEN = "v=1,id=0123456789abcdef0123456789abcdef,net=fedcba9876543210fedcba9876543210,"
            + "ver=0.1.0-SNAPSHOT,api=/api/v1,https=8443,store=antidote:8087,snp=55555";
    private static final String SHORT = "v=1,id=0123456789abcdef0123456789abcdef,net=fedcba9876543210fedcba9876543210,"
            + "api=/api/v1,store=antidote:8087";
    private static final int AT_ONCE = 6;

    @TempDir
    Path directory;

    private Node node;

    @BeforeEach
    void prepare() throws IOException {
        node = new Node(directory);
    }

    private static String[] wanted(int port) {
        return new String[] {"publish", "name=DIMON board-1", "port=" + port, "txt=" + TOKEN};
    }

    private static String published(int port, String token) {
        return "publish|DIMON board-1|dimon|" + port + "|" + token + "|";
    }

    private Output check() throws Exception {
        return node.announce("check");
    }

    private void assertFails(String... words) throws Exception {
        Output output = check();
        assertThat(output.exitCode()).as(output.text()).isEqualTo(1);
        assertThat(node.result()).isEqualTo("failed");
        assertThat(node.sentence()).contains(words).endsWith(".");
    }

    private void assertResult(String word) throws Exception {
        Output output = check();
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(node.result()).as(output.text()).isEqualTo(word);
    }

    @Test
    void isPublishedOnceAndLookedAtFromThenOn() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        assertThat(node.told()).containsExactly(published(8080, TOKEN));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.path("run/dimon-announce/result"))))
                .isEqualTo("rw-r--r--");
        assertResult("published");
        assertThat(node.told()).isEmpty();
        assertThat(node.announce("is-active").exitCode()).isZero();
    }

    @Test
    void aNameThatLooksLikeAnOptionIsNone() throws Exception {
        node.want("publish", "name=--help me", "port=8080", "txt=" + TOKEN);
        assertResult("published");
        assertThat(node.told()).containsExactly("publish|help me|dimon|8080|" + TOKEN + "|");
    }

    @Test
    void thePortBeforeIsTakenBack() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        node.want(wanted(8090));
        assertResult("published");
        assertThat(node.told())
                .containsExactly(published(8080, TOKEN), "unpublish|dimon|8080|", published(8090, TOKEN));
        assertThat(node.services()).singleElement().asString().contains("\"p\":\"8090\"");
    }

    @Test
    void aPortThatSomebodyElseLeftIsTakenBackToo() throws Exception {
        node.want(wanted(8080));
        node.write(
                "state/services", "{\"s\":\"dimon\",\"p\":\"9999\",\"t\":\"\"}\n{\"s\":\"proxy3\",\"p\":\"3128\"}\n");
        assertResult("published");
        assertThat(node.services()).hasSize(2).noneMatch(service -> service.contains("9999"));
    }

    @Test
    void aProcessOfSomebodyElseIsNoAnnouncement() throws Exception {
        node.announceByMdns();
        node.want(wanted(8080));
        Process own = node.pretend(List.of(), 9998);
        Process other = node.pretend(List.of("setpriv", "--reuid", "nobody", "--clear-groups"), 9999);
        try {
            check();
            assertThat(node.told()).contains("unpublish|dimon|9998|").doesNotContain("unpublish|dimon|9999|");
        } finally {
            own.destroy();
            other.destroy();
        }
    }

    @Test
    void whatGotLostOrIsOutOfDateIsPublishedAgain() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        node.write("state/services", "");
        assertResult("published");
        node.write("state/address", "10.9.9.9\n");
        assertResult("published");
        assertThat(node.told()).filteredOn(published(8080, TOKEN)::equals).hasSize(3);
        assertThat(node.services()).singleElement().asString().contains("10.9.9.9");
    }

    @Test
    void unpublishingSticksWhenCloudyAsks() throws Exception {
        node.want(wanted(8080));
        assertThat(cloudy("check").exitCode()).isZero();
        assertThat(cloudy("isActive").text()).isEqualTo("dimon UP\n");
        node.want("unpublish");
        assertThat(cloudy("check").exitCode()).isZero();
        assertThat(cloudy("start").exitCode()).isZero();
        assertThat(cloudy("isActive").text()).isEqualTo("dimon DOWN\n");
        assertThat(node.told()).containsExactly(published(8080, TOKEN), "unpublish|dimon|8080|");
        assertThat(node.result()).isEqualTo("unpublished");
    }

    @Test
    void cloudyStopsAndDisables() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        assertThat(cloudy("stop").exitCode()).isZero();
        assertThat(node.services()).isEmpty();
        assertResult("published");
        Files.createDirectories(node.path("usr/share/avahi-service/files"));
        node.write("usr/share/avahi-service/files/dimon.service.disable", "");
        assertResult("unpublished");
        assertThat(node.services()).isEmpty();
        assertThat(node.sentence()).contains("avahi-service enable dimon");
    }

    private Output cloudy(String word) throws Exception {
        return node.run(
                List.of("/bin/sh", Node.PROGRAM.resolveSibling("dimon.service").toString(), word));
    }

    @Test
    void aServiceThatDoesNotRunIsTakenBack() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        node.let("inactive");
        assertResult("unpublished");
        assertThat(node.services()).isEmpty();
        node.letNoLonger("inactive");
        assertResult("published");
    }

    @Test
    void aRestartTakesNothingBackAndOneThatFailsPublishesNothing() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        Files.delete(node.wanted());
        assertResult("published");
        assertThat(node.told()).containsExactly(published(8080, TOKEN));

        node.let("inactive");
        assertResult("unpublished");
        node.letNoLonger("inactive");
        assertResult("unpublished");
        assertThat(node.services()).isEmpty();
        node.want(wanted(8080));
        assertResult("published");
    }

    @Test
    void aRestartThatBeginsWhileThisLooksTakesNothingBack() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        node.let("stopping");
        assertResult("published");
        assertThat(node.told()).containsExactly(published(8080, TOKEN));
    }

    @Test
    void whatAnotherServiceOverwroteInTheSameMomentIsPublishedAgain() throws Exception {
        node.want(wanted(8080));
        node.let("overwritten");
        assertResult("published");
        assertThat(node.services()).hasSize(1);
    }

    @Test
    void removalTakesItBackWhateverIsWanted() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        assertThat(node.announce("unpublish").exitCode()).isZero();
        assertThat(node.services()).isEmpty();
        assertThat(node.announce("is-active").exitCode()).isEqualTo(1);
    }

    @Test
    void nothingIsToldWhereNobodyAskedYetOrWhereThereIsNoAvahiPs() throws Exception {
        assertResult("unpublished");
        node.want(wanted(8080));
        Files.delete(node.path("bin/avahi-ps"));
        assertResult("absent");
        assertThat(node.told()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Publish",
                "publish",
                "publish\nname=a\nport=8080",
                "publish; touch pwned\nname=a\nport=8080\ntxt=v=1",
                "publish\nname=$(touch pwned)\nport=8080\ntxt=v=1",
                "publish\nname=a'b\nport=8080\ntxt=v=1",
                "publish\nname=a\"b\nport=8080\ntxt=v=1",
                "publish\nname=ñandú\nport=8080\ntxt=v=1",
                "publish\nname=01234567890123456789012345678901234567890\nport=8080\ntxt=v=1",
                "publish\nname=\nport=8080\ntxt=v=1",
                "publish\nname=a\nname=b\nport=8080\ntxt=v=1",
                "publish\nname=a\nport=0\ntxt=v=1",
                "publish\nname=a\nport=65536\ntxt=v=1",
                "publish\nname=a\nport=08080\ntxt=v=1",
                "publish\nname=a\nport=a[$(touch pwned)]\ntxt=v=1",
                "publish\nname=a\nport=8080 --help\ntxt=v=1",
                "publish\nname=a\nport=8080\ntxt=v=2",
                "publish\nname=a\nport=8080\ntxt=v=1 b",
                "publish\nname=a\nport=8080\ntxt=v=1&b=c",
                "publish\nname=a\nport=8080\ntxt=v=1,id=*",
                "publish\nname=a\nport=8080\ntxt=v=1,id=`touch pwned`",
                "publish\nname=a\nport=8080\ntxt=v=1\nextra=1",
                "publish\nname=a\nport=8080\ntxt=v=1\n\nname=b",
                "publish\r\nname=a\r\nport=8080\r\ntxt=v=1",
                "publish\nname=a\0b\nport=8080\ntxt=v=1",
                "publish\nname=a\nport=8080\ntxt=v=1,id=\u001b[31m",
                "unpublish\n$(touch pwned)"
            })
    void whatIsNotAsItMayBeIsRefused(String text) throws Exception {
        node.want(text.getBytes(StandardCharsets.UTF_8));
        assertFails("not believed");
        assertThat(node.told()).isEmpty();
        assertThat(Files.exists(Path.of("pwned"))).isFalse();
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        node.want(String.join("\n", wanted(8080)).concat("\n".repeat(2000)).getBytes(StandardCharsets.UTF_8));
        assertFails("1024 octets");
        node.want("publish\n".repeat(300).getBytes(StandardCharsets.UTF_8));
        assertFails("1024 octets");
        assertThat(node.told()).isEmpty();
    }

    @Test
    void aFileThatIsNotBelievedChangesNothing() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        node.want("rubbish");
        assertFails("first line");
        assertThat(node.services()).hasSize(1);
    }

    @Test
    void rootReadsNothingThatTheUserCouldNot() throws Exception {
        Path secret = node.path("secret");
        Files.writeString(secret, String.join("\n", wanted(8080)));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(node.wanted(), secret);
        assertFails("no regular file");

        Files.delete(node.wanted());
        Files.copy(secret, node.wanted());
        Files.setPosixFilePermissions(node.wanted(), PosixFilePermissions.fromString("rw-------"));
        assertFails("no regular file");

        Files.delete(node.wanted());
        Files.createDirectory(node.wanted());
        assertFails("no regular file");
        assertThat(node.told()).isEmpty();
    }

    @Test
    void aLinkToWhatTheUserMayReadIsRefusedToo() throws Exception {
        Files.writeString(node.path("readable"), String.join("\n", wanted(8080)));
        Files.createSymbolicLink(node.wanted(), node.path("readable"));
        assertFails("no regular file");
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        assertThat(node.run(List.of("mkfifo", node.wanted().toString())).exitCode())
                .isZero();
        assertFails("no regular file");
    }

    @Test
    void whereThereIsLittleRoomTheTokenIsShortened() throws Exception {
        node.want(wanted(8080));
        node.write("state/room", "120\n");
        assertResult("published");
        assertThat(node.sentence()).contains("in short");
        assertThat(node.told()).containsExactly(published(8080, TOKEN), published(8080, SHORT));
        assertResult("published");
        assertThat(node.sentence()).contains("in short");
        assertThat(node.told()).isEmpty();
    }

    @Test
    void whereThereIsNoRoomItIsToldWhoTakesIt() throws Exception {
        node.want(wanted(8080));
        node.write("state/room", "10\n");
        node.write("state/services", "{\"s\":\"proxy3\",\"p\":\"3128\"}\n{\"s\":\"tincvpn\",\"p\":\"655\"}\n");
        assertFails("512 octets", "(proxy3 tincvpn)");
        node.write("state/room", "1000\n");
        assertResult("published");
    }

    @Test
    void servicesThatNobodyCanReadAreNamed() throws Exception {
        node.want(wanted(8080));
        node.write("state/services", "{\"s\":\"proxy3\",\"t\":\"a\n");
        assertFails("cannot be read");
    }

    @Test
    void whatAvahiPsDoesNotDoIsTold() throws Exception {
        node.want(wanted(8080));
        node.let("deaf");
        assertFails("not in the directory", "some complaint");
        node.letNoLonger("deaf");
        assertResult("published");
        node.let("deaf");
        node.want("unpublish");
        assertFails("could not be taken out");
    }

    @Test
    void aNodeWithoutAnAddressAnnouncesNothing() throws Exception {
        node.want(wanted(8080));
        node.write("state/address", "\n");
        assertFails("PRIMARYINTERFACE");
        assertThat(node.told()).isEmpty();
    }

    @Test
    void withoutAnAgentNothingIsPublishedAndAllIsTakenBack() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        node.let("no-agent");
        node.write("state/services", "");
        assertFails("Serf agent", "start it");
        node.want("unpublish");
        assertResult("unpublished");
        node.letNoLonger("no-agent");
        node.want(wanted(8080));
        assertResult("published");
    }

    @Test
    void whereNothingCanBeLookedUpItIsPublishedEachTime() throws Exception {
        node.want(wanted(8080));
        node.write("etc/avahi-ps.conf", "EXECUTE_IN=none\nDATABASE='etcd'\n");
        assertResult("published");
        assertResult("published");
        assertThat(node.told()).filteredOn(published(8080, TOKEN)::equals).hasSize(2);
    }

    @Test
    void anAvahiPsThatHangsIsStopped() throws Exception {
        node.want(wanted(8080));
        node.let("hangs");
        assertFails("had not ended after 5 s");
        node.letNoLonger("hangs");
        assertResult("published");
    }

    @Test
    void childrenThatStayKeepNeitherTheCallerNorTheLock() throws Exception {
        node.want(wanted(8080));
        node.let("leaves-children");
        long child = 0;
        try {
            assertResult("published");
            child = Long.parseLong(Files.readString(node.path("state/child")).strip());
            assertThat(ProcessHandle.of(child)).isPresent();
            assertResult("published");
        } finally {
            ProcessHandle.of(child).ifPresent(ProcessHandle::destroy);
        }
    }

    @Test
    void systemdFindsChildrenThatStayInAScopeOfTheirOwn() throws Exception {
        node.want(wanted(8080));
        assertResult("published");
        assertThat(node.exists("state/apart")).isFalse();
        Files.createDirectories(node.path("run/systemd/system"));
        node.want(wanted(8081));
        assertResult("published");
        assertThat(node.exists("state/apart")).isTrue();
        assertThat(node.told()).contains(published(8081, TOKEN));
    }

    @Test
    void severalAtOnceDoItOnce() throws Exception {
        node.want(wanted(8080));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            processes.add(node.start(List.of(Node.PROGRAM.toString(), "check")));
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(node.exists("state/overlapped")).isFalse();
        assertThat(node.told()).containsExactly(published(8080, TOKEN));
    }

    @Test
    void whatChangesMeanwhileIsDoneToo() throws Exception {
        node.want(wanted(8080));
        node.write("state/meanwhile", String.join("\n", wanted(8090)));
        assertResult("published");
        assertThat(node.services()).singleElement().asString().contains("\"p\":\"8090\"");
    }

    @Test
    void wrongUseIsTold() throws Exception {
        assertThat(node.announce().exitCode()).isEqualTo(2);
        assertThat(node.announce("publish").text()).startsWith("Usage: announce");
        assertThat(node.exists("run")).isFalse();
    }

    @Test
    void scriptsAreSound() throws Exception {
        Output output = node.run(List.of(
                "shellcheck",
                Node.PROGRAM.toString(),
                Node.PROGRAM.resolveSibling("dimon.service").toString()));
        assertThat(output.exitCode()).as(output.text()).isZero();
    }
}
