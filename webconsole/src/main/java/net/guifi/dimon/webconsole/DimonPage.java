// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.util.Locale;
import java.util.Optional;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.network.Network;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The page of the console that shows the network. It is a frame only: what stands in it is brought by the scripts in
 * {@code res/}, from the JSON API.
 */
@Component(
        name = "net.guifi.dimon.webconsole",
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=" + DimonPage.LABEL,
            ServletConstants.PLUGIN_TITLE + "=DIMON",
            ServletConstants.PLUGIN_CATEGORY + "=DIMON",
            ServletConstants.PLUGIN_CSS_REFERENCES + "=/" + DimonPage.LABEL + "/res/page.css"
        })
public final class DimonPage extends AbstractServlet {
    static final String LABEL = "dimon";
    private static final long serialVersionUID = 1;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Discovery discovery;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile ConfigurationAdmin configurations;

    @Override
    protected URL getResource(String path) {
        String prefix = '/' + LABEL + "/res/";
        return path != null && path.startsWith(prefix)
                ? DimonPage.class.getResource("/res/" + path.substring(prefix.length()))
                : null;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        // Reproducible jars have one date for ever: asked by date, an updated script would pass for the old one.
        response.setHeader("Cache-Control", "no-store");
        super.doGet(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public long getDateHeader(String name) {
                        return -1;
                    }
                },
                response);
    }

    /** {@link ConsoleGuard} has let it in: who asks has the password, and is no page of another site. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        if (DiscoveryActions.knows(request.getHeader(NetworkActions.HEADER))) {
            DiscoveryActions.answer(
                    Optional.ofNullable(discovery), Optional.ofNullable(configurations), request, response);
        } else {
            NetworkActions.answer(Optional.ofNullable(network), request, response);
        }
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String root = (String) request.getAttribute(ServletConstants.ATTR_APP_ROOT);
        // The console gives the language that was chosen there, else the browser's.
        response.getWriter()
                .printf(
                        Locale.ROOT,
                        "<div id='dimon' lang='%s' data-api='/api/v1' data-settings='%s/configMgr' data-actions='%s/%s'>%n"
                                + "<noscript>This page needs JavaScript. The same is told by /api/v1/devices.</noscript>%n"
                                + "</div>%n"
                                + "<script type='module' src='%s/%s/res/page.js'></script>%n",
                        language(request.getLocale()),
                        root,
                        root,
                        LABEL,
                        root,
                        LABEL);
    }

    private static String language(Locale locale) {
        String language = locale.getLanguage();
        return language.equals("ca") || language.equals("es") ? language : "en";
    }
}
