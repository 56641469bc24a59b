package dev.latchkey.agent.copy;

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
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Classes of the JDK whose objects nobody can change. Stateless. */
public final class Immutables {
  /** Texts, truths and numbers. */
  public static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class);

  private static final Set<Class<?>> VALUES =
      Set.of(
          UUID.class,
          URI.class,
          Locale.class,
          Currency.class,
          Duration.class,
          Period.class,
          Instant.class,
          LocalDate.class,
          LocalDateTime.class,
          LocalTime.class,
          MonthDay.class,
          OffsetDateTime.class,
          OffsetTime.class,
          Year.class,
          YearMonth.class,
          ZonedDateTime.class);

  /** Singletons, or as good as. */
  private static final Set<String> NAMES =
      Set.of(
          "java.lang.String$CaseInsensitiveComparator",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$ReverseComparator",
          "java.util.Comparators$NaturalOrderComparator");

  private Immutables() {}

  /** Returns whether objects of this very class can be shared by all, whatever they hold. */
  public static boolean isImmutable(Class<?> type) {
    return SCALARS.contains(type)
        || VALUES.contains(type)
        || (type.getClassLoader() == null
            && (ZoneId.class.isAssignableFrom(type)
                || Charset.class.isAssignableFrom(type)
                || NAMES.contains(type.getName())));
  }
}
