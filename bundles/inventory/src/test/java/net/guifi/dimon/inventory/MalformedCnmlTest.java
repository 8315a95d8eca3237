// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedCnmlTest {
    private static final byte[] TRAPS = TrapCnml.TEXT.stripTrailing().getBytes(StandardCharsets.UTF_8);
    private static final long GIB = 1L << 30;

    private static void read(InputStream in) throws ImportException, IOException {
        DeviceCollector collector = new DeviceCollector("test", Map.of());
        collector.document("bad.cnml");
        CnmlReader.read(in, collector);
    }

    private static void read(String text, Charset charset) throws ImportException, IOException {
        read(new ByteArrayInputStream(text.getBytes(charset)));
    }

    @Property(tries = 300)
    void cutAnywhereItIsRefused(@ForAll @IntRange(min = 0, max = 7_000) int place) {
        int length = place % TRAPS.length;
        assertThatThrownBy(() -> read(new ByteArrayInputStream(TRAPS, 0, length)))
                .isInstanceOf(ImportException.class)
                .hasMessageMatching("(?s)bad.cnml:\\d+: .+");
    }

    @Property(tries = 500)
    void bytesOverwrittenAnywhereDoNoOtherHarm(
            @ForAll @IntRange(min = 0, max = 1_000_000) int place, @ForAll @Size(min = 1, max = 4) byte[] noise)
            throws IOException {
        byte[] bytes = TRAPS.clone();
        for (int i = 0; i < noise.length; i++) {
            bytes[(place + i) % bytes.length] = noise[i];
        }
        try {
            read(new ByteArrayInputStream(bytes));
        } catch (ImportException e) {
            assertThat(e).hasMessageStartingWith("bad.cnml:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
    void anotherEncodingThanTheDeclaredIsRefused(String charset) {
        String text = "<?xml version='1.0' encoding='UTF-8'?><cnml><zone title='Çà'/></cnml>";
        assertThatThrownBy(() -> read(text, Charset.forName(charset)))
                .isInstanceOf(ImportException.class)
                .hasMessageStartingWith("bad.cnml:1: ");
    }

    @Test
    void anEncodingThatIsDeclaredIsRead() throws Exception {
        DeviceCollector collector = new DeviceCollector("test", Map.of());
        String text = "<?xml version='1.0' encoding='ISO-8859-1'?><cnml><device id='1' title='Çà'/></cnml>";
        CnmlReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), collector);
        assertThat(collector.devices().values()).singleElement().satisfies(device -> assertThat(device.title())
                .isEqualTo("Çà"));
    }

    @Test
    void anotherDocumentIsRefused() {
        assertThatThrownBy(() -> read("<html><body>Log in</body></html>", StandardCharsets.UTF_8))
                .isInstanceOf(ImportException.class)
                .hasMessage("bad.cnml:1: the root element is <html>, not <cnml>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<zone>", "<x>"})
    void aGibibyteOfNestingIsRefusedEarly(String tag) {
        Endless in = new Endless("<cnml>", tag, GIB);
        assertThatThrownBy(() -> read(in))
                .isInstanceOf(ImportException.class)
                .hasMessage("bad.cnml:1: elements are nested deeper than 100");
        assertThat(in.given).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<cnml><device id='1' title='",
                "<cnml><device id='1' title=\"<",
                "<cnml>",
                "<cnml><!--",
                "<cnml><!-->",
                "<cnml><![CDATA[",
                "<cnml><?x ",
                "<cnml><?>",
                "<cnml><",
                "",
                "\n\n"
            })
    void aGibibyteInOnePieceIsRefusedEarly(String begin) {
        for (String repeated : new String[] {"x", ">", "<>", "> <!"}) {
            Endless in = new Endless(begin, repeated, GIB);
            assertThatThrownBy(() -> read(in))
                    .isInstanceOf(ImportException.class)
                    .hasMessageStartingWith("bad.cnml:");
            assertThat(in.given).isLessThan(8 << 20);
        }
    }

    @Test
    void aBombOfEntitiesIsRefused() {
        StringBuilder bomb = new StringBuilder("<?xml version='1.0'?>\n<!DOCTYPE cnml [\n<!ENTITY a0 'lol'>\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a").append(i).append(" '");
            bomb.append(("&a" + (i - 1) + ";").repeat(10)).append("'>\n");
        }
        bomb.append("]>\n<cnml><device id='1' title='&a29;'/>&a29;</cnml>");
        assertThatThrownBy(() -> read(bomb.toString(), StandardCharsets.UTF_8))
                .isInstanceOf(ImportException.class)
                .hasMessage("bad.cnml:2: a document type declaration (DTD) is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<cnml>&lol;</cnml>", "<cnml><device id='1' title='&lol;'/></cnml>"})
    void anEntityThatIsNotDefinedIsRefused(String text) {
        assertThatThrownBy(() -> read(text, StandardCharsets.UTF_8))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("lol");
    }

    @Test
    void nothingOutsideIsRead(@TempDir Path folder) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            for (String doctype : new String[] {
                "<!DOCTYPE cnml SYSTEM '" + url + "'>",
                "<!DOCTYPE cnml [<!ENTITY x SYSTEM '" + url + "'>]>",
                "<!DOCTYPE cnml [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>",
                "<!DOCTYPE cnml [<!ENTITY % p SYSTEM '" + url + "'> %p;]>",
            }) {
                assertThatThrownBy(() ->
                                read(doctype + "<cnml><device id='1' title='&x;'/>&x;</cnml>", StandardCharsets.UTF_8))
                        .isInstanceOf(ImportException.class)
                        .hasMessageNotContaining("secret");
            }
            assertThat(requests).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    /** A text, and then another over and over. */
    private static final class Endless extends InputStream {
        private final byte[] begin;
        private final byte[] repeated;
        private final long length;
        private long given;

        Endless(String begin, String repeated, long length) {
            this.begin = begin.getBytes(StandardCharsets.US_ASCII);
            this.repeated = repeated.getBytes(StandardCharsets.US_ASCII);
            this.length = length;
        }

        @Override
        public int read() {
            if (given >= length) {
                return -1;
            }
            long at = given++;
            return at < begin.length ? begin[(int) at] : repeated[(int) ((at - begin.length) % repeated.length)];
        }
    }
}
