// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.inventory.Inventory;

/**
 * Keeps the last table. Each sample changes it, so on a large network it is made anew only after 20 times the time that
 * making it took (5 % of a processor however many ask), at most a second; on a small one it is always fresh.
 */
final class DeviceTables {
    private static final long COST_FACTOR = 20;
    private static final long OLDEST = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private DeviceTable table = DeviceTable.empty();
    private Sight source;
    private long made;
    private long goodFor;

    DeviceTables(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized DeviceTable table(Inventory inventory, Sight sight) {
        long now = nanoTime.getAsLong();
        if (!sight.equals(source) || inventory != table.inventory() || now - made > goodFor) {
            table = table.next(inventory, sight.all());
            source = sight;
            made = nanoTime.getAsLong();
            goodFor = Math.min(OLDEST, (made - now) * COST_FACTOR);
        }
        return table;
    }
}
