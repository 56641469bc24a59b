package dev.latchkey.it.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Asks databases, by commands of two words: how, and how often or with what. */
public final class JdbcApp {
  private static final String H2 = "jdbc:h2:mem:app;DB_CLOSE_DELAY=-1";
  private static final int COLLECTIONS = 40;
  private static final int PAUSE_MILLIS = 50;

  private Connection held;

  private JdbcApp() {}

  /** Takes the address of a PostgreSQL. */
  public static void main(String[] arguments) throws Exception {
    JdbcApp app = new JdbcApp();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(app.answer(words[0], words[1], arguments[0]));
    }
  }

  private String answer(String how, String what, String url) throws Exception {
    return switch (how) {
      case "manager" -> ask(() -> DriverManager.getConnection(url), what);
      case "number" -> number(url, Integer.parseInt(what));
      case "manager-h2" -> ask(() -> DriverManager.getConnection(H2), what);
      case "source" -> ask(source(url)::getConnection, what);
      case "source-h2" -> ask(h2()::getConnection, what);
      case "pool" -> pooled(url, Integer.parseInt(what));
      case "login" -> Login.authenticate(url, Integer.parseInt(what));
      case "transaction" -> transaction(url, what);
      case "hold" -> hold(url);
      case "undeploy" -> String.valueOf(undeploy());
      default -> "unknown command";
    };
  }

  /** Opens a connection. */
  private interface Opening {
    Connection open() throws SQLException;
  }

  private static String ask(Opening opening, String what) throws SQLException {
    int asked = 0;
    for (int i = 0; i < Integer.parseInt(what); i++) {
      try (Connection connection = opening.open()) {
        asked += one(connection, i);
      }
    }
    return "asked " + asked;
  }

  private static int one(Connection connection, int number) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select cast(? as int) /* app */")) {
      statement.setInt(1, number);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1) == number ? 1 : 0;
      }
    }
  }

  private static String number(String url, int times) throws SQLException {
    int asked = 0;
    for (int i = 0; i < times; i++) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select " + i + " + 0")) {
        asked += rows.next() ? 1 : 0;
      }
    }
    return "asked " + asked;
  }

  private static DataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }

  private static DataSource h2() {
    JdbcDataSource source = new JdbcDataSource();
    source.setUrl(H2);
    return source;
  }

  private static String pooled(String url, int times) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      return ask(pool::getConnection, String.valueOf(times));
    }
  }

  private static String transaction(String url, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists names (name text)");
      connection.setAutoCommit(false);
      statement.executeUpdate("insert into names values ('" + name + "')");
      connection.commit();
      statement.addBatch("insert into names values ('left out')");
      statement.executeBatch();
      connection.rollback();
      connection.setAutoCommit(true);
      try (ResultSet rows = statement.executeQuery("select count(*) from names")) {
        rows.next();
        return "names " + rows.getInt(1);
      }
    }
  }

  private String hold(String url) throws SQLException {
    held = DriverManager.getConnection(url);
    return "held " + !held.isClosed();
  }

  /** An application of its own with a driver of its own comes and goes. */
  private static boolean undeploy() throws Exception {
    WeakReference<ClassLoader> loader = deployed();
    for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(PAUSE_MILLIS);
    }
    return loader.get() == null;
  }

  private static WeakReference<ClassLoader> deployed() throws Exception {
    URL jar = org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      Driver driver =
          (Driver) loader.loadClass("org.h2.Driver").getDeclaredConstructor().newInstance();
      for (int i = 0; i < 3; i++) {
        try (Connection connection = driver.connect("jdbc:h2:mem:", new Properties())) {
          one(connection, i);
        }
      }
      loader.loadClass("org.h2.Driver").getMethod("unload").invoke(null);
      return new WeakReference<>(loader);
    }
  }

  /** What authenticates: it asks once for each role. */
  public static final class Login {
    private Login() {}

    static String authenticate(String url, int roles) throws SQLException {
      int asked = 0;
      try (Connection connection = DriverManager.getConnection(url)) {
        for (int i = 0; i < roles; i++) {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("select " + i + " as role_number")) {
            asked += rows.next() ? 1 : 0;
          }
        }
      }
      return "asked " + asked;
    }
  }
}
