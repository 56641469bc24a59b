package dev.latchkey.agent.handler;

import dev.latchkey.runtime.token.SignatureKey;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which libraries hand signing input and signature to the method that verifies. All
 * are left as they were found, so that the method's own body sees the whole of them (rule S-7).
 * Stateless.
 */
final class TokenPart {
  private static final Rereadable REREADABLE = new Rereadable();

  private TokenPart() {}

  /** Appends the whole of a part; false when it cannot be read without being used up. */
  static boolean append(SignatureKey signature, @Nullable Object part) {
    if (part instanceof byte[] bytes) {
      signature.token(bytes);
    } else if (part instanceof CharSequence text) {
      signature.token(text.toString());
    } else if (part instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      signature.token(bytes);
    } else if (part instanceof ByteArrayInputStream stream && REREADABLE.get(stream.getClass())) {
      signature.token(reread(stream));
    } else {
      return false;
    }
    return true;
  }

  /**
   * Reads what is left of a stream and puts it back. A reset goes to the mark, which may lie before
   * the place where reading began; the rest of the way is skipped.
   */
  private static byte[] reread(ByteArrayInputStream stream) {
    byte[] left = stream.readAllBytes();
    stream.reset();
    stream.skip(stream.available() - left.length);
    return left;
  }

  /** Whether streams of a class are read and reset by the JDK's own code, kept with the class. */
  private static final class Rereadable extends ClassValue<Boolean> {
    private static final Set<String> METHODS =
        Set.of("read", "readAllBytes", "reset", "skip", "available", "mark");

    @Override
    protected Boolean computeValue(Class<?> type) {
      for (Class<?> each = type; each != ByteArrayInputStream.class; each = each.getSuperclass()) {
        for (Method method : each.getDeclaredMethods()) {
          if (METHODS.contains(method.getName())) {
            return false;
          }
        }
      }
      return true;
    }
  }
}
