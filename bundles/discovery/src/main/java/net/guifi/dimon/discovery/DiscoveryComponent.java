// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Announces this monitor and finds others, on each {@link Way} there is. */
@Component(name = DiscoveryComponent.PID, immediate = true, service = Discovery.class)
@Designate(ocd = DiscoveryComponent.Config.class)
public final class DiscoveryComponent implements Discovery {
    static final String PID = "net.guifi.dimon.discovery";

    /** What an operator can set. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/discovery", name = "%name", description = "%description")
    @interface Config {
        @AttributeDefinition(name = "%announce", description = "%announce.description")
        boolean announce() default true;

        /** Empty for the name of the host. */
        @AttributeDefinition(name = "%monitorName", description = "%monitorName.description", required = false)
        String name() default "";

        /** CIDR notation each. */
        @AttributeDefinition(name = "%networks", description = "%networks.description")
        String[] networks() default {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"
        };

        @AttributeDefinition(name = "%mdns", description = "%mdns.description")
        boolean mdns() default true;

        /** HOST:PORT of a loopback address. */
        @AttributeDefinition(name = "%serf", description = "%serf.description", required = false)
        String serf() default "127.0.0.1:7373";

        @AttributeDefinition(name = "%serfKey", description = "%serfKey.description", required = false)
        String serfKey() default "";

        @AttributeDefinition(
                name = "%join",
                description = "%join.description",
                options = {
                    @Option(label = "%join.propose", value = "propose"),
                    @Option(label = "%join.auto", value = "auto")
                })
        String join() default "propose";

        @AttributeDefinition(name = "%offerStore", description = "%offerStore.description")
        boolean offerStore() default true;

        /** Empty, or 1 to 9999999. */
        @AttributeDefinition(name = "%snp", description = "%snp.description", required = false)
        String snpGraphServerId() default "";

        /** An absolute path. */
        @AttributeDefinition(name = "%announceResult", description = "%announceResult.description")
        String announceResult() default "/run/dimon-announce/result";
    }

    @Activate
    public DiscoveryComponent(BundleContext context, Config config) {}

    @Modified
    void modified(Config config) {}

    @Deactivate
    void deactivate() {}

    @Override
    public List<Found> found() {
        return List.of();
    }

    @Override
    public List<Channel> channels() {
        return List.of();
    }

    @Override
    public boolean isAnnounced() {
        return true;
    }

    @Override
    public void announce(boolean announced) throws IOException {}

    @Override
    public Optional<Found> proposal() {
        return Optional.empty();
    }
}
