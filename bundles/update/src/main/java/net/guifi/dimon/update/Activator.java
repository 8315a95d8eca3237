// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.api.update.Updates;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs what is to run before the framework comes to the level of our bundles, and looks after it from then on. No
 * component: it works before there are any, and outlives all.
 */
public final class Activator implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger(Activator.class);
    /** The framework property with the folder of the distribution. */
    private static final String HOME = "dimon.home";

    private static final String DATA = "dimon.data";
    private static final long POLL_MILLIS = 500;
    private static final long STOP_SECONDS = 10;

    private ScheduledThreadPoolExecutor worker;
    private volatile Thread thread;

    /** Public for the framework alone. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws Exception {
        String home = context.getProperty(HOME);
        String data = context.getProperty(DATA);
        if (home == null || data == null) {
            LOG.info("No bundles are managed here: the framework has no {} and {}", HOME, DATA);
            return;
        }
        State state = new State();
        Managed managed = new Managed(context, Path.of(home));
        Overlay overlay = new Overlay(Path.of(data, "overlay"));
        Installed installed =
                new Installed(context.getDataFile("installed.properties").toPath());
        Transaction transaction = new Transaction(managed, context);
        Startup startup = new Startup(managed, overlay, installed, transaction, state);
        startup.install(Path.of(home, "bundles"));

        worker = new ScheduledThreadPoolExecutor(1, this::newThread);
        Updater updater = new Updater(
                managed, new Rules(context, managed, state), overlay, installed, transaction, state, worker);
        context.addBundleListener(
                new Tampering(state, () -> Thread.currentThread().equals(thread)));
        context.registerService(Updates.class, updater, new Hashtable<>());
        context.registerService(
                HealthCheck.class,
                new BundlesCheck(managed, state),
                new Hashtable<>(Map.of(HealthCheck.NAME, "Bundles", HealthCheck.TAGS, "dimon")));
        DropFolder folder = new DropFolder(Path.of(data, "deploy"), updater::installNow, System::nanoTime);
        whenStarted(context, () -> {
            settle(startup);
            worker.scheduleWithFixedDelay(() -> poll(folder), 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private Thread newThread(Runnable task) {
        thread = new Thread(task, "dimon-update");
        thread.setDaemon(true);
        return thread;
    }

    private void whenStarted(BundleContext context, Runnable task) {
        if (Managed.system(context).getState() == Bundle.ACTIVE) {
            worker.execute(task);
        } else {
            context.addFrameworkListener(event -> {
                if (event.getType() == FrameworkEvent.STARTED) {
                    worker.execute(task);
                }
            });
        }
    }

    private static void settle(Startup startup) {
        try {
            startup.settle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Looking whether all bundles run failed", e);
        }
    }

    private static void poll(DropFolder folder) {
        try {
            folder.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Taking dropped jars failed", e);
        }
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        if (worker == null) {
            return;
        }
        worker.shutdown();
        if (!worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("A change of bundles is broken off; the next start has what was before");
            worker.shutdownNow();
        }
    }
}
