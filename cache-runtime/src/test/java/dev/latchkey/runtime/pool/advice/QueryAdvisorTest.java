package dev.latchkey.runtime.pool.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.pool.advice.Advice.Kind;
import dev.latchkey.runtime.time.ManualTicker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QueryAdvisorTest {
  private static final String BY_EMAIL = "SELECT id, name FROM advised WHERE email = ?";
  private static final String BY_ID = "SELECT id, name FROM advised WHERE id = ?";

  private final ManualTicker ticker = new ManualTicker();
  private final QueryAdvisor advisor = new QueryAdvisor(ticker);
  private Connection own;

  @BeforeAll
  static void fill() throws SQLException {
    try (Connection connection = RealPostgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS advised, small");
      statement.execute(
          "CREATE TABLE advised (id bigint PRIMARY KEY, name text, email varchar(200), kind int)");
      statement.execute(
          "INSERT INTO advised SELECT n, 'name ' || n, 'u' || n || '@example.org', n % 2"
              + " FROM generate_series(1, 50000) n");
      statement.execute("CREATE TABLE small AS SELECT * FROM advised LIMIT 100");
      statement.execute("ANALYZE advised, small");
    }
  }

  @BeforeEach
  void open() throws SQLException {
    own = RealPostgres.connect();
  }

  @AfterEach
  void close() throws SQLException {
    own.close();
  }

  private static StatementSnapshot use(String shape) {
    return ran(shape, 800, 8_000_000_000L, 1, "");
  }

  private static StatementSnapshot ran(
      String shape, long count, long totalNanos, int mostInOneOperation, String callSite) {
    String verb = shape.substring(0, shape.indexOf(' '));
    long mean = totalNanos / count;
    return new StatementSnapshot(
        "s1",
        shape,
        verb,
        count,
        0,
        totalNanos,
        mean,
        mean,
        0,
        0,
        mostInOneOperation,
        callSite,
        StatementSnapshot.Recent.NONE);
  }

  private List<Advice> adviceOn(String shape) throws SQLException {
    List<StatementSnapshot> uses = List.of(use(shape));
    advisor.examine(own, uses);
    return advisor.advice(uses);
  }

  @Test
  @DisplayName("POOL-43 a lookup that reads a whole table is told, with the index that would help")
  void suggestsAnIndex() throws SQLException {
    assertThat(adviceOn(BY_EMAIL))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.kind()).isEqualTo(Kind.SEQUENTIAL_SCAN);
              assertThat(advice.suggestion())
                  .isEqualTo("CREATE INDEX CONCURRENTLY ON public.advised (email)");
              assertThat(advice.score()).isGreaterThan(90);
              assertThat(advice.evidence()).anyMatch(line -> line.contains("50,000 rows"));
            });
  }

  @Test
  @DisplayName(
      "POOL-43 once a suggested index is there, a finding tells the times before and since")
  void tellsWhatAnIndexGained() throws SQLException {
    var byName = "SELECT id FROM advised WHERE name = ?";
    List<StatementSnapshot> before = List.of(ran(byName, 800, 8_000_000_000L, 1, ""));
    advisor.examine(own, before);
    ticker.advance(Duration.ofHours(1));
    advisor.examine(own, before);
    assertThat(advisor.advice(before)).extracting(Advice::followed).containsOnlyNulls();

    try (Connection person = RealPostgres.connect();
        Statement statement = person.createStatement()) {
      statement.execute("CREATE INDEX advised_name ON advised (name)");
      ticker.advance(Duration.ofHours(1));
      advisor.examine(own, before);
      assertThat(advisor.advice(before))
          .singleElement()
          .satisfies(
              advice -> {
                assertThat(advice.suggestion()).isEmpty();
                assertThat(advice.score()).isZero();
                assertThat(advice.followed())
                    .isEqualTo(new Advice.Followed(ticker.now(), 10_000_000, -1));
              });
      List<StatementSnapshot> after = List.of(ran(byName, 900, 8_020_000_000L, 1, ""));
      assertThat(advisor.advice(after))
          .singleElement()
          .extracting(Advice::followed)
          .isEqualTo(new Advice.Followed(ticker.now(), 10_000_000, 200_000));

      statement.execute("DROP INDEX advised_name");
      ticker.advance(Duration.ofHours(1));
      advisor.examine(own, after);
      assertThat(advisor.advice(after))
          .singleElement()
          .satisfies(advice -> assertThat(advice.suggestion()).contains("(name)"));
    } finally {
      try (Connection person = RealPostgres.connect();
          Statement statement = person.createStatement()) {
        statement.execute("DROP INDEX IF EXISTS advised_name");
      }
    }
  }

  @Test
  void suggestsAnIndexOnAnExpression() throws SQLException {
    assertThat(adviceOn("SELECT id FROM advised WHERE lower(email) = ?"))
        .extracting(Advice::suggestion)
        .containsExactly("CREATE INDEX CONCURRENTLY ON public.advised (lower(email))");
  }

  @Test
  void saysNothingOfAnIndexedLookup() throws SQLException {
    assertThat(adviceOn(BY_ID)).isEmpty();
  }

  @Test
  void saysNothingOfASmallTable() throws SQLException {
    assertThat(adviceOn("SELECT id FROM small WHERE email = ?")).isEmpty();
  }

  @Test
  void saysNothingOfAColumnWithTwoValues() throws SQLException {
    assertThat(adviceOn("SELECT id FROM advised WHERE kind = ?")).isEmpty();
  }

  @Test
  void saysNothingWhereNoOneIndexFindsTheRows() throws SQLException {
    assertThat(adviceOn("SELECT id FROM advised WHERE email = ? OR name = ?")).isEmpty();
  }

  @Test
  @DisplayName("POOL-43 a statement is explained once an hour")
  void explainsOnceAnHour() throws SQLException {
    List<StatementSnapshot> uses = List.of(use(BY_EMAIL));
    advisor.examine(own, uses);
    assertThat(advisor.due(own, uses)).isEmpty();
    ticker.advance(Duration.ofHours(1));
    assertThat(advisor.due(own, uses)).hasSize(1);
  }

  @Test
  @DisplayName("POOL-43 only SELECT is explained, and none is run or changes anything")
  void runsNothing() throws SQLException {
    var writing = "SELECT nextval('advised_sequence') FROM advised WHERE email = ?";
    try (Statement statement = own.createStatement()) {
      statement.execute("CREATE SEQUENCE IF NOT EXISTS advised_sequence");
    }
    List<StatementSnapshot> uses =
        List.of(use("DELETE FROM advised WHERE email = ?"), use(writing));
    assertThat(advisor.due(own, uses))
        .extracting(StatementSnapshot::shape)
        .containsExactly(writing);
    advisor.examine(own, uses);
    try (Connection other = RealPostgres.connect();
        var row =
            other
                .createStatement()
                .executeQuery(
                    "SELECT (SELECT count(*) FROM advised), is_called FROM advised_sequence")) {
      row.next();
      assertThat(row.getLong(1)).isEqualTo(50_000);
      assertThat(row.getBoolean(2)).isFalse();
    }
  }

  @Test
  @DisplayName("POOL-43 a statement that the server refuses costs the others nothing")
  void goesOnAfterARefusedStatement() throws SQLException {
    List<StatementSnapshot> uses =
        List.of(use("SELECT 1 FROM no_such_table WHERE a = ?"), use(BY_EMAIL));
    advisor.examine(own, uses);
    assertThat(advisor.advice(uses)).extracting(Advice::shape).containsExactly(BY_EMAIL);
    assertThat(own.isValid(1)).isTrue();
  }

  @Test
  @DisplayName("POOL-44 a statement that runs many times in one operation is told, with its caller")
  void tellsOfRepeatedStatements() {
    var repeated = ran(BY_ID, 2_300, 460_000_000L, 23, "com.acme.Users.roles");
    assertThat(advisor.advice(List.of(repeated)))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.kind()).isEqualTo(Kind.REPEATED);
              assertThat(advice.finding()).contains("23 times").contains("com.acme.Users.roles");
            });
  }

  @Test
  void tellsOfSlowStatements() {
    var slow = ran(BY_ID, 100, 5_000_000_000L, 1, "");
    assertThat(advisor.advice(List.of(slow)))
        .extracting(Advice::kind, Advice::finding)
        .containsExactly(tuple(Kind.SLOW, "The statement takes 50 ms on average."));
  }
}
