package dev.latchkey.runtime.feed;

import dev.latchkey.runtime.jdbc.DriverFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens a feed's connections with PostgreSQL's driver as the application has it, which is known
 * once the application has opened a connection, and of an application that was deployed anew is the
 * one that it opened last. Holds that driver weakly, and no password: its file is read for each
 * connection. Thread-safe.
 */
public final class DriverConnector implements ChangeFeed.Connector {
  private static final String DRIVER_PACKAGE = "org.postgresql.";
  private static final String CANNOT_CONNECT = "08001";

  private final String url;
  private final String user;
  private final @Nullable File passwordFile;

  /** That of the connection that the application opened last. */
  private volatile @Nullable WeakReference<ClassLoader> loader;

  /** The driver of the feed's connection; null for one that cannot be undeployed. */
  private volatile @Nullable DriverFile used;

  private volatile @Nullable WeakReference<ClassLoader> usedLoader;

  /**
   * @param url of JDBC, such as {@code jdbc:postgresql://db/app}
   * @param passwordFile its first line is the password; null for none
   */
  public DriverConnector(String url, String user, @Nullable File passwordFile) {
    this.url = url;
    this.user = user;
    this.passwordFile = passwordFile;
  }

  /** Takes note of a connection that the application has opened. */
  public void saw(Connection connection) {
    WeakReference<ClassLoader> known = loader;
    ClassLoader drivers = connection.getClass().getClassLoader();
    if ((known == null || known.get() != drivers)
        && connection.getClass().getName().startsWith(DRIVER_PACKAGE)) {
      loader = new WeakReference<>(drivers);
    }
  }

  @Override
  public Connection connect() throws SQLException {
    WeakReference<ClassLoader> known = loader;
    ClassLoader drivers = known == null ? null : known.get();
    if (drivers == null) {
      throw new SQLException("the application has no connection yet", CANNOT_CONNECT);
    }
    Driver driver = driver(drivers);
    used = DriverFile.of(driver.getClass());
    usedLoader = known;
    Connection connection = driver.connect(url, properties());
    if (connection == null) {
      throw new SQLException("the driver does not take this address", CANNOT_CONNECT);
    }
    return connection;
  }

  @Override
  public boolean isGone() {
    DriverFile known = used;
    if (known == null || !known.isGone()) {
      return false;
    }
    if (loader == usedLoader) {
      loader = null; // until the application that took its place opens a connection
    }
    return true;
  }

  private static Driver driver(ClassLoader drivers) throws SQLException {
    try {
      return Class.forName(DRIVER_PACKAGE + "Driver", true, drivers)
          .asSubclass(Driver.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException missing) {
      throw new SQLException("the application's driver cannot be used", CANNOT_CONNECT, missing);
    }
  }

  private Properties properties() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("ApplicationName", "latchkey-feed");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("tcpKeepAlive", "true");
    if (passwordFile != null) {
      properties.setProperty("password", password(passwordFile));
    }
    return properties;
  }

  private static String password(File file) throws SQLException {
    try (BufferedReader lines = new BufferedReader(new FileReader(file, StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      return first == null ? "" : first;
    } catch (IOException unreadable) {
      throw new SQLException("the password file cannot be read", CANNOT_CONNECT, unreadable);
    }
  }
}
