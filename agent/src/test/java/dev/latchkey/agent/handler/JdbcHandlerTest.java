package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.jdbc.Ending;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JdbcHandlerTest {
  @Test
  void readsHowManyRowsAStatementChanged() {
    assertThat(JdbcHandler.rows(3)).isEqualTo(3);
    assertThat(JdbcHandler.rows(5_000_000_000L)).isEqualTo(5_000_000_000L);
    assertThat(JdbcHandler.rows(new int[] {1, 0, 2})).isEqualTo(3);
    assertThat(JdbcHandler.rows(new long[] {1, 5_000_000_000L})).isEqualTo(5_000_000_001L);
  }

  @ParameterizedTest
  @MethodSource("untold")
  void knowsNothingOfQueriesAndOfBatchesThatDoNotTell(Object returned) {
    assertThat(JdbcHandler.rows(returned)).isEqualTo(Ending.UNTOLD);
  }

  static Stream<Object> untold() {
    return Stream.of(true, "a result", new int[] {1, -2}, new long[] {-3, 4});
  }
}
