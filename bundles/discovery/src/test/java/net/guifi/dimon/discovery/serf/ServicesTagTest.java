// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ServicesTagTest {
    private static final String OURS = PackedServices.entry("dimon", "A_name", "10.0.0.1", "8080", "v=1");

    @Test
    void theServicesOfOneTypeAreRead() throws IOException {
        String other = PackedServices.entry("proxy3", "a & b", "10.0.0.1", "3128", "");

        assertThat(read("[" + other + "," + OURS + "]\n"))
                .containsExactly(new ServicesTag.Entry("dimon", "A_name", "10.0.0.1", "8080", "v=1"));
        assertThat(read("[]")).isEmpty();
    }

    /** As {@code echo '[…]' | bzip2 | base64 -w0} has it, which packs in blocks of 900 kB. */
    @Test
    void whatTheProgramsPackedIsRead() throws IOException {
        assertThat(ServicesTag.read(
                        "QlpoOTFBWSZTWZp5XnEAAB5fgAAQEAVgUigAAAquJ88qIABURT2oQNNAGIep+qDTUhtTRoD0RoNEZvk0PYidOH9U"
                                + "7UakoTUux2CZpDBrmDjJVIAqU6NGp9jcXAcjRVNt7Qf3gXtlEI6yCLEj8XckU4UJCaeV5xA=",
                        "dimon"))
                .containsExactly(new ServicesTag.Entry("dimon", "A_name", "10.0.0.1", "8080", "v=1"));
    }

    @Test
    void whatIsNoTextIsLeftEmpty() throws IOException {
        assertThat(read("[{\"s\":\"dimon\",\"p\":8080,\"d\":null,\"i\":[[]],\"t\":{}},7,null,[],\"dimon\"]"))
                .containsExactly(new ServicesTag.Entry("dimon", "", "", "8080", ""));
    }

    @Test
    void whatAnotherDidNotEscapeHidesNothing() throws IOException {
        String unescaped = PackedServices.entry("Docker", "the \"best\" & 'only'", "10.0.0.1", "2375", "a b");

        assertThat(read("[" + unescaped + "," + OURS + "]")).hasSize(1);
        assertThat(read("[" + OURS + "," + unescaped + "]")).hasSize(1);
        assertThatIOException().isThrownBy(() -> read("[" + unescaped + "]"));
    }

    @Test
    void whatIsInflatedIsBounded() throws IOException {
        assertThat(read(" ".repeat(65_534) + "[]")).isEmpty();
        assertThatIOException()
                .isThrownBy(() -> read(" ".repeat(65_535) + "[]"))
                .withMessageContaining("65536");
        assertThatIOException().isThrownBy(() -> read("[".repeat(50_000_000)));
        assertThatIOException().isThrownBy(() -> read("[".repeat(65_000)));
        assertThatIOException().isThrownBy(() -> read("[1e999999999999]".repeat(2)));
        assertThat(read("[{\"s\":\"dimon\",\"p\":1e999999999}]")).singleElement();
    }

    @Test
    void whatIsOfAnotherKindIsSaid() {
        assertThatIOException().isThrownBy(() -> ServicesTag.read("*", "dimon")).withMessageContaining("base64");
        assertThatIOException().isThrownBy(() -> ServicesTag.read("", "dimon")).withMessageContaining("bzip2");
        assertThatIOException()
                .isThrownBy(() -> ServicesTag.read("H4sIAAAA", "dimon"))
                .withMessageContaining("bzip2");
        assertThatIOException().isThrownBy(() -> read("{}"));
    }

    @Property
    void garbageIsAnIOException(@ForAll @Size(max = 380) byte[] garbage) {
        assertOnlyIOException(PackedServices.base64(garbage));
        byte[] marked =
                ("BZh9" + new String(garbage, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        assertOnlyIOException(PackedServices.base64(marked));
    }

    @Property(tries = 200)
    void whatIsDamagedIsReadOrAnIOException(@ForAll @IntRange(max = 200) int at, @ForAll byte other) {
        byte[] packed = Base64.getDecoder().decode(PackedServices.of("[" + OURS + "," + OURS + "]"));
        packed[at % packed.length] = other;
        assertOnlyIOException(PackedServices.base64(packed));
    }

    @Property(tries = 200)
    void anyTextIsReadOrAnIOException(@ForAll String text) {
        assertOnlyIOException(PackedServices.of(text));
        assertOnlyIOException(PackedServices.of("[{\"s\":\"dimon\",\"d\":\"" + text + "\"}]"));
    }

    private static void assertOnlyIOException(String tag) {
        try {
            assertThat(ServicesTag.read(tag, "dimon")).doesNotContainNull();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(" ");
        }
    }

    private static List<ServicesTag.Entry> read(String json) throws IOException {
        return ServicesTag.read(PackedServices.of(json), "dimon");
    }
}
