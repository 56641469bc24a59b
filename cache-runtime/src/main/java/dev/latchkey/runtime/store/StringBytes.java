package dev.latchkey.runtime.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a string as bytes, without a copy where that can be: a token has hundreds of
 * them and is digested on every hit.
 *
 * <p>Strings whose characters all fit a byte keep them in an array of bytes (JEP 254). The agent
 * opens {@code java.lang} to its own class loader, for the gate's sake, so that the array can be
 * read here. Where it is not open, or the fields are not there, strings are copied. Stateless.
 */
final class StringBytes {
  private static final byte ONE_BYTE_EACH = 0;
  private static final @Nullable VarHandle VALUE = field("value", byte[].class);
  private static final @Nullable VarHandle CODER = field("coder", byte.class);

  private StringBytes() {}

  /**
   * Returns a byte for each character, or null when there is a character that does not fit. The
   * array may be the string's own: it must not be written to, and be seen by nobody else.
   */
  static byte @Nullable [] oneEach(String text) {
    if (VALUE != null && CODER != null && (byte) CODER.get(text) == ONE_BYTE_EACH) {
      return (byte[]) VALUE.get(text);
    }
    return copied(text);
  }

  private static byte @Nullable [] copied(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    // An encoder replaces what it cannot encode, and then two strings would become one. The way
    // back shows it; both ways run at memory speed, which a loop over the characters does not.
    return new String(bytes, StandardCharsets.ISO_8859_1).equals(text) ? bytes : null;
  }

  /** Returns two bytes for each character; an encoder would replace unpaired surrogates. */
  static byte[] twoEach(String text) {
    byte[] bytes = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes[2 * i] = (byte) (c >>> 8);
      bytes[2 * i + 1] = (byte) c;
    }
    return bytes;
  }

  private static @Nullable VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(String.class, MethodHandles.lookup())
          .findVarHandle(String.class, name, type);
    } catch (IllegalAccessException | NoSuchFieldException notReadable) {
      return null;
    }
  }
}
