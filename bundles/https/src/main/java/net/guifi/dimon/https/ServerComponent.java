// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.service.component.annotations.Component;

/** Sets what Felix has no settings for at the server of HTTP that it makes: how many come to its port, and threads. */
@Component(name = "net.guifi.dimon.https.server", service = ConnectorFactory.class)
public final class ServerComponent implements ConnectorFactory {
    private static final int IDLE_THREADS = 3;

    @Override
    public Connector createConnector(Server server) {
        if (server.getThreadPool() instanceof QueuedThreadPool pool) {
            pool.setMinThreads(IDLE_THREADS);
            // Else one a minute.
            pool.setMaxEvictCount(pool.getMaxThreads());
        }
        return new Guard(server);
    }

    /** Felix shows its server to those alone who add a port: this one never opens, and stands by that of HTTP. */
    private static final class Guard extends ServerConnector {
        private final Optional<ServerConnector> http;
        private Optional<Crowd> crowd = Optional.empty();

        Guard(Server server) {
            super(server, 0, 1);
            http = Stream.of(server.getConnectors())
                    .filter(ServerConnector.class::isInstance)
                    .map(ServerConnector.class::cast)
                    .filter(connector -> !Crowd.isAt(connector))
                    .findFirst();
            // Felix tells others where its ports are.
            http.ifPresent(connector -> {
                setHost(connector.getHost());
                setPort(connector.getPort());
            });
        }

        @Override
        protected void doStart() {
            crowd = http.map(Crowd::at);
        }

        @Override
        protected void doStop() {
            crowd.ifPresent(Crowd::leave);
        }
    }
}
