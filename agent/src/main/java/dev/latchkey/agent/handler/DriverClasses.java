package dev.latchkey.agent.handler;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which classes are those of drivers, learned from the objects that drivers hand out. They are
 * noted by name, on threads of the application, and woven later by a thread of the agent.
 * Thread-safe; keeps no class and no object alive.
 */
public final class DriverClasses {
  /** A driver has five to ten; what is beyond the bound is not observed. */
  private static final int MOST_CLASSES = 200;

  /** Ends a chain of wrappers that does not end. */
  private static final int MOST_WRAPPERS = 4;

  /** Packages whose connections are somebody else's, though some of them say they are their own. */
  private static final List<String> POOLS =
      List.of(
          "bitronix.",
          "com.alibaba.druid.",
          "com.atomikos.",
          "com.jolbox.",
          "com.mchange.",
          "com.p6spy.",
          "com.zaxxer.hikari.",
          "io.agroal.",
          "net.sf.log4jdbc.",
          "net.ttddyy.",
          "oracle.ucp.",
          "org.apache.commons.dbcp",
          "org.apache.ibatis.",
          "org.apache.tomcat.",
          "org.h2.jdbcx.",
          "org.jboss.jca.",
          "org.logicalcobwebs.",
          "org.vibur.");

  private final Set<String> connections = ConcurrentHashMap.newKeySet();
  private final Set<String> others = ConcurrentHashMap.newKeySet();
  private final Set<String> woven = ConcurrentHashMap.newKeySet();
  private final Queue<Found> found = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unwoven = new AtomicInteger();
  private volatile Runnable wake = () -> {};

  /** What the objects of a class are. */
  enum Kind {
    DRIVER,
    CONNECTION,
    STATEMENT
  }

  /** A class to weave. */
  record Found(Kind kind, String className) {}

  /** Has {@code job} run soon after something was found. */
  public void onFound(Runnable job) {
    wake = job;
  }

  /** Returns the next class that was found since, or null. */
  @Nullable Found next() {
    return found.poll();
  }

  /** Returns whether all classes that were found are woven. */
  boolean isSettled() {
    return unwoven.get() == 0;
  }

  /** So many classes that were found are woven, or cannot be. */
  public void settled(int classes) {
    unwoven.addAndGet(-classes);
  }

  /** Notes the class of a driver. */
  void driver(Driver driver) {
    if (isNew(driver.getClass())) {
      find(Kind.DRIVER, driver.getClass());
    }
  }

  /**
   * Notes the class of a connection.
   *
   * @return the driver's own connection, which this one may be a wrapper of; null when it is that
   *     of a pool or of the agent
   */
  @Nullable Connection connection(Connection opened) {
    Connection connection = opened;
    for (int i = 0; i < MOST_WRAPPERS; i++) {
      Class<?> type = connection.getClass();
      if (connections.contains(type.getName())) {
        return connection;
      }
      Connection inner = isLeftAlone(type) ? null : unwrapped(connection);
      if (inner == null) {
        return null;
      }
      if (inner == connection) {
        return learned(connection);
      }
      connection = inner;
    }
    return null;
  }

  private @Nullable Connection learned(Connection connection) {
    Class<?> type = connection.getClass();
    if (connections.size() >= MOST_CLASSES) {
      return null;
    }
    if (connections.add(type.getName())) {
      find(Kind.CONNECTION, type);
    }
    return connection;
  }

  // By its contract it asks the object alone, not the database. To name JDBC's exception would load
  // it before the application's main method.
  private static @Nullable Connection unwrapped(Connection connection) {
    try {
      return connection.unwrap(Connection.class);
    } catch (Exception | LinkageError notSaid) {
      return null;
    }
  }

  /** Notes the class of a statement. */
  void statement(Statement statement) {
    if (isNew(statement.getClass()) && !isLeftAlone(statement.getClass())) {
      find(Kind.STATEMENT, statement.getClass());
    }
  }

  private boolean isNew(Class<?> type) {
    String name = type.getName();
    return !others.contains(name) && others.size() < MOST_CLASSES && others.add(name);
  }

  private static boolean isLeftAlone(Class<?> type) {
    return Proxy.isProxyClass(type)
        || type.isHidden()
        || POOLS.stream().anyMatch(type.getName()::startsWith);
  }

  /** What a class does not declare is declared above it. */
  private void find(Kind kind, Class<?> type) {
    List<Found> all = new ArrayList<>();
    for (Class<?> each = type;
        each != null && each != Object.class && each.getClassLoader() != null;
        each = each.getSuperclass()) {
      if (woven.add(kind + each.getName())) {
        all.add(new Found(kind, each.getName()));
      }
    }
    if (!all.isEmpty()) {
      unwoven.addAndGet(all.size());
      found.addAll(all);
      wake.run();
    }
  }
}
