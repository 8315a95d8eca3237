// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.client.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the command that is asked for, and runs it. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(15);

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Services services;

    Dispatcher(Services services) {
        this.services = services;
        Clock clock = Clock.systemUTC();
        commands.put("status", new StatusCommand(clock));
        commands.put("devices", new DevicesCommand(clock));
        commands.put("device", new DeviceCommand());
        commands.put("probe", new ProbeCommand(PROBE_PATIENCE));
        commands.put("monitors", new MonitorsCommand());
        commands.put("assignments", new AssignmentsCommand());
        commands.put("store", new StoreCommand(clock));
        commands.put("network", new NetworkCommand());
        commands.put("admit", new AdmitCommand());
        commands.put("dismiss", new DismissCommand());
        commands.put("discovered", new DiscoveredCommand(clock));
        commands.put("publish", new PublishCommand(true));
        commands.put("unpublish", new PublishCommand(false));
        commands.put("join", new JoinCommand());
        commands.put("import", new ImportCommand());
        commands.put("add", new AddCommand());
        commands.put("remove", new RemoveCommand());
        commands.put("bundles", new BundlesCommand());
        commands.put("update", new UpdateCommand());
        commands.put("revert", new RevertCommand());
        commands.put("password", new PasswordCommand());
        commands.put("certificate", new CertificateCommand());
        commands.put("doctor", new DoctorCommand());
    }

    /** Runs a command; whatever happens becomes an answer. */
    Answer run(List<String> arguments) {
        String name = arguments.isEmpty() ? "help" : arguments.get(0);
        if (name.equals("help") || name.equals("--help")) {
            return Answer.ok(help());
        }
        Command command = commands.get(name);
        if (command == null) {
            return new Answer("\"" + name + "\" is no command.\n" + help(), Wire.BAD_ARGUMENTS);
        }
        try {
            return command.run(services, arguments.subList(1, arguments.size()));
        } catch (CommandException e) {
            String usage = e.exit() == Wire.BAD_ARGUMENTS ? "\nUsage: " + command.usage() : "";
            return new Answer(e.getMessage() + usage, e.exit());
        } catch (RuntimeException e) {
            LOG.warn("The command {} failed", name, e);
            return new Answer("The command " + name + " failed, and the log tells where: " + e, Wire.FAILED);
        }
    }

    private String help() {
        Table table = new Table("COMMAND", "");
        commands.values().forEach(command -> table.row(command.usage(), command.description()));
        return table.toString();
    }
}
