package dev.latchkey.it.app;

import dev.latchkey.it.app.Borrowing.Login;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** An application with classes and a driver of its own, which a server deploys and undeploys. */
public final class Deployed {
  private static final int TIMES = 26;

  private static WeakReference<ClassLoader> last = new WeakReference<>(null);

  private Deployed() {}

  /** Deploys, calls until one session serves all, undeploys; later answers whether it is gone. */
  static String undeploy(Login login) throws Exception {
    if (last.get() != null) {
      System.gc();
      return last.get() == null ? "gone" : "there";
    }
    last = deployed(login);
    return "undeployed";
  }

  private static WeakReference<ClassLoader> deployed(Login login) throws Exception {
    URL[] classes = {
      Deployed.class.getProtectionDomain().getCodeSource().getLocation(),
      org.postgresql.Driver.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (URLClassLoader loader =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Class<?> application = loader.loadClass(Deployed.class.getName());
      application
          .getMethod("serve", String.class, String.class, String.class)
          .invoke(null, login.url(), login.user(), login.password());
      return new WeakReference<>(loader);
    }
  }

  /** Registers its driver, makes calls, and takes the driver away again, as a server does. */
  public static void serve(String url, String user, String password) throws Exception {
    Driver driver =
        (Driver)
            Class.forName("org.postgresql.Driver", true, Deployed.class.getClassLoader())
                .getDeclaredConstructor()
                .newInstance();
    while (sessions(url, user, password) > 1) {
      Thread.onSpinWait();
    }
    driver.getClass().getMethod("deregister").invoke(null);
  }

  private static int sessions(String url, String user, String password) throws SQLException {
    Set<Integer> processes = new HashSet<>();
    for (int i = 0; i < TIMES; i++) {
      try (Connection connection = DriverManager.getConnection(url, user, password);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        processes.add(row.getInt(1));
      }
    }
    return processes.size();
  }
}
