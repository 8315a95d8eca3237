// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/** What bundles ask for, in words. */
final class Requirements {
    private static final int NAMED = 2;
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern FROM = Pattern.compile("(!\\()?\\(?version>=([^)]+)\\)");

    private Requirements() {}

    /** What nobody offers; empty when everything is offered by somebody, who perhaps lacks something in turn. */
    static List<String> missing(Bundle bundle, FrameworkWiring wiring) {
        List<String> missing = new ArrayList<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return missing;
        }
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            Map<String, String> directives = requirement.getDirectives();
            boolean needed =
                    !Namespace.RESOLUTION_OPTIONAL.equals(directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                            && !PackageNamespace.RESOLUTION_DYNAMIC.equals(
                                    directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                            && Namespace.EFFECTIVE_RESOLVE.equals(directives.getOrDefault(
                                    Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE));
            if (needed && wiring.findProviders(requirement).isEmpty()) {
                missing.add(words(requirement.getNamespace(), directives.get(Namespace.REQUIREMENT_FILTER_DIRECTIVE)));
            }
        }
        return missing;
    }

    static String list(List<String> missing) {
        String named = String.join(", nor ", missing.subList(0, Math.min(NAMED, missing.size())));
        return missing.size() <= NAMED ? named : named + ", nor " + (missing.size() - NAMED) + " other things";
    }

    static String words(String namespace, String filter) {
        Matcher matcher = PACKAGE.matcher(filter == null ? "" : filter);
        if (!matcher.find()) {
            return "something of " + namespace + " that fits " + filter;
        }
        StringBuilder words = new StringBuilder("the package ").append(matcher.group(1));
        FROM.matcher(filter).results().forEach(bound -> words.append(bound.group(1) == null ? ", version " : ", below ")
                .append(bound.group(2))
                .append(bound.group(1) == null ? " or higher" : ""));
        return words.toString();
    }
}
