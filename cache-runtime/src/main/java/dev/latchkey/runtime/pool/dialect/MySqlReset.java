package dev.latchkey.runtime.pool.dialect;

import dev.latchkey.runtime.pool.dialect.MySqlFamilyDialect.SessionReset;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/** The reset of a session through MySQL's own driver, 8.0 and later. Immutable. */
final class MySqlReset implements SessionReset {
  static final String CONNECTION = "com.mysql.cj.jdbc.JdbcConnection";

  private final DriverMethod session;
  private final DriverMethod serverSession;
  private final DriverMethod inTransaction;
  private final DriverMethod resetServerState;

  private MySqlReset(Class<?> connection) throws ReflectiveOperationException {
    session = DriverMethod.of(connection, "getSession");
    serverSession =
        DriverMethod.of(DriverTypes.beside(connection, "com.mysql.cj.Session"), "getServerSession");
    inTransaction =
        DriverMethod.of(
            DriverTypes.beside(connection, "com.mysql.cj.protocol.ServerSession"),
            "inTransactionOnServer");
    resetServerState = DriverMethod.of(connection, "resetServerState");
  }

  static SessionDialect dialect(Class<?> connection) throws ReflectiveOperationException {
    return new MySqlFamilyDialect("MySQL", new MySqlReset(connection));
  }

  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    Object client = Objects.requireNonNull(session.call(connection));
    Object server = Objects.requireNonNull(serverSession.call(client));
    return Boolean.TRUE.equals(inTransaction.call(server));
  }

  @Override
  public void reset(Connection connection) throws SQLException {
    resetServerState.call(connection);
  }
}
