// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.lang.annotation.Annotation;

/** A configuration as Declarative Services would give it. */
record SettingsOf(String period, String timeout, int payload, int pace, int receiveBuffer) {
    static final SettingsOf DEFAULT = new SettingsOf("PT10S", "PT2S", 56, 10_000, 8 << 20);

    SettingsOf period(String changed) {
        return new SettingsOf(changed, timeout, payload, pace, receiveBuffer);
    }

    SettingsOf timeout(String changed) {
        return new SettingsOf(period, changed, payload, pace, receiveBuffer);
    }

    SettingsOf pace(int changed) {
        return new SettingsOf(period, timeout, payload, changed, receiveBuffer);
    }

    PingProbe.Config config() {
        return new Configuration(this);
    }

    @SuppressWarnings("all")
    private record Configuration(SettingsOf settings) implements PingProbe.Config {
        @Override
        public String period() {
            return settings.period;
        }

        @Override
        public String timeout() {
            return settings.timeout;
        }

        @Override
        public int payload() {
            return settings.payload;
        }

        @Override
        public int pace() {
            return settings.pace;
        }

        @Override
        public int receiveBuffer() {
            return settings.receiveBuffer;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return PingProbe.Config.class;
        }
    }
}
