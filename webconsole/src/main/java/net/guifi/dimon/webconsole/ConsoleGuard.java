// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.platform.DataDirectory;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who enters the console: first whether the request may come at all ({@link RequestRules}), then whether it
 * brings the user {@code admin} with the password of {@code <dimon.data>/secrets/console-password} by HTTP basic
 * authentication (RFC 7617).
 *
 * <p>The framework property {@code felix.webconsole.security.providers=net.guifi.dimon.console} keeps the console
 * closed while this service is away.
 */
@Component(
        name = "net.guifi.dimon.webconsole.guard",
        service = {SecurityProvider.class, HealthCheck.class},
        property = {
            SecurityProvider.PROPERTY_ID + "=net.guifi.dimon.console",
            HealthCheck.NAME + "=Console password",
            HealthCheck.TAGS + "=dimon"
        })
public final class ConsoleGuard implements SecurityProvider, HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleGuard.class);
    private static final String CHALLENGE = "Basic realm=\"DIMON\", charset=\"UTF-8\"";

    private final PasswordFile passwordFile;
    private final FailedAttempts failedAttempts;
    private final OptionalInt httpsPort;

    /**
     * Guards the console of an appliance.
     *
     * @param context tells where the data directory is
     */
    @Activate
    public ConsoleGuard(BundleContext context) {
        this(
                DataDirectory.of(context, "secrets").resolve("console-password"),
                httpsPort(context.getProperty("org.osgi.service.http.port.secure")),
                System::nanoTime);
    }

    ConsoleGuard(Path passwordFile, OptionalInt httpsPort, LongSupplier nanos) {
        this.httpsPort = httpsPort;
        this.passwordFile = new PasswordFile(passwordFile);
        this.failedAttempts = new FailedAttempts(nanos);
    }

    private static OptionalInt httpsPort(String text) {
        return text != null && text.matches("[1-9]\\d{0,4}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    @Override
    public Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("X-Frame-Options", "SAMEORIGIN");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        Optional<String> refusal = RequestRules.refusal(request, httpsPort);
        if (refusal.isPresent()) {
            LOG.debug("Refused {} from {}: {}", request.getMethod(), request.getRemoteAddr(), refusal.get());
            answer(response, HttpServletResponse.SC_FORBIDDEN, refusal.get());
            return null;
        }
        Optional<ConsolePassword> password = passwordFile.password();
        if (password.isEmpty()) {
            answer(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The console is closed: its password file is not readable; the log tells why."
                            + " \"dimon password --new\" writes a new one.");
            return null;
        }
        return authenticate(request, response, password.get());
    }

    private Object authenticate(HttpServletRequest request, HttpServletResponse response, ConsolePassword password) {
        Optional<Credentials> credentials = Credentials.of(request.getHeader("Authorization"));
        String peer = request.getRemoteAddr();
        if (credentials.isPresent() && password.isRemembered(credentials.get())) {
            return Credentials.USER;
        }
        Optional<Duration> wait = failedAttempts.wait(peer);
        if (wait.isPresent()) {
            response.setHeader("Retry-After", Long.toString(wait.get().toSeconds() + 1));
            answer(response, 429, "Too many wrong passwords from " + peer + ". Wait a minute.");
            return null;
        }
        if (credentials.isPresent()) {
            if (password.matches(credentials.get())) {
                failedAttempts.clear(peer);
                return Credentials.USER;
            }
            failedAttempts.add(peer);
            LOG.warn("Wrong user or password for the console, from {}", peer);
        }
        response.setHeader("WWW-Authenticate", CHALLENGE);
        answer(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                "User admin; the password is told by \"dimon password\" on the monitor.");
        return null;
    }

    static void answer(HttpServletResponse response, int status, String text) {
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        byte[] body = (text + '\n').getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
            response.flushBuffer();
        } catch (IOException e) {
            LOG.debug("The client did not wait for its refusal", e);
        }
    }

    /** Who has the password may do everything. */
    @Override
    public boolean authorize(Object user, String role) {
        return true;
    }

    /** Nothing to do: the console itself makes the browser forget the password. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        passwordFile.password().ifPresent(password -> log.info("The console asks for a password."));
        passwordFile.problem().ifPresent(problem -> log.critical("{}", problem));
        passwordFile.warning().ifPresent(warning -> log.warn("{}", warning));
        return new Result(log);
    }
}
