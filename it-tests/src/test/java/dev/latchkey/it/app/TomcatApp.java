package dev.latchkey.it.app;

import java.io.File;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** A real Tomcat. */
public final class TomcatApp extends WebServer {
  private final Tomcat tomcat = new Tomcat();
  private Context context;

  private TomcatApp() {}

  /** Takes what {@link WebServer#run} does. */
  public static void main(String[] arguments) throws Exception {
    TomcatApp app = new TomcatApp();
    app.tomcat.setBaseDir(new File("tomcat").getAbsolutePath());
    app.tomcat.setPort(0);
    app.tomcat.getConnector();
    app.tomcat.start();
    app.run(arguments);
    app.tomcat.stop();
    app.tomcat.destroy();
  }

  @Override
  ClassLoader deploy(String folder, Map<String, String> parameters) {
    context = tomcat.addContext(PATH, folder);
    var servlet = Tomcat.addServlet(context, "orders", OrdersServlet.class.getName());
    parameters.forEach(servlet::addInitParameter);
    servlet.addMapping("/");
    return context.getLoader().getClassLoader();
  }

  @Override
  void undeploy() throws Exception {
    tomcat.getHost().removeChild(context);
    context.destroy();
    context = null;
  }

  @Override
  int port() {
    return tomcat.getConnector().getLocalPort();
  }
}
