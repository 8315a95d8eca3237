// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What the devices of some zones, or some devices, are asked with; one for each configuration. */
@Component(
        name = CredentialsComponent.PID,
        service = CredentialsComponent.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CredentialsComponent.Config.class, factory = true)
public final class CredentialsComponent {
    static final String PID = "net.guifi.dimon.snmp.credentials";

    /** Configuration. */
    @ObjectClassDefinition(
            localization = "OSGI-INF/l10n/snmp",
            name = "%credentials.name",
            description = "%credentials.description")
    @interface Config {
        @AttributeDefinition(name = "%credentials.name.name", description = "%credentials.name.description")
        String name() default "";

        @AttributeDefinition(name = "%zones", description = "%zones.description", required = false)
        String[] zones() default {};

        @AttributeDefinition(name = "%deviceIds", description = "%deviceIds.description", required = false)
        String[] devices() default {};

        @AttributeDefinition(
                name = "%version",
                description = "%version.description",
                options = {
                    @Option(label = "auto", value = "auto"),
                    @Option(label = "1", value = "1"),
                    @Option(label = "2c", value = "2c"),
                    @Option(label = "3", value = "3")
                })
        String version() default "auto";

        @AttributeDefinition(
                name = "%community",
                description = "%community.description",
                type = AttributeType.PASSWORD,
                required = false)
        String community() default "";

        @AttributeDefinition(name = "%user", description = "%user.description", required = false)
        String user() default "";

        @AttributeDefinition(
                name = "%authProtocol",
                description = "%authProtocol.description",
                options = {
                    @Option(label = "none", value = "none"),
                    @Option(label = "MD5", value = "MD5"),
                    @Option(label = "SHA", value = "SHA"),
                    @Option(label = "SHA-224", value = "SHA-224"),
                    @Option(label = "SHA-256", value = "SHA-256"),
                    @Option(label = "SHA-384", value = "SHA-384"),
                    @Option(label = "SHA-512", value = "SHA-512")
                })
        String authProtocol() default "none";

        @AttributeDefinition(
                name = "%authPassphrase",
                description = "%authPassphrase.description",
                type = AttributeType.PASSWORD,
                required = false)
        String authPassphrase() default "";

        @AttributeDefinition(
                name = "%privProtocol",
                description = "%privProtocol.description",
                options = {
                    @Option(label = "none", value = "none"),
                    @Option(label = "DES", value = "DES"),
                    @Option(label = "3DES", value = "3DES"),
                    @Option(label = "AES-128", value = "AES-128"),
                    @Option(label = "AES-192", value = "AES-192"),
                    @Option(label = "AES-256", value = "AES-256")
                })
        String privProtocol() default "none";

        @AttributeDefinition(
                name = "%privPassphrase",
                description = "%privPassphrase.description",
                type = AttributeType.PASSWORD,
                required = false)
        String privPassphrase() default "";

        @AttributeDefinition(name = "%context", description = "%context.description", required = false)
        String context() default "";

        @AttributeDefinition(name = "%ports", description = "%credentials.ports.description", required = false)
        int[] ports() default {};
    }

    private final CredentialRule rule;

    /**
     * Reads the configuration.
     *
     * @param config what is configured
     * @param properties the same with the PID
     */
    @Activate
    public CredentialsComponent(Config config, Map<String, Object> properties) {
        rule = CredentialRule.of(config, String.valueOf(properties.getOrDefault(Constants.SERVICE_PID, PID)));
    }

    CredentialRule rule() {
        return rule;
    }
}
