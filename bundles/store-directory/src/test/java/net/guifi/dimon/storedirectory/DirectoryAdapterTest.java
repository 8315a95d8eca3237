// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryAdapterTest {
    private static final String KEY = "dimon/n/0/m/manifest";
    private static final String SET = "dimon/n/0/roster";

    @TempDir
    Path home;

    private Path folder;
    private DirectoryAdapter adapter;
    private final List<DirectoryAdapter> opened = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(home.resolve("shared"));
        adapter = adapter(Access.OWNER);
    }

    @AfterEach
    void close() {
        opened.forEach(DirectoryAdapter::close);
    }

    private DirectoryAdapter adapter(Access access) {
        DirectoryAdapter made =
                new DirectoryAdapter(new Folder(folder, home.resolve("memories")), access, Duration.ofSeconds(45));
        opened.add(made);
        return made;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Change assign(String key, String value) {
        return new Change.Assign(key, bytes(value));
    }

    private Optional<String> read(String key) throws StorageException {
        return text(adapter.read(List.of(key)).get(0));
    }

    private static Optional<String> text(Optional<byte[]> value) {
        return value.map(octets -> new String(octets, StandardCharsets.UTF_8));
    }

    private Path file(String key) {
        return folder.resolve(Names.register(key));
    }

    /** All files and folders below the folder, with their permissions. */
    private Map<String, String> permissions() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Map<String, String> permissions = new TreeMap<>();
            for (Path each : all.filter(path -> !path.equals(folder)).toList()) {
                permissions.put(
                        folder.relativize(each).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
            return permissions;
        }
    }

    @Test
    void whatIsWrittenCanBeReadByAnother() throws Exception {
        adapter.update(List.of(
                assign("dimon/n/0/m/0", "zero"), new Change.Add(SET, "m"), new Change.Add(SET, "k"), assign(KEY, "1")));
        adapter.update(List.of(assign(KEY, "2"), new Change.Remove(SET, "k"), new Change.Remove(SET, "never")));
        adapter = adapter(Access.OWNER);
        assertThat(adapter.read(List.of(KEY, "dimon/n/0/m/0", "dimon/n/0/m/1", "dimon/n")).stream()
                        .map(DirectoryAdapterTest::text))
                .containsExactly(Optional.of("2"), Optional.of("zero"), Optional.empty(), Optional.empty());
        assertThat(adapter.members(SET)).containsExactly("m");
        assertThat(adapter.members("dimon/n/1/roster")).isEmpty();
        assertThat(adapter.warnings()).isEmpty();
    }

    @Test
    void keysThatBeginAlikeAreDifferentOnes() throws Exception {
        adapter.update(List.of(
                assign("a", "1"),
                assign("a/b", "2"),
                new Change.Add("a", "b"),
                assign("a.b", "3"),
                assign("a/a", "4")));
        assertThat(read("a")).hasValue("1");
        assertThat(read("a/b")).hasValue("2");
        assertThat(read("a.b")).hasValue("3");
        assertThat(read("a/a")).hasValue("4");
        assertThat(adapter.members("a")).containsExactly("b");
        assertThat(adapter.members("a/b")).isEmpty();
    }

    @Test
    void aKeyThatLeadsElsewhereIsRefused() {
        for (String key : List.of("../x", "a/../b", "/a", "a//b", "a/", "", ".stfolder/x", "a+value.dimon", "ñ")) {
            assertThatThrownBy(() -> adapter.read(List.of(key))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> adapter.update(List.of(assign(key, "x"))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> adapter.update(List.of(new Change.Add(SET, "../m"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPartialFileIsNoValue() throws Exception {
        adapter.update(List.of(assign(KEY, "whole and well")));
        byte[] whole = Files.readAllBytes(file(KEY));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(KEY), Arrays.copyOf(whole, length));
            assertThat(read(KEY)).as("%d octets", length).isEmpty();
            // What a copy that was allocated in full, or a power cut, leaves.
            Files.write(file(KEY), Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
            assertThat(read(KEY)).as("%d octets and zeros", length).isEmpty();
        }
        assertThat(adapter.warnings())
                .singleElement()
                .asString()
                .contains(file(KEY).toString());
        Files.write(file(KEY), Arrays.copyOf(whole, whole.length + 1));
        assertThat(read(KEY)).isEmpty();
        Files.write(file(KEY), whole);
        assertThat(read(KEY)).hasValue("whole and well");
        assertThat(adapter.warnings()).isEmpty();
    }

    @Test
    void aPartialWordIsNoMember() throws Exception {
        adapter.update(List.of(new Change.Add(SET, "m")));
        Path set = folder.resolve(Names.set(SET));
        Files.createFile(set.resolve(Names.word("empty")));
        Files.copy(set.resolve(Names.word("m")), set.resolve(Names.word("copied")));
        assertThat(adapter.members(SET)).containsExactly("m");
    }

    @Test
    void tooLongIsNoValue() throws Exception {
        adapter.update(List.of(assign(KEY, "short"), assign("dimon/n/0/m/1", "other")));
        Files.write(file(KEY), new byte[10 << 20]);
        assertThat(read(KEY)).isEmpty();
        assertThat(read("dimon/n/0/m/1")).hasValue("other");
        assertThat(adapter.warnings()).singleElement().asString().contains("longer than any value");
    }

    @Test
    void longValuesDoNotFillTheMemory() throws Exception {
        byte[] longest = new byte[Envelope.MAX_LENGTH];
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            keys.add("dimon/n/0/m" + i + "/manifest");
            adapter.update(List.of(new Change.Assign(keys.get(i), longest)));
        }
        adapter.update(List.of(assign(KEY, "short")));
        keys.set(0, KEY);
        keys.add("dimon/n/0/m0/manifest");
        assertThat(adapter.read(keys).stream().map(Optional::isPresent))
                .as("what goes beyond 16 MB is left out")
                .containsExactly(true, true, true, true, false, false);
        assertThat(adapter.warnings()).singleElement().asString().contains("too long");
    }

    @Test
    void aFolderThatMayNotBeReadHidesNoOther() throws Exception {
        String closed = "dimon/n/0/closed/manifest";
        adapter.update(List.of(assign(closed, "hidden"), assign(KEY, "seen")));
        Files.setPosixFilePermissions(file(closed).getParent(), PosixFilePermissions.fromString("--x------"));
        DirectoryAdapter other = adapter(Access.OWNER);
        assertThat(text(other.read(List.of(closed, KEY)).get(1))).contains("seen");
    }

    @Test
    void whatIsForeignIsNeitherReadNorTouched() throws Exception {
        adapter.update(List.of(assign(KEY, "1"), new Change.Add(SET, "m")));
        Path monitor = file(KEY).getParent();
        Path set = folder.resolve(Names.set(SET));
        List<Path> foreign = List.of(
                monitor.resolve("manifest+value.sync-conflict-20260101-000000-ABCDEFG.dimon"),
                monitor.resolve(".syncthing.manifest+value.dimon.tmp"),
                monitor.resolve("~syncthing~manifest+value.dimon.tmp"),
                monitor.resolve("notes.txt"),
                monitor.resolve("index"),
                set.resolve("k+word.sync-conflict-20260101-000000-ABCDEFG.dimon"),
                set.resolve(".syncthing.k+word.dimon.tmp"),
                set.resolve("k"),
                folder.resolve(".stignore"),
                Files.createDirectory(folder.resolve(".stfolder")).resolve("x"),
                Files.createDirectory(folder.resolve(".stversions")).resolve("y"));
        for (Path file : foreign) {
            Files.write(file, Envelope.wrap(bytes("k")));
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        }
        adapter = adapter(Access.OWNER);
        assertThat(adapter.members(SET)).containsExactly("m");
        assertThat(read(KEY)).hasValue("1");
        assertThat(read("dimon/n/0/m/index")).isEmpty();
        adapter.update(List.of(assign(KEY, "2"), new Change.Remove(SET, "m"), new Change.Remove(SET, "k")));
        assertThat(adapter.members(SET)).isEmpty();
        assertThat(foreign).allSatisfy(file -> assertThat(file).hasBinaryContent(Envelope.wrap(bytes("k"))));
        assertThat(adapter.warnings()).singleElement().asString().startsWith("2 conflict copies");
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        adapter.update(List.of(assign(KEY, "1")));
        Path outside = Files.createDirectories(home.resolve("outside"));
        Path secret = Files.write(outside.resolve("0+value.dimon"), Envelope.wrap(bytes("secret")));
        Path monitors = file(KEY).getParent().getParent();
        Files.createSymbolicLink(monitors.resolve("away"), outside);
        Files.createSymbolicLink(file("dimon/n/0/m/0"), secret);
        assertThat(adapter.read(List.of("dimon/n/0/away/0", "dimon/n/0/m/0")))
                .containsExactly(Optional.empty(), Optional.empty());
        assertThat(adapter.warnings()).singleElement().asString().startsWith("2 files");
        adapter.update(List.of(assign("dimon/n/0/m/0", "mine")));
        assertThat(read("dimon/n/0/m/0")).hasValue("mine");
        assertThatThrownBy(() -> adapter.update(List.of(assign("dimon/n/0/away/0", "mine"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("away");
        assertThat(secret).hasBinaryContent(Envelope.wrap(bytes("secret")));
    }

    @Test
    void theFolderItselfMayBeALink() throws Exception {
        Path real = folder;
        folder = Files.createSymbolicLink(home.resolve("link"), real);
        adapter = adapter(Access.OWNER);
        adapter.update(List.of(assign(KEY, "1")));
        folder = real;
        assertThat(file(KEY)).exists();
    }

    @Test
    void onlyTheOwnerMayReadUnlessTheGroupShould() throws Exception {
        adapter.update(List.of(assign(KEY, "1"), new Change.Add(SET, "m")));
        assertThat(permissions()).allSatisfy((path, mode) -> assertThat(mode)
                .as(path)
                .isEqualTo(Files.isDirectory(folder.resolve(path)) ? "rwx------" : "rw-------"));
        DirectoryAdapter shared = adapter(Access.OWNER);
        shared.setAccess(Access.GROUP);
        shared.update(List.of(assign("dimon/other/0/m/manifest", "1")));
        assertThat(permissions())
                .containsEntry("dimon", "rwx------")
                .containsEntry("dimon/other/0/m", "rwxrwx---")
                .containsEntry("dimon/other/0/m/manifest+value.dimon", "rw-rw----");
        assertThat((int) Files.getAttribute(folder.resolve("dimon/other/0"), "unix:mode") & 07777)
                .isEqualTo(02770);
    }

    @Test
    void nothingIsLeftBesideTheFiles() throws Exception {
        for (int i = 0; i < 20; i++) {
            adapter.update(List.of(assign("k", "value " + i)));
        }
        assertThat(permissions().keySet()).containsExactlyInAnyOrder(".dimon-store", "k+value.dimon");
        Path old = Files.createFile(folder.resolve(Names.TEMPORARY + "crash.tmp"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = Files.createFile(folder.resolve(Names.TEMPORARY + "other.tmp"));
        adapter = adapter(Access.OWNER);
        adapter.update(List.of(assign("k", "later")));
        assertThat(old).as("of a process that was killed").doesNotExist();
        assertThat(young).as("perhaps of another monitor at work").exists();
    }

    @Test
    void aMissingFolderIsNamed() throws Exception {
        Files.delete(folder);
        assertThatThrownBy(() -> read(KEY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> adapter.update(List.of(assign(KEY, "1")))).isInstanceOf(StorageException.class);
        assertThat(folder).doesNotExist();
        Files.createFile(folder);
        assertThatThrownBy(() -> read(KEY)).hasMessageContaining("no folder");
    }

    @Test
    void anEmptyMountPointIsNotAnEmptiedFolder() throws Exception {
        adapter.update(List.of(assign(KEY, "1")));
        Path mounted = Files.move(folder, home.resolve("elsewhere"));
        Files.createDirectory(folder);
        adapter = adapter(Access.OWNER);
        assertThatThrownBy(() -> read(KEY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("mounted");
        assertThatThrownBy(() -> adapter.update(List.of(assign(KEY, "2")))).isInstanceOf(StorageException.class);
        assertThat(adapter.state().problem()).isPresent();
        assertThat(folder).isEmptyDirectory();
        Files.delete(folder);
        Files.move(mounted, folder);
        assertThat(read(KEY)).hasValue("1");
        assertThat(adapter.state().problem()).isEmpty();
    }

    @Test
    void anEmptiedFolderIsEmpty() throws Exception {
        adapter.update(List.of(assign("k", "1")));
        Files.delete(folder.resolve("k+value.dimon"));
        assertThat(read("k")).as("the marker is there").isEmpty();
        Files.delete(folder.resolve(".dimon-store"));
        Files.createDirectory(folder.resolve(".stfolder"));
        assertThat(read("k")).as("Syncthing set it up anew").isEmpty();
        assertThat(folder.resolve(".dimon-store")).exists();
    }

    @Test
    void costIsWhatIsWritten() throws Exception {
        List<Change> changes =
                List.of(assign("k", "12345"), new Change.Add("s", "word"), new Change.Remove("s", "other"));
        adapter.update(changes);
        long written = 0;
        for (Path file : List.of(folder.resolve("k+value.dimon"), folder.resolve("s+set/word+word.dimon"))) {
            written += Files.size(file);
        }
        assertThat(adapter.cost(changes)).isEqualTo(written);
    }

    @Test
    void aReaderSeesWholeValuesWhileTheyAreReplaced() throws Exception {
        DirectoryAdapter writer = adapter(Access.OWNER);
        AtomicBoolean stop = new AtomicBoolean();
        List<String> seen = new ArrayList<>();
        writer.update(List.of(assign("k", "0".repeat(10)), assign("last", "0")));
        Thread reading = new Thread(() -> {
            try {
                while (!stop.get()) {
                    List<Optional<byte[]>> values = adapter.read(List.of("last", "k"));
                    seen.add(values.stream()
                            .map(value -> new String(value.orElseThrow(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining(" ")));
                }
            } catch (StorageException | RuntimeException e) {
                seen.add(e.toString());
            }
        });
        reading.start();
        for (int i = 1; i <= 200; i++) {
            String digits = "%010d".formatted(i);
            writer.update(List.of(
                    assign("k", digits.repeat(1 + ThreadLocalRandom.current().nextInt(2_000))),
                    assign("last", Integer.toString(i))));
        }
        stop.set(true);
        reading.join(Duration.ofMinutes(1).toMillis());
        assertThat(seen).isNotEmpty().allSatisfy(both -> {
            String[] parts = both.split(" ");
            assertThat(parts).hasSize(2);
            String digits = parts[1].substring(0, 10);
            assertThat(parts[1]).isEqualTo(digits.repeat(parts[1].length() / 10));
            assertThat(Integer.parseInt(digits))
                    .as("the last comes last")
                    .isGreaterThanOrEqualTo(Integer.parseInt(parts[0]));
        });
    }

    @Test
    void afterItsEndItDoesNothing() {
        adapter.close();
        assertThatThrownBy(() -> read(KEY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString());
    }
}
