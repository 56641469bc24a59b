package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.DriverClasses.Found;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The targets by which the observer hears of JDBC. They are not among those that are shown: what
 * they find is shown as connections and statements. Confined to whoever changes the targets.
 */
public final class DriverTargets {
  private static final String NAME = "jdbc-observer";
  private static final int REGISTER_GROUP = JdbcObserver.GROUP - 1;

  /**
   * Drivers that are woven as they are loaded, so that their first connection is seen; any other is
   * woven when it registers itself, which its first connection may not wait for.
   */
  private static final List<String> DRIVERS =
      List.of(
          "com.clickhouse.jdbc.ClickHouseDriver",
          "com.ibm.db2.jcc.DB2Driver",
          "com.microsoft.sqlserver.jdbc.SQLServerDriver",
          "com.mysql.cj.jdbc.NonRegisteringDriver",
          "com.mysql.jdbc.NonRegisteringDriver",
          "net.snowflake.client.jdbc.SnowflakeDriver",
          "oracle.jdbc.driver.OracleDriver",
          "org.apache.derby.jdbc.AutoloadedDriver",
          "org.apache.derby.jdbc.ClientDriver",
          "org.h2.Driver",
          "org.hsqldb.jdbc.JDBCDriver",
          "org.mariadb.jdbc.Driver",
          "org.postgresql.Driver",
          "org.sqlite.JDBC");

  /** Data sources that open connections otherwise than through a driver's {@code connect}. */
  private static final List<String> DATA_SOURCES =
      List.of(
          "com.microsoft.sqlserver.jdbc.SQLServerDataSource",
          "oracle.jdbc.datasource.impl.OracleDataSource",
          "oracle.jdbc.pool.OracleDataSource",
          "org.h2.jdbcx.JdbcDataSource",
          "org.hsqldb.jdbc.JDBCDataSource",
          "org.mariadb.jdbc.MariaDbDataSource");

  /** What begins transactions of JTA: Narayana and WildFly, Atomikos, and servers of Java EE. */
  private static final List<String> TRANSACTION_MANAGERS =
      List.of(
          "bitronix.tm.BitronixTransactionManager",
          "com.arjuna.ats.internal.jta.transaction.arjunacore.BaseTransaction",
          "com.atomikos.icatch.jta.TransactionManagerImp",
          "com.ibm.tx.jta.impl.TranManagerSet",
          "com.sun.enterprise.transaction.JavaEETransactionManagerSimplified",
          "org.apache.geronimo.transaction.manager.TransactionManagerImpl");

  private final LatchkeyRuntime runtime;
  private final DriverClasses classes;
  private final ScanSlot scans;
  // A driver may wrap another: each counts its own calls.
  private int group = REGISTER_GROUP;

  /** Targets for the classes that {@code classes} finds. */
  DriverTargets(LatchkeyRuntime runtime, DriverClasses classes, ScanSlot scans) {
    this.runtime = runtime;
    this.classes = classes;
    this.scans = scans;
    runtime.sessions().onlyWhile(classes::isSettled);
  }

  /** What {@link #next} returned last is woven, or cannot be. */
  public void settled() {
    classes.settled(1);
  }

  /** Has {@code job} run soon after {@link #next} has something to return. */
  public void onFound(Runnable job) {
    classes.onFound(job);
  }

  /** Returns the targets to begin with. */
  public List<Target> first() {
    List<Target> targets = new ArrayList<>();
    MethodPattern register =
        new MethodPattern(
            "registerDriver", Optional.of(List.of("java.sql.Driver", "java.sql.DriverAction")));
    targets.add(
        target("java.sql.DriverManager", register, REGISTER_GROUP, new RegisterHandler(classes)));
    DRIVERS.forEach(each -> targets.add(driver(each)));
    DATA_SOURCES.forEach(each -> targets.add(opening(each, named("getConnection"))));
    TRANSACTION_MANAGERS.forEach(each -> targets.add(beginning(each)));
    return targets;
  }

  /** Returns the targets of the next class that was found since; empty when there is none. */
  public List<Target> next() {
    Found found = classes.next();
    if (found == null) {
      return List.of();
    }
    return switch (found.kind()) {
      case DRIVER -> List.of(driver(found.className()));
      case CONNECTION -> methods(found.className(), JdbcMethod.OF_CONNECTION);
      case STATEMENT -> methods(found.className(), JdbcMethod.OF_STATEMENT);
    };
  }

  private Target driver(String className) {
    return opening(
        className,
        new MethodPattern(
            "connect", Optional.of(List.of("java.lang.String", "java.util.Properties"))));
  }

  private Target beginning(String className) {
    group--;
    return target(
        className, named("begin"), group, new TransactionHandler(runtime.globalTransactions()));
  }

  private Target opening(String className, MethodPattern method) {
    group--;
    return target(
        className,
        method,
        group,
        new DriverHandler(runtime.jdbc(), classes, runtime.operations(), scans));
  }

  private List<Target> methods(String className, List<JdbcMethod> methods) {
    List<Target> targets = new ArrayList<>();
    for (JdbcMethod method : methods) {
      CallHandler handler =
          new JdbcHandler(method, runtime.jdbc(), classes, runtime.operations(), scans);
      for (String name : method.names()) {
        targets.add(target(className, named(name), JdbcObserver.GROUP, handler));
      }
    }
    return targets;
  }

  private static MethodPattern named(String name) {
    return new MethodPattern(name, Optional.empty());
  }

  private static Target target(
      String className, MethodPattern method, int group, CallHandler handler) {
    return Target.unlisted(
        TargetConfig.builder(NAME, Layer.DB, className, method).build(), group, handler);
  }
}
