// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.probing.Time;
import org.apache.felix.hc.api.Result;

/**
 * The probe in a process of its own, which a test can start within a namespace: it obeys the lines of its input, and
 * prints each sample.
 */
final class PingChild {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final SettingsOf settings;
    private final PingProbe probe;

    private PingChild(SettingsOf settings) {
        this.settings = settings;
        probe = new PingProbe(settings.config());
        probe.sinks = List.of(this::print);
    }

    /** Takes period and timeout. */
    public static void main(String[] args) throws IOException {
        new PingChild(SettingsOf.DEFAULT.period(args[0]).timeout(args[1])).run();
    }

    private void print(List<Sample> samples) {
        for (Sample sample : samples) {
            String id = sample.series().device().id();
            // Written at once, so that no line of the log comes between.
            out.print("sample " + devices.get(id).addresses().get(0).getHostAddress() + ' ' + sample.outcome() + ' '
                    + sample.value() + ' ' + Time.nanos(sample.at()) + '\n');
        }
    }

    private void run() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(line.split(" "));
        }
        probe.deactivate();
        out.println("threads "
                + Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("dimon-ping"))
                        .count());
    }

    private void obey(String[] words) throws UnknownHostException {
        switch (words[0]) {
            case "watch" -> watch(words);
            case "probe" ->
                probe.probe(device(words[1]))
                        .whenComplete((report, failure) -> out.println(
                                failure == null ? "report " + report.summary() : "refused " + failure.getMessage()));
            case "period" -> probe.modified(settings.period(words[1]).config());
            case "counters" -> out.println("counters " + probe.counters());
            case "health" -> {
                Result result = probe.execute();
                StringBuilder text = new StringBuilder("health " + result.getStatus());
                result.forEach(entry -> text.append(" | ").append(entry.getMessage()));
                out.println(text);
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private void watch(String[] words) throws UnknownHostException {
        List<Watch> watches = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            watches.add(new Watch(device(words[i]), 0, 1, true));
        }
        probe.watch(new WatchList(watches));
    }

    private Device device(String address) throws UnknownHostException {
        String id = address.replace(':', '_');
        Device device = new Device(
                new DeviceId("test", id),
                address,
                "radio",
                Status.WORKING,
                true,
                Optional.empty(),
                List.of(InetAddress.getByName(address)),
                List.of(),
                List.of());
        devices.put(id, device);
        return device;
    }
}
