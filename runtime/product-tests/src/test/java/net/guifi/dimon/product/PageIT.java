// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DIMON page of the console, as Chromium (apt-get install chromium) shows it. */
class PageIT {
    private static final Path SCREENSHOTS = Path.of(System.getProperty("screenshots"));
    private static final int DEVICES = 250;

    @TempDir
    Path directory;

    private Product product;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        Path cnml = Cnml.write(directory.resolve("network.cnml"), DEVICES);
        product = Product.start(directory.resolve("data"), "--cnml", cnml.toString());
        browser = new Browser(product, directory);
        await().atMost(Duration.ofMinutes(3)).until(() -> product.total("up") == DEVICES);
    }

    @AfterEach
    void stop() throws IOException {
        product.close();
    }

    @Test
    void devicesCanBeSeenSearchedAndPaged() throws Exception {
        assertThat(browser.open("", "--dump-dom"))
                .contains("CanPrat-1")
                .contains("guifi:1")
                .contains("1–100");
        assertThat(browser.open("#offset=200", "--dump-dom"))
                .contains("201–250")
                .doesNotContain("1–100");
        assertThat(browser.open("#q=CanPrat-77", "--dump-dom"))
                .contains("CanPrat-77")
                .contains("127.9.0.78")
                .doesNotContain("CanPrat-12");
        assertThat(browser.open("#device=guifi:5", "--dump-dom"))
                .contains("127.9.0.6")
                .contains("<svg");
        assertThat(browser.open("#assignments", "--dump-dom")).contains("watches all 250 devices");
    }

    @Test
    void aScreenshotIsTaken() throws Exception {
        Files.createDirectories(SCREENSHOTS);
        Path picture = SCREENSHOTS.resolve("console.png");
        browser.open("", "--window-size=1280,1000", "--hide-scrollbars", "--screenshot=" + picture);
        assertThat(Files.size(picture)).isGreaterThan(20_000);
    }
}
