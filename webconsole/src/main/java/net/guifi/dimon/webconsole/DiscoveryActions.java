// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Does what the page asks for about what was found: announces this monitor, uses a store, joins a network. */
final class DiscoveryActions {
    private static final Set<String> NAMES = Set.of("publish", "unpublish", "use-store", "join");
    private static final String REPLICA = "net.guifi.dimon.store-embedded";
    private static final String ANTIDOTE = "net.guifi.dimon.store-antidote";
    /** The same as of the command {@code store use}, whose other half forgets it. */
    private static final String BY_HAND = "own";

    private DiscoveryActions() {}

    static boolean knows(String action) {
        return action != null && NAMES.contains(action);
    }

    /**
     * Does it, and answers 204, or says in words why not.
     *
     * @param discovery empty while its bundle is away
     */
    static void answer(
            Optional<Discovery> discovery,
            Optional<ConfigurationAdmin> configurations,
            HttpServletRequest request,
            HttpServletResponse response) {
        String action = request.getHeader(NetworkActions.HEADER);
        boolean joins = action.equals("join");
        if (discovery.isEmpty() && !joins) {
            unavailable(response, "discovery bundle");
        } else if (configurations.isEmpty()) {
            unavailable(response, "Config Admin bundle");
        } else {
            try {
                if (joins) {
                    String network = NetworkActions.id(request, "network");
                    put(configurations.get().getConfiguration(REPLICA, "?"), "network", network);
                } else if (action.equals("use-store")) {
                    put(configurations.get().getFactoryConfiguration(ANTIDOTE, BY_HAND, "?"), "hosts", new String[] {
                        proposed(discovery.get(), request)
                    });
                } else {
                    discovery.get().announce(action.equals("publish"));
                }
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } catch (IllegalArgumentException e) {
                ConsoleGuard.answer(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            } catch (IllegalStateException e) {
                ConsoleGuard.answer(response, HttpServletResponse.SC_CONFLICT, e.getMessage());
            } catch (IOException e) {
                ConsoleGuard.answer(
                        response,
                        HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                        "Nothing was changed, since it could not be written down: " + e.getMessage());
            }
        }
    }

    private static void unavailable(HttpServletResponse response, String what) {
        ConsoleGuard.answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The " + what + " is not running.");
    }

    /** The store that stood on the page, if it is still the one that is proposed: who announces it may change it. */
    private static String proposed(Discovery discovery, HttpServletRequest request) {
        String id = NetworkActions.id(request, "id");
        String address = NetworkActions.parameter(request, "address");
        String port = NetworkActions.parameter(request, "port");
        return discovery
                .proposal()
                .filter(found -> found.id().equals(id))
                .filter(found -> found.address().getHostAddress().equals(address))
                .filter(found -> found.storePort().isPresent()
                        && Integer.toString(found.storePort().getAsInt()).equals(port))
                .map(DiscoveryActions::store)
                .orElseThrow(() -> new IllegalStateException(
                        "That store is no longer proposed. Look at what the page proposes now."));
    }

    private static String store(Found found) {
        String address = found.address().getHostAddress();
        return (address.indexOf(':') < 0 ? address : '[' + address + ']')
                + ':'
                + found.storePort().getAsInt();
    }

    private static void put(Configuration configuration, String name, Object value) throws IOException {
        Dictionary<String, Object> properties = configuration.getProperties();
        Dictionary<String, Object> changed = properties == null ? new Hashtable<>() : properties;
        changed.put(name, value);
        configuration.update(changed);
    }
}
