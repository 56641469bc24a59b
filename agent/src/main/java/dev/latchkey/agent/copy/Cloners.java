package dev.latchkey.agent.copy;

import java.util.BitSet;
import java.util.Date;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Values of the JDK that copy themselves as a whole. Stateless. */
@SuppressWarnings("JavaUtilDate") // applications have it in their values
final class Cloners {
  /** By name: not every run-time image has the module java.sql. */
  private static final Map<String, UnaryOperator<Object>> BY_NAME =
      Map.ofEntries(
          Map.entry("java.util.Date", Cloners::date),
          Map.entry("java.sql.Date", Cloners::date),
          Map.entry("java.sql.Time", Cloners::date),
          Map.entry("java.sql.Timestamp", Cloners::date),
          Map.entry("java.util.GregorianCalendar", value -> ((GregorianCalendar) value).clone()),
          Map.entry("java.util.BitSet", value -> ((BitSet) value).clone()),
          Map.entry("[Z", value -> ((boolean[]) value).clone()),
          Map.entry("[B", value -> ((byte[]) value).clone()),
          Map.entry("[S", value -> ((short[]) value).clone()),
          Map.entry("[C", value -> ((char[]) value).clone()),
          Map.entry("[I", value -> ((int[]) value).clone()),
          Map.entry("[J", value -> ((long[]) value).clone()),
          Map.entry("[F", value -> ((float[]) value).clone()),
          Map.entry("[D", value -> ((double[]) value).clone()));

  private Cloners() {}

  private static Object date(Object value) {
    return ((Date) value).clone();
  }

  /** Returns what makes copies of values of this class; null when they are none of these. */
  static @Nullable UnaryOperator<Object> of(Object value) {
    if (value instanceof EnumSet<?>) {
      return set -> ((EnumSet<?>) set).clone();
    }
    return value.getClass().getClassLoader() == null
            || value.getClass().getClassLoader() == ClassLoader.getPlatformClassLoader()
        ? BY_NAME.get(value.getClass().getName())
        : null;
  }
}
