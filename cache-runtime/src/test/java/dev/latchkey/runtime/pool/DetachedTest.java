package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PSQLException;

/** Which classes are mere data. */
class DetachedTest {
  @Test
  void valuesAreData() {
    assertThat(Detached.is(String.class)).isTrue();
    assertThat(Detached.is(BigDecimal.class)).isTrue();
    assertThat(Detached.is(PGInterval.class)).isTrue();
    assertThat(Detached.is(PSQLException.class)).isTrue();
    assertThat(Detached.is(Pair.class)).isTrue();
    assertThat(Detached.is(Pair[].class)).isTrue();
  }

  @Test
  void whatMayHoldAConnectionIsNot() {
    assertThat(Detached.is(CopyManager.class)).isFalse();
    assertThat(Detached.is(LargeObjectManager.class)).isFalse();
    assertThat(Detached.is(PGNotification.class)).isFalse();
    assertThat(Detached.is(Object.class)).isFalse();
    assertThat(Detached.is(Holder.class)).isFalse();
    assertThat(Detached.is(Listing.class)).isFalse();
  }

  @Test
  void savepointsOfPostgresAreData() throws SQLException {
    try (Connection connection = RealPostgres.connect()) {
      connection.setAutoCommit(false);

      assertThat(Detached.is(connection.setSavepoint().getClass())).isTrue();
    }
  }

  private record Pair(int left, String right, Pair next) {}

  private record Holder(Pair pair, Connection connection) {}

  private record Listing(List<String> unknown) {}
}
