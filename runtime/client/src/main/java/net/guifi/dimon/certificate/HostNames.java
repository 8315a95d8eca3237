// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.certificate;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How this host is called by those who look at its pages. Nothing is looked up. */
public final class HostNames {
    static final int MOST_ADDRESSES = 32;

    private static final Pattern NAME =
            Pattern.compile("(?=.{1,64}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private HostNames() {}

    /**
     * The name of this host.
     *
     * @return a DNS name; {@code localhost} where it has none
     */
    public static String name() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            return NAME.matcher(name).matches() ? name : "localhost";
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** Its names: of itself, as mDNS has it (RFC 6762), and the one that every host has. */
    static List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        String name = name();
        names.add(name);
        if (name.indexOf('.') < 0 && !name.equals("localhost")) {
            names.add(name + ".local");
        }
        names.add("localhost");
        return List.copyOf(names);
    }

    /**
     * The addresses of its interfaces, without those that hold on one link or in this host alone.
     *
     * @return at most 32, as Java writes them
     */
    public static List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(HostNames::isReached)
                    .map(InetAddress::getHostAddress)
                    // The zone of an address is known here alone.
                    .map(address -> address.replaceFirst("%.*", ""))
                    .distinct()
                    .limit(MOST_ADDRESSES)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            // Without an interface there is no address.
        }
        return addresses;
    }

    private static boolean isReached(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !(address instanceof Inet6Address && address.isLinkLocalAddress());
    }
}
