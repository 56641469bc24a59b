package dev.latchkey.agent.start;

import dev.latchkey.runtime.pool.ConnectRequest;
import dev.latchkey.runtime.pool.Connector;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Connects by the private method that all of {@code DriverManager} ends in, which takes the class
 * that asks: which drivers may be seen goes by that. Thread-safe. Nothing is opened before the
 * first call, which comes from inside {@code DriverManager}.
 */
final class ManagerConnector implements Connector {
  private final Instrumentation instrumentation;

  ManagerConnector(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  @Override
  public Connection connect(ConnectRequest request) throws SQLException {
    try {
      return (Connection)
          method().invokeExact(request.url(), request.properties(), request.caller());
    } catch (SQLException | Error e) {
      throw e;
    } catch (Throwable otherJdk) {
      throw new SQLException("this JVM connects otherwise", otherJdk);
    }
  }

  /** Rare enough to look it up each time. */
  private MethodHandle method() throws ReflectiveOperationException {
    Module jdbc = DriverManager.class.getModule();
    Module own = ManagerConnector.class.getModule();
    if (!jdbc.isOpen(DriverManager.class.getPackageName(), own)) {
      instrumentation.redefineModule(
          jdbc,
          Set.of(),
          Map.of(),
          Map.of(DriverManager.class.getPackageName(), Set.of(own)),
          Set.of(),
          Map.of());
    }
    return MethodHandles.privateLookupIn(DriverManager.class, MethodHandles.lookup())
        .findStatic(
            DriverManager.class,
            "getConnection",
            MethodType.methodType(Connection.class, String.class, Properties.class, Class.class));
  }
}
