// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.update.BundleStatus;
import org.osgi.framework.Version;

/** Lists the bundles, and which version of each runs. */
final class BundlesCommand implements Command {
    @Override
    public String usage() {
        return "bundles";
    }

    @Override
    public String description() {
        return "lists the bundles of DIMON, with the versions that were shipped and put over them";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("bundles takes no argument.");
        }
        return Answer.ok(table(services.updates()
                .orElseThrow(CommandException.notRunning("update"))
                .bundles()));
    }

    static String table(List<BundleStatus> bundles) {
        Table table = new Table("BUNDLE", "VERSION", "FROM", "SHIPPED", "IDLE UPDATE", "STATE");
        for (BundleStatus bundle : bundles) {
            table.row(
                    bundle.symbolicName(),
                    bundle.running().toString(),
                    bundle.updated() ? "update" : "shipped",
                    text(bundle.shipped()),
                    text(bundle.idle()),
                    bundle.state());
        }
        return table.toString();
    }

    private static String text(Optional<Version> version) {
        return version.map(Version::toString).orElse(Words.NOTHING);
    }
}
