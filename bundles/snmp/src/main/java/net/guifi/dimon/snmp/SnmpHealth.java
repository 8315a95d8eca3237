// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/** Says whether devices can be asked by SNMP, and how to mend it. */
final class SnmpHealth {
    private static final int SHOWN_PROBLEMS = 10;

    private final Poller poller;
    private long skippedBefore;

    SnmpHealth(Poller poller) {
        this.poller = poller;
    }

    synchronized Result check(List<CredentialRule> rules) {
        FormattingResultLog log = new FormattingResultLog();
        if (!poller.isAlive()) {
            log.critical("The thread of SNMP has ended: nothing is polled. Restart this bundle, and report what the log"
                    + " says of it.");
        }
        poller.udp().refusals().forEach((family, refusal) -> {
            if (family == StandardProtocolFamily.INET) {
                log.critical("{}. It is tried again every 10 s.", refusal);
            } else {
                log.info("{}. Devices with such addresses cannot be asked.", refusal);
            }
        });
        poller.settings().complaints().forEach(complaint -> log.warn("{}", complaint));
        rules.forEach(rule -> rule.complaints().forEach(complaint -> log.warn("{}", complaint)));
        devices(log, poller.agents());
        long skipped = poller.count(Counter.SKIPPED);
        if (skipped > skippedBefore) {
            log.warn(
                    "{} polls were left out since the last check, because the devices' former ones were still under"
                            + " way: raise the period, or the number of questions in flight ({}).",
                    skipped - skippedBefore,
                    poller.settings().inFlight());
        }
        skippedBefore = skipped;
        return new Result(log);
    }

    private static void devices(FormattingResultLog log, Collection<Agent> agents) {
        List<Map.Entry<String, String>> problems = new ArrayList<>();
        for (Agent agent : agents) {
            agent.problem()
                    .ifPresent(problem ->
                            problems.add(Map.entry(agent.watch().device().id().toString(), problem)));
        }
        log.info("{} devices are polled; {} of them have a problem.", agents.size(), problems.size());
        problems.stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(SHOWN_PROBLEMS)
                .forEach(problem -> log.info("{}: {}", problem.getKey(), problem.getValue()));
    }
}
