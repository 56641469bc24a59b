package dev.latchkey.it.app;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * Serves as {@link ServersApp} does, on the Tomcat of the class path alone. Prints which that is
 * and its port. Ends when its input does.
 */
public final class JakartaTomcat {
  private static final Logger LOGGER = Logger.getLogger("org.apache");

  private JakartaTomcat() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(ServerInfo.getServerNumber() + " " + start());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  /** Returns the port. */
  static int start() throws Exception {
    LOGGER.setLevel(Level.WARNING);
    Path base = Files.createTempDirectory(Path.of("."), "tomcat");
    Tomcat server = new Tomcat();
    server.setBaseDir(base.toString());
    server.setPort(0);
    server.getConnector().setProperty("address", "127.0.0.1");
    var context = server.addContext("", base.toAbsolutePath().toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("auth");
    filter.setFilter(new JakartaFilter());
    context.addFilterDef(filter);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName("auth");
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
    Tomcat.addServlet(context, "orders", new JakartaServlet()).addMapping("/*");
    server.start();
    return server.getConnector().getLocalPort();
  }

  /** Authenticates what comes through, below a filter that does not. */
  private static final class JakartaFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      var http = (HttpServletResponse) response;
      Gatekeeper.serve(
          ((HttpServletRequest) request).getRequestURI(),
          new Gatekeeper.Response() {
            @Override
            public void header(String name, String value) {
              http.addHeader(name, value);
            }

            @Override
            public void send() throws IOException {
              http.flushBuffer();
            }
          });
      chain.doFilter(request, response);
    }
  }

  private static final class JakartaServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().write("ok");
    }
  }
}
