// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Pattern;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.StoreException;

/** Does what the page asks for: changes settings of the network, admits and dismisses monitors. */
final class NetworkActions {
    /** What no form of another site can send along, whatever the browser tells of where it comes from. */
    static final String HEADER = "X-Dimon-Action";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    // To admit is to read who is admitted and to write one more: two clicks in a moment must not undo each other.
    private static final Object ONE_AT_A_TIME = new Object();

    private NetworkActions() {}

    /**
     * Does it, and answers 204, or says in words why not.
     *
     * @param network empty while the store is away
     */
    static void answer(Optional<Network> network, HttpServletRequest request, HttpServletResponse response) {
        String action = request.getHeader(HEADER);
        if (action == null) {
            ConsoleGuard.answer(
                    response, HttpServletResponse.SC_FORBIDDEN, "Only the page itself may change anything: " + HEADER);
        } else if (network.isEmpty()) {
            ConsoleGuard.answer(
                    response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The store-embedded bundle is not running.");
        } else {
            try {
                synchronized (ONE_AT_A_TIME) {
                    network.get().change(changes(action, network.get().settings(), request));
                }
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } catch (IllegalArgumentException e) {
                ConsoleGuard.answer(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            } catch (IllegalStateException e) {
                ConsoleGuard.answer(response, HttpServletResponse.SC_CONFLICT, e.getMessage());
            } catch (StoreException e) {
                ConsoleGuard.answer(
                        response,
                        HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                        "Nothing was changed: " + e.getMessage());
            }
        }
    }

    private static Map<String, Optional<String>> changes(
            String action, NetworkSettings settings, HttpServletRequest request) {
        switch (action) {
            case "admit", "dismiss":
                SortedSet<String> admitted = settings.admitted();
                String id = id(request, "id");
                if (action.equals("admit")) {
                    admitted.add(id);
                } else {
                    admitted.remove(id);
                }
                return Map.of(NetworkSettings.ADMITTED, value(String.join(" ", admitted)));
            case "set":
                return Map.of(
                        parameter(request, "name"),
                        value(parameter(request, "value").strip()));
            default:
                throw new IllegalArgumentException("\"" + action + "\" is not known: admit, dismiss, set.");
        }
    }

    /** Of a monitor or a network. */
    static String id(HttpServletRequest request, String name) {
        String id = parameter(request, name);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("\"" + id + "\" is no id: 32 hexadecimal digits are expected.");
        }
        return id;
    }

    static String parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name))
                .orElseThrow(() -> new IllegalArgumentException("The parameter " + name + " is missing."));
    }

    /** An empty one goes back to the default. */
    private static Optional<String> value(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }
}
