// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** That every setting tells what it is, in the three languages of the network. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class MetatypeTest {
    @InjectBundleContext
    BundleContext context;

    @InjectService
    MetaTypeService metatype;

    @ParameterizedTest
    @ValueSource(strings = {"en", "ca", "es"})
    void everySettingIsExplained(String locale) {
        List<String> texts = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (!bundle.getSymbolicName().startsWith("net.guifi.dimon.")) {
                continue;
            }
            MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
            Stream.of(information.getPids(), information.getFactoryPids())
                    .flatMap(Arrays::stream)
                    .map(pid -> information.getObjectClassDefinition(pid, locale))
                    .forEach(definition -> texts.addAll(texts(definition)));
        }
        assertThat(texts)
                .hasSizeGreaterThan(30)
                .allSatisfy(text -> assertThat(text).isNotBlank().doesNotStartWith("%"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca", "es"})
    void aTranslationIsNotTheEnglishText(String locale) {
        for (Bundle bundle : context.getBundles()) {
            if (!bundle.getSymbolicName().startsWith("net.guifi.dimon.")) {
                continue;
            }
            MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
            Stream.of(information.getPids(), information.getFactoryPids())
                    .flatMap(Arrays::stream)
                    .forEach(pid -> assertThat(information
                                    .getObjectClassDefinition(pid, locale)
                                    .getDescription())
                            .as(pid)
                            .isNotEqualTo(information
                                    .getObjectClassDefinition(pid, "en")
                                    .getDescription()));
        }
    }

    private static List<String> texts(ObjectClassDefinition definition) {
        List<String> texts = new ArrayList<>(List.of(definition.getName(), definition.getDescription()));
        for (AttributeDefinition attribute : definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
            texts.add(attribute.getName());
            texts.add(attribute.getDescription());
        }
        return texts;
    }
}
