package dev.latchkey.agent.handler;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal values equal numbers, as far as their equality is known without asking code of the
 * application: by a seed of its own, so that a number tells nothing of its value. Immutable.
 */
final class ValueNumber {
  /** The number of a value whose equality is not known. */
  private static final long NONE = 0;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int DEEPEST = 4;
  private static final int MOST_ITEMS = 64;

  private final long seed = ThreadLocalRandom.current().nextLong() | 1;

  /** Returns the number of a call by its receiver and arguments; 0 when one is not known. */
  long ofCall(@Nullable Object self, @Nullable Object[] arguments) {
    long number = mix(seed, System.identityHashCode(self));
    for (Object argument : arguments) {
      if (!isCarrier(argument)) {
        long each = number(argument, 0);
        if (each == NONE) {
          return NONE;
        }
        number = mix(number, each);
      }
    }
    return number;
  }

  /** A connection is where the answer comes from, and not what is asked. */
  private static boolean isCarrier(@Nullable Object argument) {
    return argument instanceof AutoCloseable;
  }

  /** Returns the number of a value; 0 when its equality is not known. */
  long of(@Nullable Object value) {
    return number(value, 0);
  }

  private long number(@Nullable Object value, int depth) {
    if (value == null) {
      return seed;
    }
    if (value instanceof String text) {
      return mix(mix(seed, text.length()), text.hashCode());
    }
    if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
      return isOfTheJdk(value) ? mix(mix(seed, value.getClass().hashCode()), value.hashCode()) : 0;
    }
    if (value instanceof UUID id) {
      return mix(mix(seed, id.getMostSignificantBits()), id.getLeastSignificantBits());
    }
    if (value instanceof Enum<?> constant) {
      return mix(mix(seed, constant.getDeclaringClass().hashCode()), constant.ordinal());
    }
    if (depth == DEEPEST || !isOfTheJdk(value)) {
      return NONE;
    }
    if (value instanceof Optional<?> optional) {
      return optional.isEmpty() ? mix(seed, 2) : number(optional.get(), depth + 1);
    }
    if (value instanceof Collection<?> items && items.size() <= MOST_ITEMS) {
      return sum(items, depth);
    }
    return value instanceof Map<?, ?> map && map.size() <= MOST_ITEMS
        ? mix(sum(map.keySet(), depth), sum(map.values(), depth))
        : NONE;
  }

  /** Sets have no order: what is summed up does not depend on one. */
  private long sum(Collection<?> items, int depth) {
    long sum = mix(seed, items.size());
    for (Object item : items) {
      long each = number(item, depth + 1);
      if (each == NONE) {
        return NONE;
      }
      sum += each;
    }
    return mix(sum, 3);
  }

  private static boolean isOfTheJdk(Object value) {
    return value.getClass().getClassLoader() == null;
  }

  private static long mix(long number, long value) {
    long mixed = (number ^ value) * MULTIPLIER;
    mixed ^= mixed >>> 32;
    return mixed == NONE ? 1 : mixed;
  }
}
