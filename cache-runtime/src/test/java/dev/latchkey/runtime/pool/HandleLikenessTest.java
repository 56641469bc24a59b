package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same calls on a driver's connection and on a handle have the same outcomes. */
class HandleLikenessTest {
  private static final int CALLS = 1_000;

  private final Handles handles = new Handles(failure -> {});

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("POOL-13 POOL-34 a handle does what PostgreSQL's driver does")
  void isLikePostgres(long seed) throws SQLException {
    compare(
        seed, RealPostgres::connect, "create table likeness (id serial primary key, name text)");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("POOL-13 POOL-34 a handle does what H2's driver does")
  void isLikeH2(long seed) throws SQLException {
    try (Connection keepsDatabase = openH2()) {
      assertThat(keepsDatabase.isClosed()).isFalse();
      compare(
          seed,
          HandleLikenessTest::openH2,
          "create table likeness (id int auto_increment primary key, name varchar(100))");
    }
  }

  private static Connection openH2() throws SQLException {
    return DriverManager.getConnection("jdbc:h2:mem:likeness");
  }

  private void compare(long seed, Opening opening, String table) throws SQLException {
    List<String> expected = outcomes(seed, opening, table, false);
    List<String> actual = outcomes(seed, opening, table, true);

    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < CALLS; i++) {
      assertThat(actual.get(i)).as("call %d with seed %d", i, seed).isEqualTo(expected.get(i));
    }
    assertThat(afterClosing(actual)).containsAll(afterClosing(expected));
  }

  /** What a closed connection refuses; some drivers let it answer a few harmless questions yet. */
  private static List<String> afterClosing(List<String> outcomes) {
    return outcomes.subList(CALLS, outcomes.size()).stream()
        .filter(outcome -> outcome.contains("08003"))
        .toList();
  }

  private List<String> outcomes(long seed, Opening opening, String table, boolean wrapped)
      throws SQLException {
    try (Connection admin = opening.open();
        Statement statement = admin.createStatement()) {
      statement.execute("drop table if exists likeness");
      statement.execute(table);
      statement.execute("insert into likeness (name) values ('ann'), ('bob'), (null)");
    }
    try (Connection physical = opening.open()) {
      Connection connection = wrapped ? handles.connection(new RecordingLease(physical)) : physical;
      return new RandomJdbc(seed).drive(connection, CALLS);
    }
  }

  /** Opens a connection. */
  private interface Opening {
    Connection open() throws SQLException;
  }
}
