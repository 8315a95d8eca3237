// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.jmdns.ServiceInfo;
import javax.jmdns.impl.DNSCache;
import javax.jmdns.impl.DNSIncoming;
import javax.jmdns.impl.DNSRecord;
import javax.jmdns.impl.JmDNSImpl;
import javax.jmdns.impl.ServiceInfoImpl;
import javax.jmdns.impl.tasks.state.Canceler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JmDNS for monitors alone. JmDNS keeps whatever it hears, for as long as it is told to, and does for each packet all that
 * it asks for: here that has bounds. And it takes its good-bye back to back, where JmDNS takes seconds.
 */
final class MonitorsDns extends JmDNSImpl {
    /** After each packet, so that what is sent faster is dropped by the kernel. */
    private static final long PAUSE_MILLIS = 5;

    /** Services that are asked for by name, in one {@link #period}. Each is asked for three times. */
    private static final int MAX_QUESTIONS = 100;

    /** Each waits in memory until it is handled. */
    private static final int MAX_CHANGES = 5_000;

    /** RFC 6891, section 6.2.3. */
    private static final int MIN_PAYLOAD = 512;

    private static final int GOOD_BYES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(MonitorsDns.class);

    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean failed;
    /** The last of them: packets come before this is made, and are not heeded. */
    private final MdnsCache cache = new MdnsCache();

    MonitorsDns(InetAddress address, String hostName) throws IOException {
        super(address, hostName, PAUSE_MILLIS);
    }

    @Override
    public DNSCache getCache() {
        return cache == null ? super.getCache() : cache;
    }

    @Override
    public boolean registerServiceType(String type) {
        return type.equalsIgnoreCase(MdnsLink.TYPE) && super.registerServiceType(type);
    }

    /** What was not taken is told to nobody. */
    @Override
    public void updateRecord(long now, DNSRecord record, Operation operation) {
        if (cache == null) {
            return;
        }
        if (operation == Operation.Remove) {
            forget(record);
        } else if (!cache.holds(record)) {
            return;
        } else if (changes.incrementAndGet() > MAX_CHANGES) {
            refused.incrementAndGet();
            return;
        }
        try {
            super.updateRecord(now, record, operation);
        } catch (RuntimeException e) {
            // Thrown on, it would end the thread that listens.
            LOG.debug("What is told of {} is not understood", record.getKey(), e);
        }
    }

    private void forget(DNSRecord record) {
        switch (record.getRecordType()) {
            case TYPE_PTR, TYPE_SRV -> {
                ServiceInfoImpl info = (ServiceInfoImpl) record.getServiceInfo();
                asked.remove(info.getQualifiedName());
                removeListener(info);
                cache.forgetPointer(info.getQualifiedName());
            }
            default -> {
                // Nobody asks for these.
            }
        }
    }

    /** Who asks listens for ever; JmDNS lets several of them listen for the same, and one that was never answered stay. */
    @Override
    public void startServiceInfoResolver(ServiceInfoImpl info) {
        String name = info.getQualifiedName();
        if (asked.size() >= MdnsLink.MAX_SERVICES && !asked.contains(name)) {
            refused.incrementAndGet();
        } else if (questions.incrementAndGet() <= MAX_QUESTIONS) {
            asked.add(name);
            removeListener(info);
            super.startServiceInfoResolver(info);
        }
    }

    /** JmDNS closes itself when an answer does not fit into what the asking host can take. */
    @Override
    public void startResponder(DNSIncoming query, InetAddress address, int port) {
        if (query.getSenderUDPPayload() >= MIN_PAYLOAD) {
            super.startResponder(query, address, port);
        }
    }

    /** By whoever made this, or by JmDNS when it cannot answer; then another one is made instead. */
    @Override
    public void close() {
        failed = true;
        super.close();
    }

    /** JmDNS tries it once more, and is deaf from then on, with its threads. Whoever made this makes another one instead. */
    @Override
    public void recover() {
        failed = true;
    }

    /** Whether something could not be sent or received, or it is closed. */
    boolean hasFailed() {
        return failed;
    }

    /** Another span of time begins. */
    void period() {
        questions.set(0);
        changes.set(0);
    }

    /** For how much that was told there was no room. */
    long refused() {
        return cache.refused() + refused.get();
    }

    @Override
    public void unregisterAllServices() {
        for (ServiceInfo service : getServices().values()) {
            ((ServiceInfoImpl) service).cancelState();
        }
        startCanceler();
        getServices().clear();
    }

    /** JmDNS says it three times, a second apart, and whoever closes it waits for that. */
    @Override
    public void startCanceler() {
        Canceler goodBye = new Canceler(this);
        for (int i = 0; i < GOOD_BYES; i++) {
            goodBye.run();
        }
    }

    @Override
    public boolean waitForCanceled(long timeout) {
        return isCanceled();
    }
}
