package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {
  @ParameterizedTest
  @DisplayName("POOL-20 POOL-28 which errors taint one connection, and which all of a pool")
  @CsvSource({
    "08006, 0, lost, true, true",
    "57P01, 0, ended, true, true",
    "57014, 0, cancelled, true, false",
    "XX000, 0, internal, true, false",
    "25006, 0, read only, false, true",
    "72000, 3113, ORA-03113: end of file, true, true",
    "72000, 3113, not Oracle, false, false",
    "23505, 0, twice, false, false",
    ", 0, nothing, false, false"
  })
  void taints(String state, int code, String text, boolean suspect, boolean fatal) {
    SQLException failure = new SQLException(text, state, code);
    assertThat(SqlFailures.isSuspect(failure)).isEqualTo(suspect);
    assertThat(SqlFailures.isFatal(failure)).isEqualTo(fatal);
    SQLException first = new SQLException("batch", "23000");
    first.setNextException(failure);
    assertThat(SqlFailures.isFatal(first)).isEqualTo(fatal);
  }

  @ParameterizedTest
  @DisplayName("POOL-31 POOL-10 a server without room, and a refused login")
  @CsvSource({
    "53300, 0, full, true, false",
    "08004, 1040, full, true, false",
    "66000, 12519, ORA-12519: no handler, true, false",
    "28P01, 0, wrong password, false, true",
    "28000, 0, may not log in, false, true",
    "72000, 1017, ORA-01017: denied, false, true",
    "08001, 0, no route, false, false"
  })
  void refusals(String state, int code, String text, boolean full, boolean login) {
    SQLException failure = new SQLException(text, state, code);
    assertThat(SqlFailures.isFull(failure)).isEqualTo(full);
    assertThat(SqlFailures.isRefusedLogin(failure)).isEqualTo(login);
  }
}
