// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Chromium, on the DIMON page of a console.
 *
 * @param directory where its profiles may lie
 */
record Browser(Product product, Path directory) {
    /** Opens the page with a fragment, and gives what Chromium printed. */
    String open(String fragment, String... options) throws IOException, InterruptedException {
        String page = product.uri("/system/console/dimon")
                        .toString()
                        .replace("http://", "http://admin:" + product.password() + "@")
                + fragment;
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + Files.createTempDirectory(directory, "chromium"),
                "--virtual-time-budget=8000"));
        command.addAll(List.of(options));
        command.add(page);
        Product.Output output = Product.run(command);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }
}
