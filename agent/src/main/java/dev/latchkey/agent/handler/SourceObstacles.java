package dev.latchkey.agent.handler;

import dev.latchkey.runtime.pool.ConnectRequest;
import java.sql.Driver;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Why connections of a data source are left alone, for people. Stateless. */
final class SourceObstacles {
  private SourceObstacles() {}

  /** A subclass, among them those for XA and for pools, may do more than connect. */
  static ConnectRequest subclass(Class<?> type) {
    return new ConnectRequest(
        type.getName(),
        new Properties(),
        type,
        type,
        "a data source of this class may do more than connect");
  }

  /** Returns why what a driver connects with cannot be told, or null. */
  static @Nullable String driver(Driver driver) {
    String name = driver.getClass().getName();
    return DataSources.DRIVERS.contains(name)
        ? null
        : "the data source's driver, " + name + ", may do more than connect";
  }

  static String notText(String field) {
    return "the data source's '" + field + "' is an object, so that two cannot be told to be equal";
  }

  static String notReadable(Class<?> type) {
    return "the settings of " + type.getName() + " cannot be read";
  }

  static String caches() {
    return "the data source keeps connections itself";
  }
}
