// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.certificate.HostNames;
import net.guifi.dimon.certificate.ServerKey;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves console and API over HTTPS on the port in the framework property {@code org.osgi.service.http.port.secure},
 * and looks after key and certificate. Without that property, or with 0, HTTPS is off.
 */
@Component(
        name = "net.guifi.dimon.https",
        service = HealthCheck.class,
        immediate = true,
        property = {HealthCheck.NAME + "=HTTPS", HealthCheck.TAGS + "=dimon"})
public final class HttpsComponent implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsComponent.class);
    private static final String PORT = "org.osgi.service.http.port.secure";
    private static final Duration SOON = Duration.ofDays(30);
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final BundleContext context;
    private final Path data;
    private final Clock clock;
    private final int port;
    private final CurrentKey keys;
    private Optional<TlsConnector> connector = Optional.empty();
    private Optional<ServiceRegistration<ConnectorFactory>> registration = Optional.empty();

    /**
     * Opens the port, if there is one and its key can be read.
     *
     * @param context knows the port and the data directory
     */
    @Activate
    public HttpsComponent(BundleContext context) {
        this(context, DataDirectory.of(context, ""), Clock.systemUTC());
    }

    HttpsComponent(BundleContext context, Path data, Clock clock) {
        this.context = context;
        this.data = data;
        this.clock = clock;
        this.port = port(context.getProperty(PORT));
        this.keys = new CurrentKey(data);
        open();
    }

    private static int port(String text) {
        if (text == null) {
            return 0;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            LOG.debug("{} is \"{}\"", PORT, text, e);
        }
        LOG.error("HTTPS is off: {} is \"{}\", which is no port", PORT, text);
        return 0;
    }

    private synchronized void open() {
        if (port > 0 && !isOpen() && keys.get().isPresent()) {
            deactivate();
            TlsConnector another = new TlsConnector(port, keys);
            registration = Optional.of(context.registerService(ConnectorFactory.class, another, null));
            connector = Optional.of(another);
        }
    }

    private synchronized boolean isOpen() {
        return connector.filter(TlsConnector::isOpen).isPresent();
    }

    /** Closes the port. */
    @Deactivate
    public synchronized void deactivate() {
        registration.ifPresent(ServiceRegistration::unregister);
        registration = Optional.empty();
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (port == 0) {
            log.info("HTTPS is off: --https-port turns it on.");
            return new Result(log);
        }
        open();
        Optional<ServerKey> key = keys.get();
        keys.problem()
                .ifPresent(problem -> log.critical(
                        "HTTPS {}: {}. Put a usable one there, or make one with \"dimon certificate --new\".",
                        key.isPresent() ? "goes on with its former certificate" : "is off, HTTP goes on",
                        problem));
        key.ifPresent(shown -> {
            if (isOpen()) {
                log.info(
                        "https://{}:{}/system/console/dimon, certificate SHA-256 {}",
                        HostNames.name(),
                        port,
                        shown.fingerprint());
            } else {
                log.critical(
                        "HTTPS is off, HTTP goes on: port {} could not be opened, the log tells why. Once it is free it is"
                                + " opened when you ask again.",
                        port);
            }
            checkValidity(shown, log);
            checkNames(shown, log);
        });
        checkPermissions(log);
        return new Result(log);
    }

    private void checkValidity(ServerKey key, FormattingResultLog log) {
        Instant now = clock.instant();
        String mend = key.issuer().isEmpty()
                ? "\"dimon certificate --new\" makes another."
                : "Put a new one into " + ServerKey.file(data) + ".";
        if (now.isAfter(key.notAfter())) {
            log.critical("The certificate of HTTPS has ended on {}. {}", day(key.notAfter()), mend);
        } else if (now.plus(SOON).isAfter(key.notAfter())) {
            log.warn("The certificate of HTTPS ends on {}. {}", day(key.notAfter()), mend);
        } else if (now.isBefore(key.notBefore())) {
            log.warn("The certificate of HTTPS begins on {}: is the clock right?", day(key.notBefore()));
        }
    }

    /** Of those that this monitor signed itself: others are called by the name that somebody vouched for. */
    private static void checkNames(ServerKey key, FormattingResultLog log) {
        if (key.issuer().isEmpty()) {
            List<String> names = key.names();
            List<String> missing = HostNames.addresses().stream()
                    .filter(address -> !names.contains(address))
                    .toList();
            if (!missing.isEmpty()) {
                log.info(
                        "The certificate does not name {}, which this host has: one that does is made by \"dimon"
                                + " certificate --new\".",
                        String.join(", ", missing));
            }
        }
    }

    private void checkPermissions(FormattingResultLog log) {
        Path file = ServerKey.file(data);
        try {
            if (Files.exists(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                log.warn("Others than the owner may touch {}: chmod 600 it.", file);
            }
        } catch (IOException e) {
            log.warn("Who may read {} cannot be told: {}", file, e);
        }
    }

    private static String day(Instant instant) {
        return instant.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    }
}
