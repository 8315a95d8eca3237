// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    private static final Zone OUTER = new Zone("1", "Catalunya", Optional.empty());
    private static final Zone INNER = new Zone("2", "Osona", Optional.of(OUTER));
    private static final Device DEVICE = Devices.device("77", "198.18.0.1", INNER);

    private final List<CredentialRule> rules = new ArrayList<>();

    private void rule(String name, String field, String... values) {
        rules.add(Configs.component(name, Map.of("name", name, "community", name, field, values))
                .rule());
    }

    private String chosen(Device device) {
        return new CredentialBook(Settings.DEFAULT.defaults(), rules).of(device).community();
    }

    @Test
    void theMostSpecialWin() {
        assertThat(chosen(DEVICE)).isEqualTo("public");
        rule("outer", "zones", "catalunya");
        assertThat(chosen(DEVICE)).isEqualTo("outer");
        rule("inner", "zones", "2");
        assertThat(chosen(DEVICE)).isEqualTo("inner");
        rule("some", "devices", "test:7*");
        assertThat(chosen(DEVICE)).isEqualTo("some");
        rule("one", "devices", "test:77");
        assertThat(chosen(DEVICE)).isEqualTo("one");
        assertThat(chosen(Devices.device("8", "198.18.0.2"))).isEqualTo("public");
        assertThat(chosen(Devices.device("8", "198.18.0.2", OUTER))).isEqualTo("outer");
    }

    @Test
    void theFirstNameWinsAmongEquals() {
        rule("b", "zones", "2");
        rule("a", "zones", "Osona");
        assertThat(chosen(DEVICE)).isEqualTo("a");
    }

    @Test
    void aDotIsADot() {
        rule("dotted", "devices", "test:7.7");
        assertThat(chosen(Devices.device("7.7", "198.18.0.2"))).isEqualTo("dotted");
        assertThat(chosen(Devices.device("717", "198.18.0.2"))).isEqualTo("public");
    }

    @Test
    void whatIsLeftOutComesFromTheDefaults() {
        rules.add(Configs.component("v1", Map.of("zones", new String[] {"2"}, "version", "1"))
                .rule());
        Credentials credentials = new CredentialBook(Settings.DEFAULT.defaults(), rules).of(DEVICE);
        assertThat(credentials.community()).isEqualTo("public");
        assertThat(credentials.versions()).containsExactly(Version.V1);
        assertThat(credentials.ports()).containsExactly(161, 170);
    }

    @Test
    void aUserMeansVersionThree() {
        rules.add(Configs.component("user", Map.of("zones", new String[] {"2"}, "user", "dimon"))
                .rule());
        assertThat(rules.get(0).complaints()).isEmpty();
        assertThat(new CredentialBook(Settings.DEFAULT.defaults(), rules)
                        .of(DEVICE)
                        .versions())
                .containsExactly(Version.V3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version|9|version: \"9\" is none",
                "user|''|user: version 3 needs a user",
                "user|a-name-that-has-more-than-32-octets|user: it has more than 32",
                "authProtocol|ROT13|authProtocol: \"ROT13\" is none of none, MD5, SHA, SHA-224",
                "authProtocol|none|privProtocol: privacy needs authentication",
                "authPassphrase|short|authPassphrase: it is shorter than 8",
                "authPassphrase|$[secret:roof]|authPassphrase: the secret roof is not there",
                "privProtocol|XOR|privProtocol: \"XOR\" is none of none, DES, 3DES, AES-128",
                "privPassphrase|''|privPassphrase: it is shorter than 8",
                "privPassphrase|$[secret:x]|privPassphrase: the secret x is not there",
            })
    void whatIsWrongIsNamedAndTheCredentialsAreNotUsed(String field, String value, String words) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "name", "roofs",
                "zones", new String[] {"2"},
                "version", "3",
                "user", "dimon",
                "authProtocol", "SHA-256",
                "authPassphrase", "a-good-passphrase",
                "privProtocol", "AES-256",
                "privPassphrase", "another-passphrase"));
        assertThat(Configs.component("x", settings).rule().complaints()).isEmpty();
        settings.put(field, value);
        CredentialRule rule = Configs.component("x", settings).rule();
        assertThat(rule.complaints())
                .singleElement()
                .asString()
                .startsWith("net.guifi.dimon.snmp.credentials~x, " + words)
                .doesNotContain("passphrase\"", "short\"");
        Credentials used = new CredentialBook(Settings.DEFAULT.defaults(), List.of(rule)).of(DEVICE);
        assertThat(used.problem()).contains(rule.complaints().get(0));
    }

    @Test
    void nobodyIsNamedAsNobodyAndABadDeviceAsBad() {
        assertThat(Configs.component("x", Map.of()).rule().complaints())
                .singleElement()
                .asString()
                .contains("for nobody");
        CredentialRule rule = Configs.component("x", Map.of("devices", new String[] {"77", "test:77"}))
                .rule();
        assertThat(rule.complaints()).singleElement().asString().contains("devices: \"77\" is no device");
        assertThat(rule.credentials().problem()).isEmpty();
    }

    @Test
    void noTextShowsASecret() {
        CredentialRule rule = Configs.component(
                        "x",
                        Map.of(
                                "zones", new String[] {"2"},
                                "community", "hidden-community",
                                "user", "dimon",
                                "authProtocol", "MD5",
                                "authPassphrase", "hidden-passphrase"))
                .rule();
        assertThat(rule.toString() + rule.credentials().user()).doesNotContain("hidden");
    }
}
