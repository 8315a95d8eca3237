// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.guifi.dimon.api.discovery.StoreRole;

/**
 * What a monitor says of itself.
 *
 * @param id the monitor's id
 * @param name what it calls itself, see {@link #nameOf}
 * @param network id of its network; a reader may be told of none
 * @param version its release
 * @param port of its HTTP API
 * @param api path of its HTTP API
 * @param httpsPort of its console, where that is on HTTPS
 * @param role where it shares what it knows
 * @param storePort there for {@link StoreRole#OFFERS} alone
 * @param snpServer the number by which guifi.net knows its graph server
 */
record Announcement(
        String id,
        String name,
        Optional<String> network,
        Optional<String> version,
        int port,
        String api,
        OptionalInt httpsPort,
        StoreRole role,
        OptionalInt storePort,
        OptionalInt snpServer) {
    static final String API = "/api/v1";

    private static final int MAX_NAME = 63;
    private static final int MAX_VALUE = 80;
    private static final int MAX_PAIRS = 40;
    private static final int MAX_SNP = 9_999_999;
    private static final String OFFERS = "antidote:";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.+~-]{1,32}");
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9][A-Za-z0-9._-]*){1,8}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Pattern NOT_IN_TOKEN = Pattern.compile("[^A-Za-z0-9._:/=-]");

    Announcement {
        check(ID, "id", id);
        network.ifPresent(value -> check(ID, "net", value));
        version.ifPresent(value -> check(VERSION, "ver", value));
        check(PATH, "api", api);
        if (api.length() > MAX_VALUE) {
            throw new IllegalArgumentException("api is longer than " + MAX_VALUE);
        }
        port("port", Integer.toString(port));
        httpsPort.ifPresent(value -> port("https", Integer.toString(value)));
        storePort.ifPresent(value -> port("store", Integer.toString(value)));
        snpServer.ifPresent(value -> number("snp", Integer.toString(value), MAX_SNP));
        if (storePort.isPresent() != (role == StoreRole.OFFERS)) {
            throw new IllegalArgumentException("store: a port belongs to a store that is offered");
        }
        name = nameOf(name);
    }

    /**
     * Reads pairs of key and value. Unknown keys pass, as later releases may have more of them.
     *
     * @param port of the service that they describe
     * @throws IllegalArgumentException names what is wrong, without a word of what was read
     */
    static Announcement of(String name, int port, Map<String, String> pairs) {
        if (pairs.size() > MAX_PAIRS) {
            throw new IllegalArgumentException("more than " + MAX_PAIRS + " keys");
        }
        String id = pairs.get("id");
        if (id == null) {
            throw new IllegalArgumentException("id is missing");
        }
        String store = pairs.getOrDefault("store", "none");
        boolean offers = store.startsWith(OFFERS);
        return new Announcement(
                id,
                name,
                Optional.ofNullable(pairs.get("net")),
                Optional.ofNullable(pairs.get("ver")),
                port,
                pairs.getOrDefault("api", API),
                optional(pairs, "https", 65_535),
                role(store),
                offers ? OptionalInt.of(port("store", store.substring(OFFERS.length()))) : OptionalInt.empty(),
                optional(pairs, "snp", MAX_SNP));
    }

    /**
     * Reads a token, see {@link #token}.
     *
     * @param port of the service; 0 where the token itself says it, see {@link #tokenWithPort}
     * @throws IllegalArgumentException names what is wrong
     */
    static Announcement ofToken(String name, int port, String token) {
        Map<String, String> pairs = pairsOf(token);
        if (port == 0 && !pairs.containsKey("port")) {
            throw new IllegalArgumentException("port is missing");
        }
        return of(name, port == 0 ? port("port", pairs.get("port")) : port, pairs);
    }

    /** The pairs of a token, whatever they are. */
    static Map<String, String> pairsOf(String token) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : token.split(",", MAX_PAIRS + 2)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return pairs;
    }

    /** The pairs, of which each value is of {@code A-Z a-z 0-9 . _ : / -}. The port is not among them. */
    Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("v", "1");
        pairs.put("id", id);
        network.ifPresent(value -> pairs.put("net", value));
        version.ifPresent(value -> pairs.put("ver", value));
        pairs.put("api", api);
        httpsPort.ifPresent(value -> pairs.put("https", Integer.toString(value)));
        pairs.put(
                "store",
                switch (role) {
                    case NONE -> "none";
                    case USES -> "uses";
                    case OFFERS -> OFFERS + storePort.getAsInt();
                });
        snpServer.ifPresent(value -> pairs.put("snp", Integer.toString(value)));
        pairs.replaceAll((key, value) -> NOT_IN_TOKEN.matcher(value).replaceAll("-"));
        return pairs;
    }

    /** The pairs in one word of {@code A-Z a-z 0-9 . _ : / , = -}. */
    String token() {
        return join(pairs());
    }

    /** {@link #token}, for where nothing else tells the port. */
    String tokenWithPort() {
        return token() + ",port=" + port;
    }

    /** The least that others have to know, for where there is little room. */
    String shortToken() {
        Map<String, String> pairs = pairs();
        pairs.keySet().retainAll(Set.of("v", "id", "net", "api"));
        return join(pairs) + ",port=" + port;
    }

    private static String join(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining(","));
    }

    /** A name as it may be shown: at most 63 characters, none of which does anything but be seen. */
    static String nameOf(String text) {
        StringBuilder name = new StringBuilder();
        text.strip().codePoints().limit(MAX_NAME).filter(Announcement::isSeen).forEach(name::appendCodePoint);
        return name.toString().strip();
    }

    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static StoreRole role(String store) {
        if (store.startsWith(OFFERS)) {
            return StoreRole.OFFERS;
        }
        return Arrays.stream(StoreRole.values())
                .filter(role -> role != StoreRole.OFFERS
                        && role.name().toLowerCase(Locale.ROOT).equals(store))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("store is none of none, uses, antidote:PORT"));
    }

    private static OptionalInt optional(Map<String, String> pairs, String key, int most) {
        String text = pairs.get(key);
        return text == null ? OptionalInt.empty() : OptionalInt.of(number(key, text, most));
    }

    private static int port(String key, String text) {
        return number(key, text, 65_535);
    }

    private static int number(String key, String text, int most) {
        check(NUMBER, key, text);
        int value = Integer.parseInt(text);
        if (value > most) {
            throw new IllegalArgumentException(key + " is more than " + most);
        }
        return value;
    }

    private static void check(Pattern shape, String key, String text) {
        if (!shape.matcher(text).matches()) {
            throw new IllegalArgumentException(key + " has not the shape " + shape);
        }
    }
}
