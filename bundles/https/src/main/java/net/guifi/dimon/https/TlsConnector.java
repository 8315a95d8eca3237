// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import java.util.Optional;
import net.guifi.dimon.certificate.ServerKey;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds the port of HTTPS to the server of HTTP. */
final class TlsConnector implements ConnectorFactory {
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);
    // As the server does on its port of HTTP.
    private static final int HEADER_OCTETS = 16_384;
    private static final long IDLE_MILLIS = 60_000;
    // Java keeps 20,480 sessions for a day.
    private static final int SESSIONS = 200;
    private static final int SESSION_SECONDS = 3_600;

    private final int port;
    private final CurrentKey keys;
    private volatile ServerConnector opened;

    TlsConnector(int port, CurrentKey keys) {
        this.port = port;
        this.keys = keys;
    }

    @Override
    public Connector createConnector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRelativeRedirectAllowed(true);
        http.setRequestHeaderSize(HEADER_OCTETS);
        http.setResponseHeaderSize(HEADER_OCTETS);
        // A host has more names than its certificate: those that the network gave it since.
        http.addCustomizer(new SecureRequestCustomizer(false));
        // No thread of its own to accept: the one that selects does it.
        ServerConnector connector = new ServerConnector(
                server, null, null, null, 0, 1, new Handshake(context()), new HttpConnectionFactory(http));
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        Crowd.at(connector);
        opened = connector;
        return connector;
    }

    /** Whether somebody listens: Felix only logs that a port is taken. */
    boolean isOpen() {
        ServerConnector connector = opened;
        return connector != null && connector.isOpen();
    }

    private SslContextFactory.Server context() {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setRenegotiationAllowed(false);
        context.setSslSessionCacheSize(SESSIONS);
        context.setSslSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private final class Handshake extends SslConnectionFactory {
        private ServerKey shown;

        Handshake(SslContextFactory.Server context) {
            super(context, HttpVersion.HTTP_1_1.asString());
            keys.get().ifPresent(key -> show(key, context));
        }

        private void show(ServerKey key, SslContextFactory context) {
            shown = key;
            context.setKeyStore(key.store());
            context.setKeyStorePassword(key.password());
            // Nobody is asked for a certificate. Else Java reads all the authorities that it knows.
            context.setTrustStore(key.store());
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            refresh();
            return super.newConnection(connector, endPoint);
        }

        private synchronized void refresh() {
            Optional<ServerKey> key = keys.get();
            if (key.isEmpty() || key.get() == shown) {
                return;
            }
            try {
                getSslContextFactory().reload(context -> show(key.get(), context));
            } catch (Exception e) { // as it is declared
                LOG.error("The new certificate of HTTPS cannot be used, the former one is", e);
            }
        }
    }
}
