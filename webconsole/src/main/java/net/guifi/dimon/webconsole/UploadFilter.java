// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.api.update.UpdateException;
import net.guifi.dimon.api.update.Updates;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;

/**
 * Takes the jars that are uploaded on the console's page of bundles, so that they come in as all others do. It stands
 * behind {@link ConsoleGuard}.
 */
@Component(name = "net.guifi.dimon.webconsole.upload", service = Filter.class)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)")
public final class UploadFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile Updates updates;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!"POST".equals(request.getMethod()) || !"install".equals(request.getParameter("action"))) {
            chain.doFilter(request, response);
            return;
        }
        Updates current = updates;
        if (current == null) {
            ConsoleGuard.answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Bundles are not managed here.");
            return;
        }
        Path directory = Files.createTempDirectory("upload");
        List<Path> jars = new ArrayList<>();
        try {
            receive(request, directory, jars);
            if (jars.isEmpty()) {
                ConsoleGuard.answer(response, HttpServletResponse.SC_BAD_REQUEST, "No jar was chosen.");
                return;
            }
            current.install(jars);
            response.sendRedirect(request.getRequestURI());
        } catch (UpdateException e) {
            ConsoleGuard.answer(response, HttpServletResponse.SC_CONFLICT, "Refused: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ConsoleGuard.answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The console is being stopped.");
        } finally {
            for (Path jar : jars) {
                Files.deleteIfExists(jar);
            }
            Files.delete(directory);
            // Else it takes the disk until the next collection of garbage.
            for (Part part : request.getParts()) {
                part.delete();
            }
        }
    }

    private static void receive(HttpServletRequest request, Path directory, List<Path> jars)
            throws IOException, ServletException {
        for (Part part : request.getParts()) {
            if ("bundlefile".equals(part.getName()) && part.getSize() > 0) {
                Path jar = directory.resolve(fileName(part, jars.size()));
                jars.add(jar);
                try (InputStream in = part.getInputStream()) {
                    Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** What the browser says is for messages; it is no path here. */
    private static String fileName(Part part, int number) {
        String name = part.getSubmittedFileName();
        String plain = name == null ? "" : name.replaceAll("^.*[/\\\\]", "").replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.isEmpty() || plain.startsWith(".") || plain.length() > 200 ? "upload-" + number + ".jar" : plain;
    }
}
