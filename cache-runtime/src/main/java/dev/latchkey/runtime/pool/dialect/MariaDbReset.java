package dev.latchkey.runtime.pool.dialect;

import dev.latchkey.runtime.pool.dialect.MySqlFamilyDialect.SessionReset;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reset of a session through MariaDB's driver, 3.0 and later. The driver's own {@code reset}
 * leaves the server alone unless the address asks for it, so the message is sent as the driver
 * would. Immutable.
 */
final class MariaDbReset implements SessionReset {
  static final String CONNECTION = "org.mariadb.jdbc.Connection";

  /** Bit of the status that comes with every answer. */
  private static final int IN_TRANSACTION = 1;

  private final DriverMethod context;
  private final DriverMethod client;
  private final DriverMethod execute;
  private final DriverMethod status;
  private final DriverMethod reset;
  private final DriverMethod forgetIsolation;
  private final @Nullable Object message;

  private MariaDbReset(Class<?> connection) throws ReflectiveOperationException {
    context = DriverMethod.of(connection, "getContext");
    client = DriverMethod.of(connection, "getClient");
    reset = DriverMethod.of(connection, "reset");
    execute =
        DriverMethod.of(
            DriverTypes.beside(connection, "org.mariadb.jdbc.client.Client"),
            "execute",
            DriverTypes.beside(connection, "org.mariadb.jdbc.message.ClientMessage"),
            boolean.class);
    Class<?> state = DriverTypes.beside(connection, "org.mariadb.jdbc.client.Context");
    status = DriverMethod.of(state, "getServerStatus");
    forgetIsolation = DriverMethod.of(state, "setTransactionIsolationLevel", Integer.class);
    message =
        DriverTypes.beside(connection, "org.mariadb.jdbc.message.client.ResetPacket")
            .getField("INSTANCE")
            .get(null);
  }

  static SessionDialect dialect(Class<?> connection) throws ReflectiveOperationException {
    return new MySqlFamilyDialect("MariaDB", new MariaDbReset(connection));
  }

  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    Object state = Objects.requireNonNull(context.call(connection));
    int bits = (int) Objects.requireNonNull(status.call(state));
    return (bits & IN_TRANSACTION) != 0;
  }

  @Override
  public void reset(Connection connection) throws SQLException {
    reset.call(connection);
    execute.call(Objects.requireNonNull(client.call(connection)), message, true);
    forgetIsolation.call(
        Objects.requireNonNull(context.call(connection)), new @Nullable Object[] {null});
  }
}
