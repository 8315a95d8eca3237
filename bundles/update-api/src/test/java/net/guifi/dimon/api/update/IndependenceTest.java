// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Executable;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever this contract names would be stopped with it, and so could not be changed by it. */
class IndependenceTest {
    private static final Pattern CLASS = Pattern.compile("[a-z][A-Za-z0-9_$]*(\\.[A-Za-z0-9_$]+)+");

    private static Stream<String> named(Class<?> type) {
        Stream<Executable> executables =
                Stream.concat(Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()));
        Stream<Type> signatures = executables.flatMap(executable -> Stream.of(
                        executable.getGenericParameterTypes(),
                        executable.getGenericExceptionTypes(),
                        new Type[] {executable.getAnnotatedReturnType().getType()})
                .flatMap(Arrays::stream));
        return signatures
                .map(Type::getTypeName)
                .flatMap(name -> CLASS.matcher(name).results())
                .map(MatchResult::group);
    }

    @Test
    void namesNothingThatCanBeReplaced() {
        assertThat(Stream.of(Updates.class, BundleStatus.class, UpdateException.class)
                        .flatMap(IndependenceTest::named))
                .contains("java.nio.file.Path", "org.osgi.framework.Version", BundleStatus.class.getName())
                .allMatch(name -> name.startsWith("java.")
                        || name.startsWith("org.osgi.framework.")
                        || name.startsWith(Updates.class.getPackageName() + '.'));
    }
}
