// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import net.guifi.dimon.client.LocalSocket;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketComponentTest {
    @TempDir
    Path data;

    private record Settings(int clients, String patience) implements SocketComponent.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return SocketComponent.Config.class;
        }
    }

    private void assertAnswers() throws IOException {
        try (SocketChannel client = LocalSocket.connect(data)) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void listensAndMakesThePassword() throws IOException {
        SocketComponent component = new SocketComponent(new FakeServices(data), new Settings(8, "PT30S"));
        assertAnswers();
        assertThat(ConsolePassword.in(data).file()).isRegularFile();
        assertThat(component.execute().getStatus()).isEqualTo(Result.Status.OK);
        component.deactivate();
        assertThat(data.resolve(LocalSocket.NAME)).doesNotExist();
    }

    @Test
    void aMissingDataDirectoryIsMadeForItsOwner() throws IOException {
        Path missing = data.resolve("new");
        SocketComponent component = new SocketComponent(new FakeServices(missing), new Settings(8, "PT30S"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(missing)))
                .isEqualTo("rwx------");
        component.deactivate();
    }

    @Test
    void wrongSettingsStopNothing() throws IOException {
        SocketComponent component = new SocketComponent(new FakeServices(data), new Settings(0, "PT30S"));
        component.modified(new Settings(8, "soon"));
        assertAnswers();
        component.deactivate();
    }

    @Test
    void whatCannotBeMadeIsTold() throws IOException {
        SocketComponent first = new SocketComponent(new FakeServices(data), new Settings(8, "PT30S"));
        SocketComponent second = new SocketComponent(new FakeServices(data), new Settings(8, "PT30S"));
        assertThat(second.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(second.execute().toString()).contains("another appliance with the same data directory");
        second.deactivate();
        assertAnswers();
        first.deactivate();

        Path file = Files.createFile(data.resolve("file"));
        SocketComponent nowhere = new SocketComponent(new FakeServices(file), new Settings(8, "PT30S"));
        assertThat(nowhere.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(nowhere.execute().toString()).contains("no local socket", "no password of the console");
        nowhere.deactivate();
    }
}
