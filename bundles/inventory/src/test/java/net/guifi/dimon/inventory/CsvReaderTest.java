// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Status;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
    private final DeviceCollector collector = new DeviceCollector("list", Map.of());

    private List<Device> read(String text, Charset charset) throws ImportException, IOException {
        collector.document("list.csv");
        CsvReader.read(new ByteArrayInputStream(text.getBytes(charset)), collector);
        return List.copyOf(collector.devices().values());
    }

    private List<Device> read(String text) throws ImportException, IOException {
        return read(text, StandardCharsets.UTF_8);
    }

    @Test
    void aRowIsADevice() throws Exception {
        List<Device> devices = read("id,title,address,status\n7,Cal Ñandú,10.0.0.7,Working\r\n8,x,fd9a::8,Planned\n");
        assertThat(devices).hasSize(2);
        assertThat(devices.get(0).id()).hasToString("list:7");
        assertThat(devices.get(0).title()).isEqualTo("Cal Ñandú");
        assertThat(devices.get(0).addresses()).containsExactly(InetAddress.getByName("10.0.0.7"));
        assertThat(devices.get(0).monitored()).isTrue();
        assertThat(devices.get(1).status()).isEqualTo(Status.PLANNED);
        assertThat(devices.get(1).monitored()).isFalse();
        assertThat(collector.warnings()).isEmpty();
    }

    @Test
    void theListOfALegacyGraphServerIsRead() throws Exception {
        assertThat(read("74176,#Title,10.69.14.35,Working\n74177,#B,10.69.14.36,Testing"))
                .extracting(Device::title)
                .containsExactly("Title", "B");
    }

    @Test
    void headerQuotesAndAByteOrderMarkAreUnderstood() throws Exception {
        List<Device> devices = read("\ufeffAddress,ID,Title,comment\n 10.0.0.1 , a , \"one, \"\"two\"\"\nthree\" ,x\n");
        assertThat(devices).singleElement().satisfies(device -> {
            assertThat(device.id().id()).isEqualTo("a");
            assertThat(device.title()).isEqualTo("one, \"two\"\nthree");
            assertThat(device.status()).isEqualTo(Status.WORKING);
        });
    }

    @Test
    void aRowThatMakesNoSenseIsSkippedAndNamedByLine() throws Exception {
        List<Device> devices = read("1,\"a\nb\",10.0.0.1,Working\n1,twice,10.0.0.2,Working\n!,c,10.0.0.3,Working\n"
                + "\n5,d\n6,e,nowhere,Working\n7,f,10.0.0.7,Molten\n8,g,10.0.0.8,Working");
        assertThat(devices).extracting(device -> device.id().id()).containsExactly("1", "6", "7", "8");
        assertThat(devices).extracting(Device::monitored).containsExactly(true, false, false, true);
        assertThat(collector.warnings())
                .extracting(warning -> warning.replaceFirst(": .*", ""))
                .containsExactly("list.csv:3", "list.csv:4", "list.csv:6", "list.csv:7", "list.csv:7", "list.csv:8");
    }

    @Test
    void whatIsNoListFailsWithItsLine() {
        assertThatThrownBy(() -> read("1,a,10.0.0.1,Working\n2,\"b,10.0.0.2,Working\n"))
                .hasMessage("list.csv:2: a quoted field has no end");
        assertThatThrownBy(() -> read("9,Çà,10.0.0.1,Working\n", StandardCharsets.ISO_8859_1))
                .hasMessage("list.csv:1: the encoding is not UTF-8");
        assertThatThrownBy(() -> read("9,a\0,10.0.0.1,Working\n")).hasMessage("list.csv:1: this is no text");
        assertThatThrownBy(() -> read("this is\nno list at all\n"))
                .hasMessage("list.csv:1: no row has the form id,title,address,status");
        assertThatThrownBy(() -> read("id,title\n1,a\n"))
                .hasMessage("list.csv:1: the header has no column \"address\"");
        assertThatThrownBy(() -> read("1," + "x".repeat(100_000))).hasMessageContaining("a field is longer than");
    }
}
