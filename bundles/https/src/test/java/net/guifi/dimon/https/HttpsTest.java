// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import net.guifi.dimon.certificate.KeyMaker;
import net.guifi.dimon.certificate.ServerKey;
import org.apache.felix.hc.api.Result;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The connector in the Jetty that the product runs, and what the doctor is told. */
class HttpsTest {
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

    static {
        JETTY.setLevel(Level.WARNING);
    }

    @TempDir
    static Path made;

    @TempDir
    Path data;

    private final Server server = new Server(new QueuedThreadPool(8));
    private Optional<ServerConnector> registered = Optional.empty();
    /** Any one that is free, unless a test says which. */
    private int listenAt;

    @BeforeAll
    static void make() throws IOException {
        KeyMaker.make(made);
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private void putKey() throws IOException {
        Path secrets = Files.createDirectories(data.resolve("secrets"));
        for (String name : new String[] {"https.p12", "https-password"}) {
            Files.copy(made.resolve("secrets").resolve(name), secrets.resolve(name));
        }
    }

    private HttpsComponent component(String port, Instant now) {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                HttpsTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getProperty" -> port;
                    case "registerService" -> {
                        open((ConnectorFactory) arguments[1]);
                        yield registration();
                    }
                    default -> throw new UnsupportedOperationException(called.getName());
                });
        return new HttpsComponent(context, data, Clock.fixed(now, ZoneOffset.UTC));
    }

    private ServiceRegistration<?> registration() {
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                HttpsTest.class.getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (proxy, called, arguments) -> {
                    assertThat(called.getName()).isEqualTo("unregister");
                    registered.orElseThrow().stop();
                    server.removeConnector(registered.orElseThrow());
                    registered = Optional.empty();
                    return null;
                });
    }

    /** As Felix does, which goes on without a port that is taken. */
    private void open(ConnectorFactory factory) throws Exception {
        ServerConnector connector = (ServerConnector) factory.createConnector(server);
        assertThat(connector.getPort()).isEqualTo(18_443);
        connector.setPort(listenAt);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        registered = Optional.of(connector);
        try {
            connector.start();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(Integer.toString(listenAt));
        }
    }

    private int open() {
        return registered.orElseThrow().getLocalPort();
    }

    private static String shown(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            byte[] certificate = socket.getSession().getPeerCertificates()[0].getEncoded();
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        }
    }

    /** What is answered to a ClientHello of a version (RFC 4346, 7.4.1.2): the content type, and the alert. */
    private static int[] hello(int port, int minor) throws IOException {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        hello.writeBytes(new byte[] {22, 3, 1, 0, 47, 1, 0, 0, 43, 3, (byte) minor});
        hello.writeBytes(new byte[32]);
        // No session; TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_128_CBC_SHA; no compression.
        hello.writeBytes(new byte[] {0, 0, 4, (byte) 0xC0, 9, 0, 47, 1, 0});
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello.toByteArray());
            byte[] answer = socket.getInputStream().readNBytes(7);
            return new int[] {answer[0], answer[6]};
        }
    }

    private String told(HttpsComponent component, Result.Status status) {
        Result result = component.execute();
        assertThat(result.getStatus()).as(result.toString()).isEqualTo(status);
        return result.toString();
    }

    @Test
    void aReplacedKeyIsShownFromTheNextConnectionOnAndASpoiledOneNever() throws Exception {
        putKey();
        HttpsComponent component = component("18443", Instant.now());
        int port = open();
        String first = ServerKey.load(data).fingerprint();
        assertThat(shown(port)).isEqualTo(first);
        assertThat(told(component, Result.Status.OK)).contains(":18443/").contains(first);

        KeyMaker.make(data);
        String second = ServerKey.load(data).fingerprint();
        assertThat(second).isNotEqualTo(first);
        assertThat(shown(port)).isEqualTo(second);

        Path good = Files.copy(ServerKey.file(data), data.resolve("good"));
        Files.writeString(ServerKey.file(data), "junk");
        assertThat(shown(port)).isEqualTo(second);
        assertThat(told(component, Result.Status.CRITICAL))
                .contains("its former certificate")
                .contains("https.p12");
        Files.move(good, ServerKey.file(data), StandardCopyOption.REPLACE_EXISTING);
        assertThat(told(component, Result.Status.OK)).contains(second);
    }

    @Test
    void versionsBefore12AreRefused() throws Exception {
        putKey();
        component("18443", Instant.now());
        int port = open();
        assertThat(hello(port, 2)).as("1.1").containsExactly(ALERT, PROTOCOL_VERSION);
        assertThat(hello(port, 1)).as("1.0").containsExactly(ALERT, PROTOCOL_VERSION);
        assertThat(hello(port, 3)[1]).as("1.2").isNotEqualTo(PROTOCOL_VERSION);
    }

    @Test
    void withoutAKeyItIsOpenedAsSoonAsThereIsOne() throws Exception {
        HttpsComponent component = component("18443", Instant.now());
        assertThat(registered).isEmpty();
        assertThat(told(component, Result.Status.CRITICAL))
                .contains("HTTP goes on")
                .contains("https-password is missing");
        putKey();
        told(component, Result.Status.OK);
        assertThat(shown(open())).isEqualTo(ServerKey.load(data).fingerprint());
    }

    @Test
    void aPortThatIsTakenIsToldAndOpenedOnceItIsFree() throws Exception {
        putKey();
        HttpsComponent component;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            listenAt = other.getLocalPort();
            component = component("18443", Instant.now());
            assertThat(told(component, Result.Status.CRITICAL))
                    .contains("port 18443 could not be opened")
                    .doesNotContain("https://");
        }
        assertThat(told(component, Result.Status.OK)).contains(":18443/");
        assertThat(shown(listenAt)).isEqualTo(ServerKey.load(data).fingerprint());
        component.deactivate();
        assertThat(server.getConnectors()).isEmpty();
    }

    @Test
    void whoOpensManyConnectionsFillsNoMemoryWithThem() throws Exception {
        putKey();
        component("18443", Instant.now());
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < Crowd.CONNECTIONS + 40; i++) {
                crowd.add(new Socket("127.0.0.1", open()));
            }
            ServerConnector connector = registered.orElseThrow();
            await().until(() -> connector.getConnectedEndPoints().size() >= Crowd.CONNECTIONS);
            await().during(Duration.ofMillis(500))
                    .until(() -> connector.getConnectedEndPoints().size() < Crowd.CONNECTIONS + 10);
            assertThat(shown(open())).isEqualTo(ServerKey.load(data).fingerprint());
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void itIsClosedWithItsComponent() throws Exception {
        putKey();
        HttpsComponent component = component("18443", Instant.now());
        assertThat(registered).isPresent();
        component.deactivate();
        assertThat(registered).isEmpty();
    }

    @Test
    void withoutAPortItIsOff() throws Exception {
        putKey();
        for (String port : new String[] {null, "0", "x", "65536"}) {
            assertThat(told(component(port, Instant.now()), Result.Status.OK)).contains("--https-port");
            assertThat(registered).isEmpty();
        }
    }

    @Test
    void theEndOfTheCertificateIsToldThirtyDaysBefore() throws Exception {
        putKey();
        Instant end = ServerKey.load(data).notAfter();
        told(component("18443", end.minus(Duration.ofDays(31))), Result.Status.OK);
        assertThat(told(component("18443", end.minus(Duration.ofDays(29))), Result.Status.WARN))
                .contains("ends on " + end.toString().substring(0, 10))
                .contains("certificate --new");
        assertThat(told(component("18443", end.plusSeconds(60)), Result.Status.CRITICAL))
                .contains("has ended");
        assertThat(told(component("18443", Instant.EPOCH), Result.Status.WARN)).contains("clock");
    }

    @Test
    void aKeyThatOthersMayReadIsTold() throws Exception {
        putKey();
        Files.setPosixFilePermissions(ServerKey.file(data), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(told(component("18443", Instant.now()), Result.Status.WARN)).contains("chmod 600");
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
