// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens, as an operator writes it: nothing is looked up. */
record HostPort(String host, int port) {
    private static final Pattern SHAPE = Pattern.compile(
            "(?:\\[(?<six>[0-9A-Fa-f:][0-9A-Fa-f:.]*(?:%[\\w.-]+)?)]|(?<four>[0-9.]+)|(?<name>[\\w.-]+)):(?<port>\\d{1,5})");
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9][\\w-]{0,62}(?:\\.[A-Za-z0-9][\\w-]{0,62})*\\.?");
    private static final Pattern FOUR = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final int MOST = 65_535;

    static HostPort parse(String text) throws CommandException {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw wrong(text, "it is no HOST:PORT such as 10.1.2.3:8087, antidote.example:8087 or [fd00::1]:8087");
        }
        int port = Integer.parseInt(shape.group("port"));
        if (port < 1 || port > MOST) {
            throw wrong(text, port + " is no port: 1 to " + MOST);
        }
        String six = shape.group("six");
        String four = shape.group("four");
        String name = shape.group("name");
        if (six != null && !isSix(six) || four != null && !FOUR.matcher(four).matches()) {
            throw wrong(text, "\"" + (six == null ? four : six) + "\" is no address");
        }
        if (name != null && !NAME.matcher(name).matches()) {
            throw wrong(text, "\"" + name + "\" is no name of a host");
        }
        return new HostPort(six != null ? six : four != null ? four : name, port);
    }

    private static boolean isSix(String text) {
        String address = text.replaceFirst("%.*", "");
        try {
            // Digits and colons are never looked up.
            return address.contains(":") && InetAddress.getByName(address) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static CommandException wrong(String text, String why) {
        return CommandException.badArguments("\"" + text + "\": " + why + ".");
    }

    /** An address of a host, which is no name. */
    static HostPort of(InetAddress address, int port) {
        return new HostPort(address.getHostAddress(), port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
