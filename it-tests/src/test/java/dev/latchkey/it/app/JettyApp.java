package dev.latchkey.it.app;

import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** A real Jetty. */
public final class JettyApp extends WebServer {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ContextHandlerCollection contexts = new ContextHandlerCollection();
  private WebAppContext context;

  private JettyApp() {}

  /** Takes what {@link WebServer#run} does. */
  public static void main(String[] arguments) throws Exception {
    JettyApp app = new JettyApp();
    app.connector.setHost("127.0.0.1");
    app.server.addConnector(app.connector);
    app.server.setHandler(app.contexts);
    app.server.start();
    app.run(arguments);
    app.server.stop();
  }

  @Override
  ClassLoader deploy(String folder, Map<String, String> parameters) throws Exception {
    context = new WebAppContext(folder, PATH);
    ServletHolder orders = new ServletHolder();
    orders.setName("orders");
    // By name: it is the web application's own, and not this class path's.
    orders.setClassName(OrdersServlet.class.getName());
    parameters.forEach(orders::setInitParameter);
    context.addServlet(orders, "/");
    contexts.addHandler(context);
    context.start();
    return context.getClassLoader();
  }

  @Override
  void undeploy() throws Exception {
    context.stop();
    contexts.removeHandler(context);
    context.destroy();
    context = null;
  }

  @Override
  int port() {
    return connector.getLocalPort();
  }
}
