package dev.latchkey.runtime.jdbc;

import java.lang.invoke.MethodHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an application has set as the value of a parameter from the statement object itself,
 * as it goes to the server. That costs nothing where nobody asks, and cannot miss a setter.
 *
 * <p>The drivers of PostgreSQL, MySQL, MariaDB and H2 are known; of another one, or of another
 * version that is made otherwise, nobody knows a value. What each class has is found out once and
 * kept with the class, as objects of the JDK's own classes. Thread-safe.
 */
public final class BoundValues {
  /** Types of PostgreSQL by their numbers, as its catalogue {@code pg_type} has them. */
  private static final int INT8 = 20;

  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int NUMERIC = 1700;
  private static final int UUID_TYPE = 2950;
  private static final int TEXT = 25;
  private static final int VARCHAR = 1043;

  private static final int UUID_BYTES = 16;
  private static final int MOST_DIGITS = 40;

  /** What goes to MySQL as it was set: as another type it could become another value. */
  private static final Map<Class<?>, Set<String>> MYSQL =
      Map.of(
          Long.class, Set.of("BIGINT"),
          Integer.class, Set.of("INT"),
          Short.class, Set.of("SMALLINT"),
          Byte.class, Set.of("TINYINT"),
          String.class, Set.of("VARCHAR", "CHAR"));

  /** What MariaDB's driver sends as it was set. */
  private static final Set<Class<?>> MARIADB =
      Set.of(Long.class, Integer.class, Short.class, Byte.class, String.class, UUID.class);

  private static final ClassValue<List<MethodHandle>> READERS =
      new ClassValue<>() {
        @Override
        protected List<MethodHandle> computeValue(Class<?> type) {
          return DriverParameters.of(type);
        }
      };

  private BoundValues() {}

  /**
   * Returns a value that is set.
   *
   * @param parameter its place, from 1
   * @return a whole number, a {@link UUID} or a String, by the type that the server is told; null
   *     when it is of another type, or nobody knows it
   */
  public static @Nullable Object at(Statement statement, int parameter) {
    try {
      List<MethodHandle> readers = READERS.get(statement.getClass());
      if (readers.isEmpty()) {
        return null;
      }
      int at = parameter - 1;
      Object set = (Object) readers.get(0).invokeExact((Object) statement, at);
      Object type = (Object) readers.get(1).invokeExact((Object) statement, at);
      return value(set, type);
    } catch (Throwable madeOtherwise) {
      return null;
    }
  }

  private static @Nullable Object value(@Nullable Object set, @Nullable Object type) {
    if (set == null) {
      return null;
    }
    if (type instanceof Integer number) {
      return ofPostgreSql(set, number);
    }
    if (type instanceof Enum<?> named) {
      return MYSQL.getOrDefault(set.getClass(), Set.of()).contains(named.name()) ? set : null;
    }
    if (type instanceof String text) {
      return ofH2(set.getClass().getSimpleName(), text);
    }
    // With a length what is sent may be cut.
    return type == null && MARIADB.contains(set.getClass()) ? set : null;
  }

  private static @Nullable Object ofPostgreSql(Object set, int type) {
    if (set instanceof String text) {
      return switch (type) {
        case INT2, INT4, INT8, NUMERIC -> whole(text);
        case UUID_TYPE -> UUID.fromString(text);
        case TEXT, VARCHAR -> text;
        default -> null;
      };
    }
    if (set instanceof byte[] bytes) {
      return switch (type) {
        case INT2, INT4, INT8 -> new BigInteger(bytes);
        case UUID_TYPE -> uuid(bytes);
        default -> null;
      };
    }
    return null;
  }

  private static @Nullable Object ofH2(String kind, String text) {
    return switch (kind) {
      case "ValueTinyint", "ValueSmallint", "ValueInteger", "ValueBigint" -> whole(text);
      case "ValueUuid" -> UUID.fromString(text);
      case "ValueVarchar" -> text;
      default -> null;
    };
  }

  /** What has a point or an exponent may be whole too, and is not looked into. */
  private static @Nullable BigInteger whole(String text) {
    return text.length() > MOST_DIGITS ? null : new BigInteger(text);
  }

  private static @Nullable UUID uuid(byte[] bytes) {
    if (bytes.length != UUID_BYTES) {
      return null;
    }
    ByteBuffer both = ByteBuffer.wrap(bytes);
    return new UUID(both.getLong(), both.getLong());
  }
}
