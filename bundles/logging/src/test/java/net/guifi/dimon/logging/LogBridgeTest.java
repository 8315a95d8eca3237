// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

class LogBridgeTest {
    private static final String BUNDLE = "org.example.bundle";

    private final List<LogRecord> records = new ArrayList<>();
    private final Logger logger = Logger.getLogger(BUNDLE);
    private final List<LogListener> listeners = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    private final LogReaderService reader = new LogReaderService() {
        @Override
        public void addLogListener(LogListener listener) {
            listeners.add(listener);
        }

        @Override
        public void removeLogListener(LogListener listener) {
            listeners.remove(listener);
        }

        @Override
        public Enumeration<LogEntry> getLog() {
            return Collections.emptyEnumeration();
        }
    };

    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.get(method.getName())));
    }

    private static LogEntry entry(String loggerName, LogLevel level, Throwable cause) {
        Bundle bundle = stub(Bundle.class, Map.of("getSymbolicName", BUNDLE));
        Map<String, Object> answers = new HashMap<>(Map.of(
                "getLoggerName", loggerName, "getLogLevel", level, "getMessage", "a {} message", "getBundle", bundle));
        answers.put("getException", cause);
        return stub(LogEntry.class, answers);
    }

    @Test
    void whatTheLogServiceHearsIsLoggedWithItsCause() {
        LogBridge bridge = new LogBridge(reader);
        IllegalStateException cause = new IllegalStateException("why");
        listeners.get(0).logged(entry("a.Component", LogLevel.ERROR, cause));
        assertThat(records).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(entry.getMessage()).isEqualTo("a {} message");
            assertThat(entry.getThrown()).isSameAs(cause);
        });
        bridge.deactivate();
        assertThat(listeners).isEmpty();
    }

    @Test
    void startsAndStopsAreLeftOutButTheirFailuresAreNot() {
        LogBridge bridge = new LogBridge(reader);
        bridge.logged(entry("Events.Service", LogLevel.INFO, null));
        bridge.logged(entry("Events.Bundle", LogLevel.INFO, null));
        assertThat(records).isEmpty();
        bridge.logged(entry("Events.Framework", LogLevel.ERROR, null));
        assertThat(records).hasSize(1);
    }
}
