package dev.latchkey.runtime.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an application has set as the value of a parameter from the statement object itself,
 * as it goes to the server. That costs nothing where nobody asks, and cannot miss a setter.
 *
 * <p>PostgreSQL's driver is known; of another one, or of another version that is made otherwise,
 * nobody knows a value. What each class has is found out once and kept with the class, as objects
 * of the JDK's own classes. Thread-safe.
 */
public final class BoundValues {
  private static final String POSTGRESQL = "org.postgresql.jdbc.";

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

  private static final ClassValue<List<MethodHandle>> READERS =
      new ClassValue<>() {
        @Override
        protected List<MethodHandle> computeValue(Class<?> type) {
          return readers(type);
        }
      };

  private BoundValues() {}

  /**
   * Returns a value that is set.
   *
   * @param parameter its place, from 1
   * @return a {@link BigInteger}, a {@link UUID} or a String, by the type that the server is told;
   *     null when it is of another type, or nobody knows it
   */
  public static @Nullable Object at(Statement statement, int parameter) {
    try {
      List<MethodHandle> readers = READERS.get(statement.getClass());
      if (readers.isEmpty()) {
        return null;
      }
      Object[] values = (Object[]) (Object) readers.get(0).invokeExact((Object) statement);
      int[] types = (int[]) (Object) readers.get(1).invokeExact((Object) statement);
      int at = parameter - 1;
      return at < values.length && at < types.length ? value(values[at], types[at]) : null;
    } catch (Throwable madeOtherwise) {
      return null;
    }
  }

  private static @Nullable Object value(@Nullable Object set, int type) {
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

  /** Returns what reads the values and what reads their types; nothing when they are not there. */
  private static List<MethodHandle> readers(Class<?> type) {
    try {
      Field parameters = parameters(type);
      if (parameters == null) {
        return List.of();
      }
      Lookup own = MethodHandles.privateLookupIn(parameters.getDeclaringClass(), lookup());
      MethodHandle list = own.unreflectGetter(parameters);
      Class<?> kind = parameters.getType();
      return List.of(
          read(list, own.findVirtual(kind, "getValues", MethodType.methodType(Object[].class))),
          read(list, own.findVirtual(kind, "getTypeOIDs", MethodType.methodType(int[].class))));
    } catch (ReflectiveOperationException | RuntimeException madeOtherwise) {
      return List.of();
    }
  }

  private static Lookup lookup() {
    return MethodHandles.lookup();
  }

  private static MethodHandle read(MethodHandle list, MethodHandle part) {
    return MethodHandles.filterReturnValue(list, part)
        .asType(MethodType.methodType(Object.class, Object.class));
  }

  private static @Nullable Field parameters(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getName().startsWith(POSTGRESQL)) {
        for (Field field : each.getDeclaredFields()) {
          if (field.getName().equals("preparedParameters")) {
            return field;
          }
        }
      }
    }
    return null;
  }
}
