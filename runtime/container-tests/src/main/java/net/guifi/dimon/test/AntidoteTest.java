// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.common.service.ServiceAware;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** That the adapter of AntidoteDB comes, changes and goes with its configuration, and has what it embeds. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class AntidoteTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @InjectService
    ConfigurationAdmin configurations;

    @InjectService(filter = "(component.name=net.guifi.dimon.store-antidote)", cardinality = 0)
    ServiceAware<StorageAdapter> adapters;

    @Test
    void theAdapterFollowsItsConfiguration() throws Exception {
        assertThat(adapters.getServices()).isEmpty();
        Configuration configuration =
                configurations.getFactoryConfiguration("net.guifi.dimon.store-antidote", "nowhere", "?");
        configuration.update(new Hashtable<>(Map.of("hosts", new String[] {"127.0.0.1:1"})));
        StorageAdapter adapter = adapters.waitForService(LIMIT.toMillis());
        assertThat(adapter.name()).isEqualTo("AntidoteDB at 127.0.0.1:1");
        assertThatThrownBy(() -> adapter.members("container/set"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("127.0.0.1:1");
        configuration.update(new Hashtable<>(Map.of("hosts", new String[] {"127.0.0.1:2"})));
        await().atMost(LIMIT).until(() -> adapter.name().equals("AntidoteDB at 127.0.0.1:2"));
        assertThat(adapters.getService()).isSameAs(adapter);
        configuration.delete();
        await().atMost(LIMIT).until(() -> adapters.getServices().isEmpty());
        assertThatThrownBy(() -> adapter.members("container/set")).hasMessageContaining("closed");
    }
}
