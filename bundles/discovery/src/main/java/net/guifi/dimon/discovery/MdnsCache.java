// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.jmdns.ServiceInfo;
import javax.jmdns.impl.DNSCache;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.DNSRecord;
import javax.jmdns.impl.constants.DNSRecordType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of what a link tells, JmDNS remembers what is of monitors and their addresses, and no more than there is room for. */
final class MdnsCache extends DNSCache {
    /** Four of each monitor that a link may have. */
    static final int MAX_RECORDS = 4 * MdnsLink.MAX_SERVICES;

    /** A packet that is larger is sent in pieces; what monitors tell takes a tenth of it. */
    private static final int MAX_TEXT = 1_400;

    /** Of one kind of each host: no monitor needs more. */
    private static final int MAX_ADDRESSES = 8;

    /** RFC 1035, section 2.3.4; JmDNS takes longer ones. */
    private static final int MAX_NAME = 255;

    private static final Logger LOG = LoggerFactory.getLogger(MdnsCache.class);
    private static final long serialVersionUID = 1;

    private final AtomicInteger records = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    /** The hosts of monitors. */
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();

    @Override
    public boolean addDNSEntry(DNSEntry entry) {
        if (!isWanted(entry) || hasAddressesEnough(entry)) {
            return false;
        }
        if (records.get() >= MAX_RECORDS) {
            refused.incrementAndGet();
            return false;
        }
        records.incrementAndGet();
        return super.addDNSEntry(entry);
    }

    @Override
    public boolean replaceDNSEntry(DNSEntry next, DNSEntry former) {
        return isWanted(next) && super.replaceDNSEntry(next, former);
    }

    private boolean isWanted(DNSEntry entry) {
        try {
            return fits(entry.getName()) && isOfUse(entry);
        } catch (RuntimeException e) {
            // An address of the wrong length, for one.
            LOG.debug("What is told of {} is not understood", entry.getKey(), e);
            return false;
        }
    }

    /** JmDNS handles the addresses of a packet last. */
    private boolean isOfUse(DNSEntry entry) {
        return switch (entry.getRecordType()) {
            case TYPE_A, TYPE_AAAA -> hosts.contains(entry.getKey()) && info(entry) != null;
            case TYPE_PTR -> isOfMonitors(entry) && fits(info(entry).getQualifiedName());
            case TYPE_SRV ->
                isOfMonitors(entry)
                        && fits(info(entry).getServer())
                        && hasRoomFor(info(entry).getServer());
            case TYPE_TXT -> isOfMonitors(entry) && info(entry).getTextBytes().length <= MAX_TEXT;
            default -> false;
        };
    }

    private static boolean fits(String name) {
        return name.length() <= MAX_NAME;
    }

    private boolean hasAddressesEnough(DNSEntry entry) {
        return switch (entry.getRecordType()) {
            case TYPE_A, TYPE_AAAA ->
                getDNSEntryList(entry.getKey(), entry.getRecordType(), entry.getRecordClass())
                                .size()
                        >= MAX_ADDRESSES;
            default -> false;
        };
    }

    /** Whether it was taken, and not only one like it. */
    boolean holds(DNSEntry entry) {
        return getDNSEntryList(entry.getKey()).stream().anyMatch(held -> held == entry);
    }

    /** Takes the pointer to a service away, so that its next announcement is one of a new service. */
    void forgetPointer(String service) {
        for (DNSEntry entry : getDNSEntryList(MdnsLink.TYPE)) {
            if (entry.getRecordType() == DNSRecordType.TYPE_PTR
                    && info(entry).getQualifiedName().equalsIgnoreCase(service)) {
                removeDNSEntry(entry);
            }
        }
    }

    private static boolean isOfMonitors(DNSEntry entry) {
        return entry.getKey().endsWith(MdnsLink.TYPE);
    }

    private static ServiceInfo info(DNSEntry entry) {
        return ((DNSRecord) entry).getServiceInfo();
    }

    private boolean hasRoomFor(String host) {
        String key = host.toLowerCase(Locale.ROOT);
        if (hosts.size() < MdnsLink.MAX_SERVICES) {
            hosts.add(key);
            return true;
        }
        if (!hosts.contains(key)) {
            refused.incrementAndGet();
            return false;
        }
        return true;
    }

    @Override
    public boolean removeDNSEntry(DNSEntry entry) {
        boolean removed = super.removeDNSEntry(entry);
        if (removed) {
            records.decrementAndGet();
        }
        return removed;
    }

    @Override
    public void clear() {
        super.clear();
        records.set(0);
    }

    /** For how many there was no room. */
    long refused() {
        return refused.get();
    }
}
