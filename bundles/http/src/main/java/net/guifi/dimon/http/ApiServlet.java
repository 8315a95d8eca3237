// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.SharedSummaries;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON API: reads and answers, decides and changes nothing. */
@Component(
        name = "net.guifi.dimon.http",
        service = {Servlet.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=JSON API", HealthCheck.TAGS + "=dimon"})
@HttpWhiteboardServletPattern("/api/v1/*")
public final class ApiServlet extends HttpServlet implements HealthCheck {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);
    private static final String JSON = "application/json";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_DEVICES = 1_000;

    private final transient Clock clock;
    private final transient DeviceTables tables = new DeviceTables(System::nanoTime);
    private final transient Awaited awaited = new Awaited();
    // The provider is looked up here, once, and not at each request.
    private final transient JsonGeneratorFactory generators = Json.createGeneratorFactory(Map.of());

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile InventoryManager inventory;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Health health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile NetworkHealth networkHealth;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Archive archive;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Assignments assignments;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Descriptions descriptions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile ReplicatedStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Discovery discovery;

    @Reference(
            target = "(" + HealthCheck.NAME + "=Store)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile HealthCheck storeCheck;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    transient volatile List<Probe> probes = List.of();

    /** Answers with whatever services are there. */
    @Activate
    public ApiServlet() {
        this(Clock.systemUTC());
    }

    ApiServlet(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Reply reply;
        try {
            reply = answer(request);
        } catch (Problem problem) {
            reply = reply(problem, request);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            reply = reply(Problem.internal(), request);
        }
        reply.send(request, response);
    }

    private Reply reply(Problem problem, HttpServletRequest request) {
        return Reply.fleeting(
                problem.status(),
                "application/problem+json",
                json(generator -> problem.write(generator, request.getRequestURI())));
    }

    private Reply answer(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw Problem.methodNotAllowed(request.getMethod());
        }
        return "/alive".equals(request.getPathInfo())
                ? Reply.fleeting(HttpServletResponse.SC_OK, JSON, alive())
                : Reply.ok(JSON, content(request));
    }

    private byte[] content(HttpServletRequest request) {
        Parameters parameters = new Parameters(request.getQueryString());
        String path = Optional.ofNullable(request.getPathInfo()).orElse("");
        String[] parts = path.split("/", -1);
        if (parts.length == 2) {
            switch (parts[1]) {
                case "monitors":
                    return monitors();
                case "assignments":
                    return assignments();
                case "devices":
                    return devices(parameters);
                case "sources":
                    return sources();
                case "probes":
                    return probes();
                case "store":
                    return store();
                case "network":
                    return network();
                case "discovered":
                    return discovered();
                default:
                    throw Problem.notFound(request.getRequestURI());
            }
        }
        if (parts.length > 2 && parts[1].equals("devices")) {
            if (parts.length == 3) {
                return device(parts[2]);
            }
            if (parts.length == 4 && parts[3].equals("series")) {
                return series(parts[2], parameters);
            }
            if (parts.length == 4 && parts[3].equals("monitors")) {
                return sharers(parts[2]);
            }
        }
        throw Problem.notFound(request.getRequestURI());
    }

    /** Asked by other monitors every few seconds. */
    private byte[] alive() {
        ReplicatedStore present = required(store, "store-embedded");
        return json(generator -> generator
                .writeStartObject()
                .write("monitor", present.monitorId())
                .writeEnd());
    }

    private byte[] monitors() {
        Assignments present = required(assignments, "assign");
        return json(generator -> new AssignmentsJson(generator).monitors(present.monitors()));
    }

    private byte[] assignments() {
        Assignments present = required(assignments, "assign");
        Inventory titles =
                Optional.ofNullable(inventory).map(InventoryManager::inventory).orElseGet(Inventory::empty);
        NetworkSettings settings =
                Optional.ofNullable(network).map(Network::settings).orElseGet(NetworkSettings::defaults);
        return json(generator -> new AssignmentsJson(generator)
                .whole(present, known(), Optional.ofNullable(networkHealth), titles, settings));
    }

    private byte[] sources() {
        InventoryManager present = required(inventory, "inventory");
        return json(generator -> new OverviewJson(generator).sources(present.inventory(), present.sources()));
    }

    private byte[] probes() {
        return json(generator -> new OverviewJson(generator).probes(probes));
    }

    private byte[] store() {
        ReplicatedStore present = required(store, "store-embedded");
        return json(generator -> new NetworkJson(generator).store(present, problems(), clock.instant()));
    }

    /** What the store itself says is wrong: a copied key, links that are away, what was refused. */
    private List<String> problems() {
        HealthCheck check = storeCheck;
        return check == null
                ? List.of()
                : StreamSupport.stream(check.execute().spliterator(), false)
                        .filter(entry -> entry.getStatus().compareTo(Result.Status.WARN) >= 0)
                        .map(ResultLog.Entry::getMessage)
                        .toList();
    }

    private byte[] network() {
        Network present = required(network, "store-embedded");
        return json(generator -> new NetworkJson(generator).network(present, known()));
    }

    private byte[] discovered() {
        Discovery present = required(discovery, "discovery");
        return json(generator -> new DiscoveryJson(generator).whole(present, Optional.ofNullable(store)));
    }

    private Monitors known() {
        return new Monitors(Optional.ofNullable(assignments), Optional.ofNullable(store));
    }

    private byte[] devices(Parameters parameters) {
        int offset = parameters.integer("offset", 0, 0, Integer.MAX_VALUE);
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 0, MOST_DEVICES);
        List<String> words = SearchText.words(parameters.one("query").orElse(""));
        Set<DeviceState> states = states(parameters.all("state"));
        Inventory snapshot = required(inventory, "inventory").inventory();
        Sight sight = Sight.of(networkHealth, health);
        DeviceTable table = tables.table(snapshot, sight);
        DeviceTable.Page page = table.page(words, states, offset, limit);
        return json(generator -> new DeviceJson(generator, sight, known()).list(table, page, offset, limit));
    }

    private static Set<DeviceState> states(List<String> values) {
        Set<DeviceState> states = EnumSet.noneOf(DeviceState.class);
        for (String value : values) {
            for (String word : value.split(",")) {
                String wanted = word.strip().toLowerCase(Locale.ROOT);
                if (!wanted.isEmpty()) {
                    states.add(Stream.of(DeviceState.values())
                            .filter(state -> Values.word(state).equals(wanted))
                            .findFirst()
                            .orElseThrow(() -> Problem.badParameter(
                                    "state",
                                    word,
                                    Stream.of(DeviceState.values())
                                            .map(Values::word)
                                            .collect(Collectors.joining(", ", "the states are ", ".")))));
                }
            }
        }
        return states;
    }

    private byte[] device(String text) {
        Inventory snapshot = required(inventory, "inventory").inventory();
        Sight sight = Sight.of(networkHealth, health);
        Device device = find(snapshot, text);
        return json(generator -> new DeviceJson(generator, sight, known())
                .whole(
                        device,
                        snapshot,
                        Optional.ofNullable(archive),
                        Optional.ofNullable(descriptions).flatMap(known -> known.of(device.id())),
                        clock.instant()));
    }

    private byte[] series(String text, Parameters parameters) {
        Device device = find(required(inventory, "inventory").inventory(), text);
        Archive present = required(archive, "archive");
        Optional<String> monitor = parameters.one("monitor");
        if (monitor.isPresent()) {
            SharedQuery query = SharedQuery.of(monitor.get(), parameters, device.id(), clock.instant());
            SharedSummaries summaries = awaited.of(present.shared(
                    query.monitor(),
                    query.device(),
                    query.range().from(),
                    query.range().to(),
                    query.resolution()));
            return json(generator -> new SeriesJson(generator).write(query, summaries));
        }
        SeriesQuery query = SeriesQuery.of(parameters, device.id(), present, clock.instant());
        return json(generator -> new SeriesJson(generator).write(query, present));
    }

    private byte[] sharers(String text) {
        Device device = find(required(inventory, "inventory").inventory(), text);
        List<String> monitors = awaited.of(required(archive, "archive").sharers(device.id()));
        return json(generator -> new OverviewJson(generator).sharers(device.id(), monitors));
    }

    private static Device find(Inventory inventory, String text) {
        return inventory.find(text).orElseThrow(() -> Problem.unknownDevice(text));
    }

    private static <T> T required(T service, String name) {
        if (service == null) {
            throw Problem.unavailable(name);
        }
        return service;
    }

    private byte[] json(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        JsonGenerator generator = generators.createGenerator(bytes);
        content.accept(generator);
        // Not closed when the content fails: it would complain of half an answer, which nobody gets anyway.
        generator.close();
        return bytes.toByteArray();
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        log.info("The API answers.");
        warnIfAway(log, inventory, "inventory");
        warnIfAway(log, health, "health");
        warnIfAway(log, archive, "archive");
        warnIfAway(log, assignments, "assign");
        warnIfAway(log, store, "store-embedded");
        return new Result(log);
    }

    private static void warnIfAway(FormattingResultLog log, Object service, String name) {
        if (service == null) {
            log.warn("The API answers without the service \"{}\": start the bundle net.guifi.dimon.{}.", name, name);
        }
    }
}
