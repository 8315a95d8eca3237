// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.logging;

import java.util.Collections;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Passes on what the platform writes to the OSGi log, such as a component that could not start, to the log that
 * everything else writes to.
 */
@Component(
        name = "net.guifi.dimon.logging",
        service = {})
public final class LogBridge implements LogListener {
    private static final String EVENTS = "Events.";

    private final LogReaderService reader;

    /**
     * Listens from now on.
     *
     * @param reader where the entries come from
     */
    @Activate
    public LogBridge(@Reference LogReaderService reader) {
        this.reader = reader;
        // What came before is there newest first.
        List<LogEntry> earlier = Collections.list(reader.getLog());
        reader.addLogListener(this);
        Collections.reverse(earlier);
        earlier.forEach(this::logged);
    }

    @Deactivate
    void deactivate() {
        reader.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        String name = entry.getLoggerName();
        // Starts and stops of bundles and services: the console shows them, a log of them tells nobody anything.
        if (name.startsWith(EVENTS) && entry.getLogLevel() != LogLevel.ERROR && entry.getLogLevel() != LogLevel.WARN) {
            return;
        }
        Bundle bundle = entry.getBundle();
        LoggerFactory.getLogger(bundle == null ? name : bundle.getSymbolicName())
                .atLevel(level(entry.getLogLevel()))
                .setCause(entry.getException())
                .log(entry.getMessage());
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case AUDIT, INFO -> Level.INFO;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
