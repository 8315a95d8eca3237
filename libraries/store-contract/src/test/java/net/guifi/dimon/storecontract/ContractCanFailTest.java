// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A contract that no engine can break is none: each defect is found by the test that is meant for it. */
class ContractCanFailTest {
    private static final String DEFECT = "storecontract.defect";

    @ParameterizedTest
    @CsvSource({
        "FIRST_WRITE_WINS, theLastWriteOfAMonitorWins",
        "ANSWERS_WITHOUT_ORDER, readsManyKeysInTheOrderAsked",
        "LEAVES_OUT_ABSENT_KEYS, aKeyThatWasNeverWrittenIsEmpty",
        "CUTS_LONG_VALUES, takesTheGreatestValue",
        "READS_OCTETS_AS_TEXT, takesAllOctets",
        "IGNORES_CASE, keysThatResembleEachOtherAreDifferent",
        "FORGETS_THE_LAST_CHANGE, anUpdateDoesAllItsChangesInTheirOrder",
        "DOES_THE_LAST_CHANGE_FIRST, anUpdateDoesAllItsChangesInTheirOrder",
        "NEVER_READDS, setsTakeAndGiveBackWords",
        "REMOVAL_WINS, anAdditionWinsOverARemovalAtTheSameTime",
        "NEVER_REPLICATES, theLastWriteOfAnyMonitorWins",
        "FAILS_OTHERWISE, whatFailsIsAStorageException",
        "STAYS_BROKEN, worksAgainAsSoonAsTheEngineDoes",
        "LEAKS_THREADS, leavesNoThreadAndNoFileOpen",
        "WORKS_WHEN_CLOSED, aClosedAdapterRefuses",
        "KEEPS_ARRAYS, whoKeepsAnArrayDoesNotChangeTheStore",
        "COSTS_NOTHING, costsAtLeastWhatItWrites",
    })
    void aDefectIsFound(MemoryEngine.Defect defect, String test) {
        assertThat(failures(defect, test)).containsOnly(test);
    }

    private static Set<String> failures(MemoryEngine.Defect defect, String wanted) {
        Set<String> failed = ConcurrentHashMap.newKeySet();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Works.class), selectClass(Fails.class), selectClass(IsCut.class))
                .filters(EngineFilter.includeEngines("junit-jupiter"), only(wanted))
                .configurationParameter(DEFECT, defect.name())
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    test.getSource()
                            .filter(MethodSource.class::isInstance)
                            .ifPresent(source -> failed.add(((MethodSource) source).getMethodName()));
                }
            }
        });
        return failed;
    }

    private static PostDiscoveryFilter only(String wanted) {
        return test -> FilterResult.includedIf(test.getSource()
                .filter(source -> !(source instanceof MethodSource method)
                        || method.getMethodName().equals(wanted))
                .isPresent());
    }

    /** Takes the defect from the request that runs the tests. */
    static final class DefectResolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == MemoryEngine.Defect.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return MemoryEngine.Defect.valueOf(
                    context.getConfigurationParameter(DEFECT).orElseThrow());
        }
    }

    @ExtendWith(DefectResolver.class)
    static class Works extends StorageContract {
        Works(MemoryEngine.Defect defect) {
            super(() -> new MemoryEngine(defect));
        }
    }

    @ExtendWith(DefectResolver.class)
    static class Fails extends StorageFaultContract {
        Fails(MemoryEngine.Defect defect) {
            super(() -> new MemoryEngine(defect));
        }
    }

    @ExtendWith(DefectResolver.class)
    static class IsCut extends StoragePartitionContract {
        IsCut(MemoryEngine.Defect defect) {
            super(() -> new MemoryEngine(defect));
        }
    }
}
