// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Who asks the port for nothing in particular is led to the page of the network. */
@Component(name = "net.guifi.dimon.webconsole.door", service = Servlet.class)
@HttpWhiteboardServletPattern("/")
public final class FrontDoor extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getRequestURI().equals("/")) {
            response.sendRedirect("/system/console/" + DimonPage.LABEL);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
