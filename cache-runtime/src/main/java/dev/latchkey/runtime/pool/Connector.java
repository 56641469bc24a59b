package dev.latchkey.runtime.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens a connection as an application does, on its thread. */
interface Connector {
  /**
   * Asks {@code DriverManager} in the name of the class that asked: which drivers it sees goes by
   * that. Inside of the application's own call, which alone is watched.
   */
  Connector MANAGER =
      request -> {
        Class<?> caller = request.caller();
        if (caller == null) {
          throw new SQLException("nobody to connect for");
        }
        try {
          return (Connection)
              MethodHandles.privateLookupIn(caller, MethodHandles.lookup())
                  .findStatic(
                      DriverManager.class,
                      "getConnection",
                      MethodType.methodType(Connection.class, String.class, Properties.class))
                  .invoke(request.url(), request.properties());
        } catch (SQLException | Error e) {
          throw e;
        } catch (Throwable closedToOthers) {
          throw new SQLException("cannot connect in the name of another class", closedToOthers);
        }
      };

  /**
   * Connects.
   *
   * @throws SQLException what the driver threw, or that it could not be asked
   */
  Connection connect(ConnectRequest request) throws SQLException;
}
