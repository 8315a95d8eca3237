// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import net.guifi.dimon.client.Wire;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** Runs all health checks of DIMON. */
final class DoctorCommand implements Command {
    private static final String NEXT = "\n            ";

    @Override
    public String usage() {
        return "doctor";
    }

    @Override
    public String description() {
        return "tells what is wrong with this monitor, and how to mend it";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("doctor takes no argument here.");
        }
        if (services.healthChecks().isEmpty()) {
            throw CommandException.failed("No bundle offers a health check: is any of DIMON's running?");
        }
        StringBuilder text = new StringBuilder();
        boolean broken = false;
        for (Map.Entry<String, HealthCheck> check : services.healthChecks().entrySet()) {
            Result result = execute(check.getValue());
            broken |= result.getStatus().compareTo(Result.Status.WARN) > 0;
            text.append(
                    String.format(Locale.ROOT, "%-8s  %s:%s%n", result.getStatus(), check.getKey(), messages(result)));
        }
        // Of what is no fault, and no check tells.
        Others.advice(services)
                .filter(advice -> isAlone(services))
                .ifPresent(advice -> text.append('\n').append(advice).append('\n'));
        return new Answer(text.toString(), broken ? Wire.FAILED : Wire.OK);
    }

    private static boolean isAlone(Services services) {
        return services.store()
                .filter(store -> store.status().links().isEmpty())
                .isPresent();
    }

    private static Result execute(HealthCheck check) {
        try {
            return check.execute();
        } catch (RuntimeException e) {
            return new Result(Result.Status.HEALTH_CHECK_ERROR, "the check itself failed: " + e);
        }
    }

    /** What is worst comes first; several have a line each. */
    private static String messages(Result result) {
        List<String> messages = StreamSupport.stream(result.spliterator(), false)
                .filter(entry -> !entry.isDebug())
                .sorted(Comparator.comparing(ResultLog.Entry::getStatus).reversed())
                .map(ResultLog.Entry::getMessage)
                .toList();
        return messages.size() == 1
                ? " " + messages.get(0)
                : messages.stream().map(NEXT::concat).collect(Collectors.joining());
    }
}
