package dev.latchkey.it.app;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;

/** Tells what opening and closing a connection costs it: time, and CPU of the whole process. */
public final class OverheadApp {
  private static final double NANOS_PER_MICRO = 1e3;

  private final String[] login;

  private OverheadApp(String[] login) {
    this.login = login;
  }

  /**
   * Takes address, user, password, how many calls to make before and how many to measure, and
   * whether to wait until connections are used again. Says {@code warm}, goes on when it gets a
   * line, and says {@code done} after the calls with what they cost; then {@code p50} of a
   * connection around a statement.
   */
  public static void main(String[] arguments) throws Exception {
    OverheadApp app = new OverheadApp(arguments);
    app.warmUp(Integer.parseInt(arguments[3]), Boolean.parseBoolean(arguments[5]));
    int calls = Integer.parseInt(arguments[4]);
    System.out.println("warm");
    System.in.read();
    long cpu = cpuNanos();
    for (int i = 0; i < calls; i++) {
      app.open().close();
    }
    cpu = cpuNanos() - cpu;
    System.out.printf(Locale.ROOT, "done %.3f%n", cpu / NANOS_PER_MICRO / calls);
    System.out.printf(Locale.ROOT, "p50 %.3f%n", app.median(calls) / NANOS_PER_MICRO);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private void warmUp(int calls, boolean untilReuse) throws SQLException {
    boolean reused = false;
    for (int i = 0; i < calls || (untilReuse && !reused); i++) {
      Connection connection = open();
      reused = Proxy.isProxyClass(connection.getClass());
      use(connection);
      connection.close();
    }
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(login[0], login[1], login[2]);
  }

  private static void use(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1")) {
      row.next();
    }
  }

  /** Returns the median time of opening and closing, without the statement between them. */
  private long median(int calls) throws SQLException {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long begun = System.nanoTime();
      Connection connection = open();
      long opened = System.nanoTime();
      use(connection);
      long used = System.nanoTime();
      connection.close();
      nanos[i] = System.nanoTime() - used + opened - begun;
    }
    Arrays.sort(nanos);
    return nanos[calls / 2];
  }
}
