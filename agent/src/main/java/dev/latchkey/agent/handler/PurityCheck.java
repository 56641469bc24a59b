package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Immutables;
import dev.latchkey.runtime.config.Validation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a validator goes by the token, the clock and its settings alone, as far as its
 * objects tell: everything that its configured validators reach has to be of a class that is named,
 * of an immutable type of the JDK, or a collection of those (rule V-7). A clock of somebody's own
 * is not the clock (rule V-8). Thread-safe.
 */
final class PurityCheck {
  private static final int MOST_OBJECTS = 1_000;
  private static final Set<Class<?>> PLAIN =
      Set.of(
          UUID.class,
          URI.class,
          Duration.class,
          Instant.class,
          ZoneOffset.class,
          Pattern.class,
          Class.class);
  private static final String SYSTEM_CLOCK = "java.time.Clock$SystemClock";
  private static final String LAMBDA = "$$Lambda";

  private final Validation config;
  private final String className;
  private final Set<String> pure;
  private final PathReader[] validators;

  /**
   * @param className the class that the target names
   */
  PurityCheck(Validation config, String className) {
    this.config = config;
    this.className = className;
    pure = new HashSet<>(config.pure());
    validators = PathReader.all(config.validators());
  }

  /** Returns why answers of this object may not be kept; empty when they may. */
  String objection(@Nullable Object self) {
    if (config.assumePure()) {
      return "";
    }
    if (validators.length == 0) {
      return "it is not known what it checks with; give validators, or assume-pure: true";
    }
    if (self != null && !isNamed(self.getClass().getName())) {
      return "class " + self.getClass().getName() + " may check more than " + className;
    }
    Walk walk = new Walk();
    for (PathReader each : validators) {
      String found = walk.from(each, self);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private boolean isNamed(String name) {
    return name.equals(className) || pure.contains(name);
  }

  /** One walk over the objects. Confined to the thread that walks. */
  private final class Walk {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    String from(PathReader path, @Nullable Object self) {
      try {
        return look(path.read(self, new Object[0], null));
      } catch (Throwable unreadable) {
        return path.path() + " cannot be read";
      }
    }

    private String look(@Nullable Object value) throws IllegalAccessException {
      if (value == null || isPlain(value) || !seen.add(value)) {
        return "";
      }
      if (seen.size() > MOST_OBJECTS) {
        return "it checks with too many objects to look at";
      }
      if (value instanceof Optional<?> optional) {
        return look(optional.orElse(null));
      }
      if (value instanceof Object[] array) {
        return lookAtAll(Arrays.asList(array));
      }
      if (value.getClass().getClassLoader() == null && value instanceof Collection<?> all) {
        return lookAtAll(all);
      }
      if (value.getClass().getClassLoader() == null && value instanceof Map<?, ?> map) {
        String found = lookAtAll(map.keySet());
        return found.isEmpty() ? lookAtAll(map.values()) : found;
      }
      if (config.keySources().contains(value.getClass().getName())) {
        return "";
      }
      return isPure(value.getClass())
          ? lookInside(value)
          : "validator " + value.getClass().getName() + " is not known to be pure";
    }

    private String lookAtAll(Collection<?> values) throws IllegalAccessException {
      for (Object each : values) {
        String found = look(each);
        if (!found.isEmpty()) {
          return found;
        }
      }
      return "";
    }

    private String lookInside(Object value) throws IllegalAccessException {
      for (Class<?> type = value.getClass();
          type != null && type.getClassLoader() != null;
          type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          String found = isOfInterest(field) ? lookAt(field, value) : "";
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
      return "";
    }

    private String lookAt(Field field, Object value) throws IllegalAccessException {
      return field.trySetAccessible()
          ? look(field.get(value))
          : "validator " + value.getClass().getName() + " cannot be looked into";
    }
  }

  private static boolean isOfInterest(Field field) {
    return !Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive();
  }

  private static boolean isPlain(Object value) {
    Class<?> type = value.getClass();
    return Immutables.SCALARS.contains(type)
        || PLAIN.contains(type)
        || (value instanceof Enum<?> constant && constant.getDeclaringClass().isEnum())
        || (type.isArray() && type.getComponentType().isPrimitive())
        || type.getName().equals(SYSTEM_CLOCK);
  }

  /** A lambda belongs to the class that it was written in. */
  private boolean isPure(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf(LAMBDA);
    return isNamed(lambda < 0 ? name : name.substring(0, lambda));
  }
}
