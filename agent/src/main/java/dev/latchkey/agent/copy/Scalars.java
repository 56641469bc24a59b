package dev.latchkey.agent.copy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JDK's values that nobody can change, as a number of their kind and a text. Kinds are
 * never taken away or moved: other versions read them. Stateless.
 */
final class Scalars {
  /** A kind of values. */
  private record Kind(Class<?> type, boolean exact, Function<String, Object> reader) {
    boolean includes(Object value) {
      return exact ? value.getClass() == type : type.isInstance(value);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          kind(String.class, text -> text),
          kind(Boolean.class, Boolean::valueOf),
          kind(Character.class, text -> text.charAt(0)),
          kind(Byte.class, Byte::valueOf),
          kind(Short.class, Short::valueOf),
          kind(Integer.class, Integer::valueOf),
          kind(Long.class, Long::valueOf),
          kind(Float.class, Float::valueOf),
          kind(Double.class, Double::valueOf),
          kind(BigInteger.class, BigInteger::new),
          kind(BigDecimal.class, BigDecimal::new),
          kind(UUID.class, UUID::fromString),
          kind(URI.class, URI::create),
          kind(Locale.class, Locale::forLanguageTag),
          kind(Currency.class, Currency::getInstance),
          kind(Duration.class, Duration::parse),
          kind(Period.class, Period::parse),
          kind(Instant.class, Instant::parse),
          kind(LocalDate.class, LocalDate::parse),
          kind(LocalDateTime.class, LocalDateTime::parse),
          kind(LocalTime.class, LocalTime::parse),
          kind(MonthDay.class, MonthDay::parse),
          kind(OffsetDateTime.class, OffsetDateTime::parse),
          kind(OffsetTime.class, OffsetTime::parse),
          kind(Year.class, Year::parse),
          kind(YearMonth.class, YearMonth::parse),
          kind(ZonedDateTime.class, ZonedDateTime::parse),
          kind(ZoneOffset.class, ZoneOffset::of),
          new Kind(ZoneId.class, false, ZoneId::of),
          new Kind(Charset.class, false, Charset::forName));

  private static final List<Object> ONLY =
      List.of(
          String.CASE_INSENSITIVE_ORDER,
          Collections.emptyList(),
          Collections.emptyMap(),
          Collections.emptySet(),
          Collections.reverseOrder(),
          Comparator.naturalOrder());

  private static final int FIRST_ONLY = 100;

  private Scalars() {}

  private static Kind kind(Class<?> type, Function<String, Object> reader) {
    return new Kind(type, true, reader);
  }

  /** Writes a value; returns false for one of another kind. */
  static boolean write(Object value, DataOutput out) throws IOException {
    for (int i = 0; i < ONLY.size(); i++) {
      if (ONLY.get(i) == value) {
        out.writeByte(FIRST_ONLY + i);
        return true;
      }
    }
    for (int i = 0; i < KINDS.size(); i++) {
      if (KINDS.get(i).includes(value)) {
        out.writeByte(i);
        out.writeUTF(value instanceof Locale locale ? locale.toLanguageTag() : text(value));
        return true;
      }
    }
    return false;
  }

  private static String text(Object value) {
    return value instanceof Currency currency ? currency.getCurrencyCode() : value.toString();
  }

  /**
   * Reads a value.
   *
   * @throws RuntimeException when it is none
   */
  static @Nullable Object read(DataInput in) throws IOException {
    int kind = in.readUnsignedByte();
    return kind >= FIRST_ONLY
        ? ONLY.get(kind - FIRST_ONLY)
        : KINDS.get(kind).reader().apply(in.readUTF());
  }
}
