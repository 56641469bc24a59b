package dev.latchkey.runtime.pool.dialect;

import static dev.latchkey.runtime.pool.dialect.Sessions.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DialectsTest {
  private final Dialects dialects = new Dialects();

  @Test
  @DisplayName(
      "POOL-17 POOL-21 A driver that is not known has no reset and no word on transactions")
  void unknownDriverHasNoReset() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
      SessionDialect dialect = dialects.of(connection);
      assertThat(dialect.resets()).isFalse();
      assertThatThrownBy(() -> dialect.reset(connection, Map.of()))
          .isInstanceOf(SQLException.class);
      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.NONE);

      connection.setAutoCommit(false);

      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.UNKNOWN);
    }
  }

  @Test
  @DisplayName("POOL-26 A connection of an unknown driver that has ended is found")
  void endedSessionIsFound() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
      SessionDialect dialect = dialects.of(connection);
      assertThat(dialect.settle(connection, false)).isTrue();

      run(connection, "SHUTDOWN");

      assertThat(dialect.settle(connection, false)).isFalse();
    }
  }

  @Test
  void connectionsOfADriverShareWhatIsKnownOfIt() throws SQLException {
    try (Connection one = DriverManager.getConnection("jdbc:h2:mem:");
        Connection other = DriverManager.getConnection("jdbc:h2:mem:")) {
      assertThat(dialects.of(one)).isSameAs(dialects.of(other));
    }
  }
}
