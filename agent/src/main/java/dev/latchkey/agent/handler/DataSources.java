package dev.latchkey.agent.handler;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data sources that connect for every call and not through {@code DriverManager} (safety rule
 * POOL-1), and how to read what they are configured with. Stateless.
 */
final class DataSources {
  private static final String ORACLE = "oracle.jdbc.pool.OracleDataSource";
  private static final String ORACLE_IMPL = "oracle.jdbc.datasource.impl.OracleDataSource";

  /** What an Oracle data source needs for its own work and connects alike with whatever it is. */
  private static final FieldSource ORACLE_FIELDS =
      new FieldSource(
          Set.of(ORACLE, ORACLE_IMPL),
          "url",
          Set.of(
              "driver",
              "monitorLock",
              "isFirstConnection",
              "trackerInitialized",
              "tracker",
              "doneDumpOnMemoryPressure"));

  private static final Map<String, ConnectArguments> ALL =
      Map.of(
          "com.mysql.cj.jdbc.MysqlDataSource",
          new MergedSource("com.mysql.cj.jdbc.MysqlDataSource", false),
          "org.springframework.jdbc.datasource.SimpleDriverDataSource",
          new MergedSource("org.springframework.jdbc.datasource.SimpleDriverDataSource", true),
          "org.mariadb.jdbc.MariaDbDataSource",
          // Made of the others.
          new FieldSource(
              Set.of("org.mariadb.jdbc.MariaDbDataSource"), "url", Set.of("conf", "urlParser")),
          "com.microsoft.sqlserver.jdbc.SQLServerDataSource",
          // Both number the objects.
          new FieldSource(
              Set.of("com.microsoft.sqlserver.jdbc.SQLServerDataSource"),
              "dataSourceURL",
              Set.of("traceID", "loggingClassName")),
          ORACLE,
          ORACLE_FIELDS,
          ORACLE_IMPL,
          ORACLE_FIELDS);

  /** Drivers whose {@code connect} depends on its arguments alone. */
  static final List<String> DRIVERS =
      List.of(
          "org.postgresql.Driver",
          "com.mysql.cj.jdbc.Driver",
          "org.mariadb.jdbc.Driver",
          "com.microsoft.sqlserver.jdbc.SQLServerDriver",
          "oracle.jdbc.OracleDriver",
          "oracle.jdbc.driver.OracleDriver");

  private DataSources() {}

  /** Returns how to read the data sources of a class, or null when it is none of these. */
  static @Nullable ConnectArguments of(String className) {
    return ALL.get(className);
  }
}
