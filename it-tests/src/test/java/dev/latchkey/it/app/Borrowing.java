package dev.latchkey.it.app;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A way in which applications come to a connection. */
interface Borrowing {
  /** Opens a connection, has it used, closes it, and ends whatever was needed for that. */
  void borrow(Login login, Use use) throws Exception;

  /** What is done with a connection. */
  interface Use {
    void of(Connection connection) throws SQLException;
  }

  /** Where to log in, and as whom. */
  record Login(String url, String user, String password) {}

  /** Borrows from a data source. */
  static void from(DataSource source, Use use) throws SQLException {
    try (Connection connection = source.getConnection()) {
      use.of(connection);
    }
  }
}
