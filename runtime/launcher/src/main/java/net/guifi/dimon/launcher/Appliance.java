// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.LogManager;
import net.guifi.dimon.certificate.KeyMaker;
import net.guifi.dimon.certificate.ServerKey;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.main.AutoProcessor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running framework, alone on its data directory. */
final class Appliance {
    private static final long STOP_LIMIT_MILLIS = 20_000;

    private final Framework framework;
    private final FileLock lock;
    private final Cache cache;
    private final Optional<ServerKey> serverKey;
    private volatile boolean ready;

    private Appliance(Framework framework, FileLock lock, Cache cache, Optional<ServerKey> serverKey) {
        this.framework = framework;
        this.lock = lock;
        this.cache = cache;
        this.serverKey = serverKey;
    }

    /** The appliance cannot start; the message says why and how to mend it. */
    static final class StartException extends Exception {
        private static final long serialVersionUID = 1;

        StartException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static Appliance start(Options options) throws StartException {
        try {
            prepare(options.data());
            FileLock lock = lock(options.data());
            checkPort(options.port(), "--port");
            if (options.httpsPort().isPresent()) {
                checkPort(options.httpsPort().getAsInt(), "--https-port");
            }
            startLogging(options);
            Optional<ServerKey> serverKey =
                    options.httpsPort().isPresent() ? serverKey(options.data()) : Optional.empty();
            Map<String, String> properties = FrameworkProperties.of(options);
            Cache cache = Cache.of(options);
            if (!cache.open()) {
                properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
            }
            Framework framework = new FrameworkFactory().newFramework(new HashMap<>(properties));
            framework.init();
            AutoProcessor.process(properties, framework.getBundleContext());
            framework.start();
            return new Appliance(framework, lock, cache, serverKey);
        } catch (IOException | BundleException e) {
            throw new StartException("DIMON cannot start: " + e, e);
        }
    }

    private static void prepare(Path data) throws IOException {
        if (Files.notExists(data)) {
            Files.createDirectories(data.getParent());
            Files.createDirectory(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.createDirectories(data.resolve("log"));
        Files.createDirectories(data.resolve("tmp"));
    }

    private static FileLock lock(Path data) throws IOException, StartException {
        Path file = data.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LoggerFactory.getLogger(Appliance.class).debug("{} is locked by this process", file, e);
        }
        if (lock == null) {
            channel.close();
            throw new StartException(
                    "Another DIMON runs on " + data + ": stop it, or choose another directory with --data", null);
        }
        return lock;
    }

    private static void checkPort(int port, String option) throws StartException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new StartException(
                    "Port " + port + " cannot be opened (" + e.getMessage() + "): choose another with " + option, e);
        }
    }

    /** The key of HTTPS, which is made at the first start. Without one that can be used HTTP goes on alone. */
    private static Optional<ServerKey> serverKey(Path data) {
        try {
            if (Files.notExists(ServerKey.file(data))) {
                KeyMaker.make(data);
            }
            return Optional.of(ServerKey.load(data));
        } catch (IOException e) {
            LoggerFactory.getLogger(Appliance.class).error("There is no key for HTTPS: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static void startLogging(Options options) throws IOException {
        Properties settings = new Properties();
        try (Reader shipped = Files.newBufferedReader(options.home().resolve("etc/logging.properties"))) {
            settings.load(shipped);
        }
        settings.setProperty(
                "java.util.logging.FileHandler.pattern",
                options.data().resolve("log").toString().replace("%", "%%") + "/dimon.%g.log");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        settings.store(bytes, null);
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(bytes.toByteArray()));
        Logger log = LoggerFactory.getLogger(Appliance.class);
        log.info("Starting on {}, Java {}", options.data(), System.getProperty("java.version"));
    }

    /** Waits until the framework has stopped by itself. When the console asks for a restart, it starts again. */
    void await() throws InterruptedException, StartException {
        while (framework.waitForStop(0).getType() == FrameworkEvent.STOPPED_UPDATE) {
            try {
                framework.start();
            } catch (BundleException e) {
                throw new StartException("DIMON cannot start again: " + e, e);
            }
        }
    }

    /** The key with which HTTPS was started; empty when it is off, or its key is not usable. */
    Optional<ServerKey> serverKey() {
        return serverKey;
    }

    /** All that is needed to start has been loaded. */
    void ready() {
        ready = true;
    }

    /** Stops the framework and waits until it has. */
    void stop() {
        Logger log = LoggerFactory.getLogger(Appliance.class);
        // As long as they are known, no class of the bundles goes before it is archived.
        List<ClassLoader> loaders = ready && framework.getState() == Bundle.ACTIVE ? loaders() : List.of();
        try {
            framework.stop();
            boolean stopped = framework.waitForStop(STOP_LIMIT_MILLIS).getType() != FrameworkEvent.WAIT_TIMEDOUT;
            if (stopped) {
                cache.close();
            }
            lock.acquiredBy().close();
            log.info("Stopped");
            if (stopped && !loaders.isEmpty()) {
                ClassArchive.makeIfAsked();
            }
            Reference.reachabilityFence(loaders);
        } catch (BundleException | IOException e) {
            log.error("Stopping failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ClassLoader> loaders() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .flatMap(bundle -> Optional.ofNullable(bundle.adapt(BundleWiring.class)).stream())
                .flatMap(wiring -> Optional.ofNullable(wiring.getClassLoader()).stream())
                .toList();
    }
}
