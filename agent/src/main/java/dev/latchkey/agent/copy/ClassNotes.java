package dev.latchkey.agent.copy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What other processes have to know of a class to read its objects, and whether they may (safety
 * rules SES-25 and SES-27). Immutable.
 *
 * @param digest of its name, and of the names and types of its fields or constants
 * @param secret the name of a field that must not leave the process; empty for none
 */
record ClassNotes(String digest, String secret) {
  private static final int MOST_CLASSES = 200;

  private static final Set<String> WORDS =
      Set.of(
          "password",
          "passwd",
          "pwd",
          "secret",
          "token",
          "otp",
          "hash",
          "credential",
          "credentials",
          "sensitive");

  /** Finds out what there is to know. */
  static ClassNotes of(Class<?> type) {
    StringBuilder text = new StringBuilder(type.getName());
    String secret = "";
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        boolean counts = Modifier.isStatic(field.getModifiers()) ? field.isEnumConstant() : true;
        if (counts) {
          text.append('\n').append(each.getName()).append(' ').append(field.getName());
          text.append(' ').append(field.getType().getName());
          secret = secret.isEmpty() && isSecret(field) ? field.getName() : secret;
        }
      }
    }
    return new ClassNotes(digest(text.toString()), Shaper.isJdk(type) ? "" : secret);
  }

  private static boolean isSecret(Field field) {
    return !field.isEnumConstant()
        && (isSecret(field.getName())
            || Arrays.stream(field.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> isSecret(type.getSimpleName())));
  }

  /** Tells whether a name, of a field or of an entry of a map, is one of secrets. */
  static boolean isSecret(String name) {
    String words = name.replaceAll("(\\p{Ll})(\\p{Lu})", "$1_$2").toLowerCase(Locale.ROOT);
    return words.contains("password")
        || words.contains("secret")
        || Arrays.stream(words.split("[^\\p{L}]+", -1)).anyMatch(WORDS::contains);
  }

  /** Returns a digest of a class and of those that its fields declare, and theirs. */
  static String closure(Class<?> root, PerClass<ClassNotes> notes) {
    Set<Class<?>> found = new LinkedHashSet<>();
    Deque<Class<?>> left = new ArrayDeque<>(Set.of(root));
    StringBuilder text = new StringBuilder();
    while (!left.isEmpty() && found.size() < MOST_CLASSES) {
      Class<?> type = left.poll();
      if (found.add(type)) {
        text.append(notes.of(type).digest()).append('\n');
        for (Class<?> each = type; !Shaper.isJdk(each); each = each.getSuperclass()) {
          Arrays.stream(each.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .map(Field::getType)
              .filter(declared -> !declared.isPrimitive() && !Shaper.isJdk(declared))
              .filter(declared -> !declared.isArray())
              .forEach(left::add);
        }
      }
    }
    return digest(text.toString());
  }

  private static String digest(String text) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, 16);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this JVM has no SHA-256, which Java SE requires", missing);
    }
  }
}
