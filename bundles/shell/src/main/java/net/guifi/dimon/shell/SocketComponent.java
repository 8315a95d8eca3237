// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import net.guifi.dimon.shell.SocketServer.Limits;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the local socket, and the file of the console's password. */
@Component(
        name = "net.guifi.dimon.shell",
        service = HealthCheck.class,
        immediate = true,
        property = {HealthCheck.NAME + "=Local socket", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = SocketComponent.Config.class)
public final class SocketComponent implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SocketComponent.class);
    private static final Limits DEFAULTS = new Limits(8, Duration.ofSeconds(30));

    /** What an operator can set. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/shell", name = "%name", description = "%description")
    public @interface Config {
        /**
         * How many clients are answered at once.
         *
         * @return 1 to 1000
         */
        @AttributeDefinition(name = "%clients", description = "%clients.description", min = "1", max = "1000")
        int clients() default 8;

        /**
         * How long a client may be silent, or leave its answer unread.
         *
         * @return an ISO-8601 duration
         */
        @AttributeDefinition(name = "%patience", description = "%patience.description")
        String patience() default "PT30S";
    }

    private final ConsolePassword password;
    private final Optional<SocketServer> server;
    private String reason = "";

    /**
     * Listens, and makes the password when there is none.
     *
     * @param services what the commands ask
     * @param config the settings
     */
    @Activate
    public SocketComponent(@Reference Services services, Config config) {
        this.password = ConsolePassword.in(services.data());
        makePassword();
        this.server = listen(services, limits(config).orElse(DEFAULTS));
    }

    private void makePassword() {
        try {
            password.ensure();
        } catch (IOException e) {
            LOG.error("The password of the console could not be written to {}: {}", password.file(), e.toString());
        }
    }

    private Optional<SocketServer> listen(Services services, Limits limits) {
        try {
            return Optional.of(new SocketServer(services.data(), new Dispatcher(services)::run, limits));
        } catch (IOException e) {
            LOG.error("There is no local socket: {}", e.getMessage());
            reason = e.getMessage();
            return Optional.empty();
        }
    }

    private static Optional<Limits> limits(Config config) {
        try {
            return Optional.of(new Limits(config.clients(), Duration.parse(config.patience())));
        } catch (DateTimeParseException e) {
            LOG.error("patience is \"{}\", which is no ISO-8601 duration such as PT30S", config.patience());
        } catch (IllegalArgumentException e) {
            LOG.error("The local socket keeps its limits: {}", e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Takes other settings; wrong ones leave the former in force.
     *
     * @param config the settings
     */
    @Modified
    public void modified(Config config) {
        server.ifPresent(running -> limits(config).ifPresent(running::change));
    }

    /** Stops listening. */
    @Deactivate
    public void deactivate() {
        server.ifPresent(SocketServer::close);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (server.isPresent()) {
            log.info("The dimon command is answered at {}", server.get().path());
        } else {
            log.critical("There is no local socket, so the dimon command cannot ask this appliance: {}", reason);
        }
        if (!Files.isReadable(password.file())) {
            log.critical(
                    "There is no password of the console at {}: make the directory writable, then use the command"
                            + " password --new",
                    password.file());
        }
        return new Result(log);
    }
}
