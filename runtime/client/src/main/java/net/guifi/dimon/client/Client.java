// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command {@code dimon}: sends its arguments to the appliance, prints what it answers, and ends as it says. */
public final class Client {
    private static final String HELP =
            """
            Usage: java -jar net.guifi.dimon.client.jar --data DIR COMMAND [ARGUMENT]...

            Asks the appliance whose data directory is DIR. The command help lists the commands.
            The command doctor [--port N] looks at this host first. Without an appliance it looks whether port N
            is free too, 8080 when none is named.

            Exit codes: 0 well, 1 failed or something is wrong, 2 bad arguments, 3 no appliance runs there.
            """;

    private static final int HTTP_PORT = 8080;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Client(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs one command.
     *
     * @param arguments as {@code --help} tells
     */
    public static void main(String[] arguments) {
        int code = new Client(System.in, System.out, System.err).run(List.of(arguments));
        System.exit(code);
    }

    int run(List<String> arguments) {
        List<String> rest = new ArrayList<>(arguments);
        if (!rest.isEmpty() && (rest.get(0).equals("--help") || rest.get(0).equals("-h"))) {
            out.print(HELP);
            return Wire.OK;
        }
        if (rest.size() < 2 || !rest.get(0).equals("--data")) {
            err.println("--data DIR is missing. Try --help.");
            return Wire.BAD_ARGUMENTS;
        }
        Path data = Path.of(rest.get(1));
        List<String> command = rest.subList(2, rest.size());
        try {
            if (!command.isEmpty() && command.get(0).equals("doctor")) {
                return doctor(data, command);
            }
            return ask(data, withPassword(withAbsolutePaths(command)));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + ". Try --help.");
            return Wire.BAD_ARGUMENTS;
        } catch (IOException e) {
            err.println("The appliance at " + data + " could not be asked: " + e.getMessage());
            return Wire.FAILED;
        }
    }

    private int ask(Path data, List<String> command) throws IOException {
        byte[] request = Wire.request(command);
        Optional<SocketChannel> appliance = connect(data);
        if (appliance.isEmpty()) {
            err.println("No appliance is running with the data directory " + data.toAbsolutePath()
                    + ". Start it, or name another directory with --data.");
            return Wire.NOT_RUNNING;
        }
        return ask(appliance.get(), request);
    }

    private static Optional<SocketChannel> connect(Path data) throws IOException {
        Path socket = data.resolve(LocalSocket.NAME);
        if (Files.isDirectory(data) && !Files.isExecutable(data) || Files.exists(socket) && !Files.isWritable(socket)) {
            throw new IOException("it belongs to another user (try as root, or with sudo)");
        }
        try {
            return Optional.of(LocalSocket.connect(data));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private int ask(SocketChannel appliance, byte[] request) throws IOException {
        try (appliance;
                Patience patience = new Patience(err, Patience.INTERVAL)) {
            send(appliance, ByteBuffer.wrap(request));
            return print(Channels.newInputStream(appliance), patience);
        }
    }

    private static void send(SocketChannel appliance, ByteBuffer request) {
        try {
            while (request.hasRemaining()) {
                appliance.write(request);
            }
        } catch (IOException e) {
            // A busy appliance closes before it has read everything; what it says about that still stands to be read.
        }
    }

    /** Prints the text while it comes, and reads the exit code behind it. */
    private int print(InputStream answer, Patience patience) throws IOException {
        ByteArrayOutputStream ending = new ByteArrayOutputStream();
        OutputStream target = out;
        byte[] buffer = new byte[1 << 16];
        String end = "";
        while (!end.endsWith("\n")) {
            int count = answer.read(buffer);
            patience.begin();
            if (count < 0) {
                break;
            }
            int start = 0;
            int text = target == out ? textLength(buffer, count) : count;
            if (text < count) {
                out.write(buffer, 0, text);
                target = ending;
                start = text + 1;
            }
            target.write(buffer, start, count - start);
            out.flush();
            end = ending.toString(StandardCharsets.UTF_8);
        }
        if (!end.matches(Wire.EXIT + "\\d{1,3}\n")) {
            err.println("The appliance broke off before its answer was whole.");
            return Wire.FAILED;
        }
        return Integer.parseInt(end.substring(Wire.EXIT.length()).strip());
    }

    private static int textLength(byte[] buffer, int count) {
        int length = 0;
        while (length < count && buffer[length] != Wire.END_OF_TEXT) {
            length++;
        }
        return length;
    }

    /** The appliance has another working directory. */
    private static List<String> withAbsolutePaths(List<String> command) {
        if (command.isEmpty() || !command.get(0).equals("update")) {
            return command;
        }
        List<String> absolute = new ArrayList<>(List.of("update"));
        command.stream()
                .skip(1)
                .map(file -> Path.of(file).toAbsolutePath().normalize().toString())
                .forEach(absolute::add);
        return absolute;
    }

    /** A new password does not belong on a command line, where others see it. */
    private List<String> withPassword(List<String> command) throws IOException {
        if (!command.equals(List.of("password", "--set"))) {
            return command;
        }
        Console console = System.console();
        String password;
        if (console != null) {
            char[] typed = console.readPassword("New password of the console: ");
            password = typed == null ? null : new String(typed);
        } else {
            password = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        }
        if (password == null || password.isEmpty()) {
            throw new IllegalArgumentException("No password was given");
        }
        return List.of("password", "--set", password);
    }

    private int doctor(Path data, List<String> command) throws IOException {
        Optional<Integer> port = port(command);
        List<Check> checks = new ArrayList<>(new HostChecks(Path.of("/"), data).all());
        Optional<SocketChannel> appliance = connect(data);
        if (appliance.isEmpty()) {
            checks.add(HostChecks.port(port.orElse(HTTP_PORT)));
        }
        out.println("This host");
        checks.forEach(check -> out.println("  " + check));
        out.println();
        boolean broken = checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.CRITICAL);
        if (appliance.isEmpty()) {
            out.println("No appliance is running with the data directory " + data.toAbsolutePath() + ".");
            return broken ? Wire.FAILED : Wire.OK;
        }
        out.println("The appliance");
        int code = ask(appliance.get(), Wire.request(List.of("doctor")));
        return code == Wire.OK && broken ? Wire.FAILED : code;
    }

    private static Optional<Integer> port(List<String> command) {
        if (command.size() == 1) {
            return Optional.empty();
        }
        if (command.size() == 3
                && command.get(1).equals("--port")
                && command.get(2).matches("\\d{1,5}")) {
            int port = Integer.parseInt(command.get(2));
            if (port >= 1 && port <= 65535) {
                return Optional.of(port);
            }
        }
        throw new IllegalArgumentException("doctor takes --port and a number from 1 to 65535");
    }
}
