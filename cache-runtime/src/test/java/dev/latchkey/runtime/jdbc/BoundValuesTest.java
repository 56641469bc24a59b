package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that are set on H2's own statements; those of servers have tests with them. */
class BoundValuesTest {
  private static final UUID ANY = new UUID(1, 2);

  private interface Setter {
    void set(PreparedStatement statement) throws SQLException;
  }

  private static Arguments value(@Nullable Object expected, Setter setter) {
    return arguments(expected, setter);
  }

  static Stream<Arguments> values() {
    BigInteger one = BigInteger.ONE;
    return Stream.of(
        value(one, statement -> statement.setLong(2, 1)),
        value(one, statement -> statement.setInt(2, 1)),
        value(one, statement -> statement.setShort(2, (short) 1)),
        value(one, statement -> statement.setByte(2, (byte) 1)),
        value(one, statement -> statement.setObject(2, 1L)),
        value("1", statement -> statement.setString(2, "1")),
        value(ANY, statement -> statement.setObject(2, ANY)),
        value(null, statement -> statement.setNull(2, Types.BIGINT)),
        value(null, statement -> statement.setBoolean(2, true)),
        value(null, statement -> statement.setDouble(2, 1)),
        value(null, statement -> statement.setBigDecimal(2, BigDecimal.ONE)),
        value(null, statement -> statement.setBytes(2, new byte[] {1})),
        value(null, statement -> statement.setCharacterStream(2, new StringReader("1"))),
        value(null, statement -> {}));
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:h2:mem:");
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("SES-13 what is set on a statement of H2 is read, where it compares safely")
  void readsValues(@Nullable Object expected, Setter setter) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement("select ?, ?")) {
      statement.setString(1, "other");
      setter.set(statement);

      assertThat(BoundValues.at(statement, 2)).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("SES-13 a place that a statement does not have has no value")
  void readsNothingElsewhere() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement("select ?")) {
      statement.setLong(1, 1);
      assertThat(BoundValues.at(statement, 0)).isNull();
      assertThat(BoundValues.at(statement, 2)).isNull();
      assertThat(BoundValues.at(connection.createStatement(), 1)).isNull();
    }
  }
}
