package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a fetch's result holds a key-set document: the result is the text itself, or it has accessors
 * for text and content type and a public constructor that takes them again.
 *
 * <p>Thread-safe. Constructors are kept with their class, so that neither keeps the other's class
 * loader alive.
 */
final class DocumentForm {
  /** A content type that the result did not tell. */
  private static final String UNTOLD = "";

  private final List<PathReader> paths;
  private final Constructors constructors;

  DocumentForm(List<KeyPath> document) {
    paths = PathReader.all(document);
    constructors = new Constructors(paths.size());
  }

  /** A document as text. */
  record Parts(String text, String contentType) {}

  /**
   * Returns the document in a result, or nothing when the result has none that could be rebuilt.
   */
  Optional<Parts> parts(Object result) throws Throwable {
    if (paths.isEmpty()) {
      return text(result).map(text -> new Parts(text, UNTOLD));
    }
    if (!(constructors.get(result.getClass()) instanceof MethodHandle)) {
      return Optional.empty();
    }
    Object text = paths.get(0).read(null, new Object[0], result);
    Object contentType = paths.size() > 1 ? paths.get(1).read(null, new Object[0], result) : UNTOLD;
    return text instanceof String body && (contentType == null || contentType instanceof String)
        ? Optional.of(new Parts(body, contentType == null ? UNTOLD : (String) contentType))
        : Optional.empty();
  }

  /**
   * Returns a new result of {@code type} that holds the document, or null when there is no way to
   * make one.
   */
  @Nullable Object rebuild(Class<?> type, String text, String contentType) throws Throwable {
    if (paths.isEmpty()) {
      return type == String.class
          ? text
          : type == byte[].class ? text.getBytes(StandardCharsets.UTF_8) : null;
    }
    if (!(constructors.get(type) instanceof MethodHandle constructor)) {
      return null;
    }
    return paths.size() > 1
        ? constructor.invoke(text, contentType.isEmpty() ? null : contentType)
        : constructor.invoke(text);
  }

  /** A byte array is taken only if it is well-formed UTF-8, because it is rebuilt from the text. */
  private static Optional<String> text(Object result) {
    if (result instanceof String text) {
      return Optional.of(text);
    }
    if (result instanceof byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return java.util.Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))
          ? Optional.of(text)
          : Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * The constructor of each class; a class without a fitting public one keeps what is wrong. Like
   * {@link PathReader}'s, the values are of the JDK's own classes.
   */
  private static final class Constructors extends ClassValue<Object> {
    private final MethodType signature;

    Constructors(int strings) {
      signature = MethodType.genericMethodType(strings).changeReturnType(void.class);
    }

    @Override
    protected Object computeValue(Class<?> type) {
      Class<?>[] strings = new Class<?>[signature.parameterCount()];
      java.util.Arrays.fill(strings, String.class);
      try {
        return MethodHandles.publicLookup()
            .findConstructor(type, MethodType.methodType(void.class, strings));
      } catch (ReflectiveOperationException missing) {
        return String.valueOf(missing.getMessage());
      }
    }
  }
}
