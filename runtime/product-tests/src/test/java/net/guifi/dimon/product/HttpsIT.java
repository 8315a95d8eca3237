// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console on HTTPS, on this host and from another one (a namespace: needs root, iproute2 and curl). */
class HttpsIT {
    private static final String HOST = "198.18.77.1";
    private static final String CONSOLE = "/system/console/dimon";
    private static final Pattern FINGERPRINT = Pattern.compile("SHA-256 +((?:[0-9A-F]{2}:){31}[0-9A-F]{2})");

    @TempDir
    Path directory;

    private Namespace elsewhere;
    private Path data;
    private int port;
    private Product product;

    @BeforeEach
    void start() throws Exception {
        data = directory.resolve("data");
        port = Product.freePort();
        elsewhere = new Namespace("dimon-https-" + ProcessHandle.current().pid());
        String link = "dh" + ProcessHandle.current().pid();
        Namespace.succeed(
                List.of("ip", "link", "add", link, "type", "veth", "peer", "name", "here", "netns", elsewhere.name()));
        Namespace.succeed(List.of("ip", "address", "add", HOST + "/30", "dev", link));
        Namespace.succeed(List.of("ip", "link", "set", link, "up"));
        elsewhere.ip("address", "add", "198.18.77.2/30", "dev", "here");
        elsewhere.ip("link", "set", "here", "up");
        run("--cnml", Cnml.write(directory.resolve("network.cnml"), 5).toString());
    }

    @AfterEach
    void stop() throws Exception {
        if (product != null) {
            product.close();
        }
        elsewhere.delete();
    }

    private void run(String... source) throws IOException {
        String[] options = new String[source.length + 2];
        System.arraycopy(source, 0, options, 2, source.length);
        options[0] = "--https-port";
        options[1] = Integer.toString(port);
        product = Product.start(data, options);
    }

    /** Asks as a browser does to which the certificate has been shown: its names are compared. */
    private HttpResponse<String> get(String path, String... headers) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(data.resolve("secrets/https.p12"))) {
            store.load(in, secret().toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(1));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String secret() throws IOException {
        return Files.readString(data.resolve("secrets/https-password")).strip();
    }

    private String shown() throws Exception {
        byte[] certificate = get("/api/v1/monitors")
                .sslSession()
                .orElseThrow()
                .getPeerCertificates()[0]
                .getEncoded();
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
    }

    private static String fingerprint(String text) {
        Matcher matcher = FINGERPRINT.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private void awaitHttps() {
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> get("/api/v1/monitors").statusCode() == 200);
    }

    /** What curl on the other host got: the answer, and its status. */
    private String elsewhere(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 4];
        System.arraycopy(new String[] {"curl", "-sSk", "-w", " %{http_code}"}, 0, command, 0, 4);
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return elsewhere.run(command);
    }

    @Test
    void theConsoleIsReachedFromOtherHostsWithAKeyThatLasts() throws Exception {
        awaitHttps();
        String first = shown();
        assertThat(fingerprint(product.output())).isEqualTo(first);
        assertThat(fingerprint(product.command("certificate").text())).isEqualTo(first);
        assertThat(product.command("status").text()).contains(":" + port + CONSOLE);
        assertThat(product.command("doctor").text()).containsPattern("OK +HTTPS: https://");
        assertConsole();
        assertOtherHosts();
        assertTheKeysPasswordIsNowhere();

        Product.Output another = product.command("certificate", "--new");
        assertThat(another.exitCode()).as(another.text()).isZero();
        String second = shown();
        assertThat(second).isEqualTo(fingerprint(another.text())).isNotEqualTo(first);

        assertThat(product.stop()).isZero();
        run();
        awaitHttps();
        assertThat(shown()).isEqualTo(second);

        assertThat(product.stop()).isZero();
        Files.writeString(data.resolve("secrets/https.p12"), "spoiled");
        run();
        assertThat(product.output()).contains("HTTPS     off");
        assertThat(product.get(CONSOLE).statusCode()).isEqualTo(401);
        Product.Output doctor = product.command("doctor");
        assertThat(doctor.text()).contains("https.p12 is no PKCS #12 key store").contains("HTTP goes on");
        assertThat(doctor.exitCode()).isNotZero();
        assertThat(product.command("certificate", "--new").exitCode()).isZero();
        awaitHttps();
    }

    private void assertConsole() throws Exception {
        assertThat(get(CONSOLE).statusCode()).isEqualTo(401);
        String credentials = Base64.getEncoder().encodeToString(("admin:" + product.password()).getBytes());
        HttpResponse<String> page = get(CONSOLE, "Authorization", "Basic " + credentials);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isEmpty();
        assertThat(page.headers().allValues("Set-Cookie")).isNotEmpty().allSatisfy(cookie -> assertThat(cookie)
                .contains("Secure"));
    }

    private void assertOtherHosts() throws Exception {
        String address = "https://" + HOST + ":" + port + "/system/console";
        assertThat(elsewhere("http://" + HOST + ":" + product.uri("").getPort() + CONSOLE))
                .contains(address)
                .endsWith(" 403");
        assertThat(elsewhere("https://" + HOST + ":" + port + CONSOLE)).endsWith(" 401");
        assertThat(elsewhere("-u", "admin:" + product.password(), "https://" + HOST + ":" + port + CONSOLE))
                .endsWith(" 200");
        Product.Output old = Product.run(List.of(
                "curl",
                "-sSk",
                "--tlsv1.1",
                "--tls-max",
                "1.1",
                "--ciphers",
                "DEFAULT@SECLEVEL=0",
                "https://127.0.0.1:" + port + CONSOLE));
        assertThat(old.exitCode()).isEqualTo(35);
        assertThat(old.text()).contains("alert protocol version");
    }

    private void assertTheKeysPasswordIsNowhere() throws Exception {
        ProcessHandle java = product.java();
        for (String file : List.of("cmdline", "environ")) {
            assertThat(Files.readString(Path.of("/proc/" + java.pid(), file))).doesNotContain(secret());
        }
        String properties = "/system/console/status-Framework%20Properties";
        assertThat(product.send(product.console(properties).build()).body())
                .contains("org.osgi.service.http.port.secure")
                .doesNotContain(secret());
        assertThat(Files.readString(data.resolve("log/dimon.0.log"))).doesNotContain(secret());
    }
}
