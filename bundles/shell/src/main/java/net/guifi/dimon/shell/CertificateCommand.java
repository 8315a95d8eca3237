// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.certificate.KeyMaker;
import net.guifi.dimon.certificate.ServerKey;
import net.guifi.dimon.client.Wire;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** Shows the certificate of HTTPS, or makes another one. */
final class CertificateCommand implements Command {
    private static final String CHECK = "HTTPS";

    @Override
    public String usage() {
        return "certificate [--new]";
    }

    @Override
    public String description() {
        return "shows the certificate of HTTPS, to compare it with what a browser shows, or makes another one";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        boolean another = arguments.equals(List.of("--new"));
        if (!arguments.isEmpty() && !another) {
            throw CommandException.badArguments("certificate takes --new alone.");
        }
        if (!another && services.httpsPort().isEmpty() && Files.notExists(ServerKey.file(services.data()))) {
            throw CommandException.failed("HTTPS is off: --https-port turns it on.");
        }
        try {
            String kept = another ? make(services) : "";
            String text = describe(ServerKey.load(services.data())) + kept;
            return another ? taken(services, text) : Answer.ok(text);
        } catch (IOException e) {
            throw CommandException.failed(
                    (another ? "No certificate could be made: " : "There is no certificate: ") + e.getMessage());
        }
    }

    private static String make(Services services) throws IOException, CommandException {
        Optional<String> issuer = Optional.empty();
        String kept = "";
        try {
            issuer = ServerKey.load(services.data()).issuer();
        } catch (IOException e) {
            // It is to be replaced because of that, perhaps.
            kept = keep(ServerKey.file(services.data()));
        }
        if (issuer.isPresent()) {
            throw CommandException.failed("The certificate was issued by " + issuer.get()
                    + ", and is not replaced: move " + ServerKey.file(services.data()) + " away first.");
        }
        KeyMaker.make(services.data());
        return kept;
    }

    /** What somebody put there may lack its password alone. */
    private static String keep(Path file) throws IOException {
        if (Files.notExists(file)) {
            return "";
        }
        Path kept = file.resolveSibling(file.getFileName() + ".unusable");
        Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
        return "What was there could not be used, and is kept as " + kept + "\n";
    }

    private static String describe(ServerKey key) {
        return new Table("SHA-256", key.fingerprint())
                .row("Subject", key.subject())
                .row("Names", String.join(", ", key.names()))
                .row("Valid", key.notBefore() + " to " + key.notAfter())
                .row("Signed by", key.issuer().orElse("itself: browsers warn, and show the SHA-256 to compare"))
                .toString();
    }

    /** The server looks for a new key when it is asked how it is. */
    private static Answer taken(Services services, String text) {
        HealthCheck check = services.healthChecks().get(CHECK);
        if (check == null) {
            return new Answer(
                    text + "The https bundle is not running: start the appliance again to use it.", Wire.FAILED);
        }
        Result result = check.execute();
        StringBuilder said = new StringBuilder(text).append('\n');
        for (ResultLog.Entry entry : result) {
            said.append(entry.getMessage()).append('\n');
        }
        return new Answer(
                said.toString(), result.getStatus().compareTo(Result.Status.WARN) > 0 ? Wire.FAILED : Wire.OK);
    }
}
