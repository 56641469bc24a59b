package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Immutables;
import dev.latchkey.runtime.pool.ConnectRequest;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose settings are its fields. All of them tell connections apart, those too that a
 * later version of the driver adds; one that holds an object which is no value is an obstacle.
 * Thread-safe.
 */
final class FieldSource implements ConnectArguments {
  private static final String OPAQUE = "oracle.jdbc.internal.OpaqueString";
  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final String SQL_SERVER = "jdbc:sqlserver://";

  private final Set<String> classNames;
  private final String url;
  private final FieldValues fields;
  private final ObjectPart opaque = new ObjectPart("this.get()");

  /**
   * @param classNames the data source's own classes; one of a subclass may do more
   * @param url the field that holds the address
   * @param ignored fields that say nothing of what is connected to
   */
  FieldSource(Set<String> classNames, String url, Set<String> ignored) {
    this.classNames = classNames;
    this.url = url;
    fields = new FieldValues(ignored);
  }

  @Override
  public @Nullable ConnectRequest of(@Nullable Object self, @Nullable Object[] arguments) {
    boolean named =
        arguments.length == 2 && isTextOrNull(arguments[0]) && isTextOrNull(arguments[1]);
    if (!(self instanceof DataSource source) || !(named || arguments.length == 0)) {
      return null;
    }
    Class<?> type = source.getClass();
    if (!classNames.contains(type.getName())) {
      return SourceObstacles.subclass(type);
    }
    Map<String, Object> values = fields.of(source);
    if (values == null) {
      return new ConnectRequest(
          type.getName(), new Properties(), type, type, SourceObstacles.notReadable(type));
    }
    Properties properties = new Properties();
    String obstacle = null;
    for (Map.Entry<String, Object> each : values.entrySet()) {
      String found = add(properties, each.getKey(), each.getValue());
      obstacle = obstacle == null ? found : obstacle;
    }
    if (named) {
      set(properties, USER, arguments[0]);
      set(properties, PASSWORD, arguments[1]);
    }
    String address = address(values, properties);
    return address == null ? null : new ConnectRequest(address, properties, type, type, obstacle);
  }

  /**
   * Returns the address; SQL Server's may be in parts, Oracle's is not made before the first use.
   */
  private @Nullable String address(Map<String, Object> values, Properties properties) {
    if (values.get(url) instanceof String text) {
      return text;
    }
    String server = properties.getProperty("serverName");
    return classNames.contains("com.microsoft.sqlserver.jdbc.SQLServerDataSource") && server != null
        ? SQL_SERVER
            + server
            + ":"
            + properties.getProperty("portNumber", "")
            + ";databaseName="
            + properties.getProperty("databaseName", "")
        : null;
  }

  private @Nullable String add(Properties properties, String name, Object value) {
    if (value instanceof Properties more) {
      properties.putAll(more); // one that is no text is refused with the others
      return null;
    }
    if (name.equals("connCachingEnabled") && value.equals(true)) {
      return SourceObstacles.caches();
    }
    Object plain = value.getClass().getName().equals(OPAQUE) ? opaque.of(value) : value;
    if (plain == null) {
      return null; // an opaque text that hides nothing
    }
    if (!Immutables.SCALARS.contains(plain.getClass()) && !(plain instanceof Enum)) {
      return SourceObstacles.notText(name);
    }
    properties.setProperty(name, String.valueOf(plain));
    return null;
  }

  private static void set(Properties properties, String name, @Nullable Object text) {
    if (text instanceof String value) {
      properties.setProperty(name, value);
    } else {
      properties.remove(name);
    }
  }

  private static boolean isTextOrNull(@Nullable Object value) {
    return value == null || value instanceof String;
  }
}
