package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.config.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The keys that entries are named and encrypted with: the newest, and up to two older ones whose
 * entries can still be read. Immutable.
 */
public final class KeyRing {
  private static final int MOST = 3;
  private static final int LEAST_BYTES = 32;

  private final List<Keys> keys;

  /** The keys that one master key gives. */
  static final class Keys {
    private final int id;
    private final byte[] index;
    private final byte[] encryption;

    Keys(int id, byte[] master) {
      this.id = id;
      index = Hkdf.derive(master, "latchkey redis index");
      encryption = Hkdf.derive(master, "latchkey redis encryption");
    }

    int id() {
      return id;
    }

    byte[] index() {
      return index;
    }

    byte[] encryption() {
      return encryption;
    }
  }

  private KeyRing(List<Keys> keys) {
    this.keys = keys;
  }

  /**
   * Reads a key file: one key a line, the newest first, as {@code <number> <base64 of at least 32
   * bytes>}. Empty lines and those that begin with {@code #} are left out.
   *
   * @throws IllegalArgumentException when there is no key, more than three, or a line is not as
   *     said; the message holds the number of the line alone
   */
  public static KeyRing parse(Secret text) {
    List<Keys> keys = new ArrayList<>();
    String[] lines = text.value().split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].trim();
      if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(key(line, i + 1));
      }
    }
    if (keys.isEmpty() || keys.size() > MOST) {
      throw new IllegalArgumentException("the key file has " + keys.size() + " keys, not 1 to 3");
    }
    if (keys.stream().map(Keys::id).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("the key file has two keys of one number");
    }
    return new KeyRing(List.copyOf(keys));
  }

  private static Keys key(String line, int number) {
    String[] parts = line.split("\\s+", -1);
    try {
      byte[] master = Base64.getDecoder().decode(parts[parts.length - 1]);
      if (parts.length == 2 && master.length >= LEAST_BYTES) {
        return new Keys(Integer.parseInt(parts[0]), master);
      }
    } catch (IllegalArgumentException malformed) {
      // Its message would show a part of the key.
    }
    throw new IllegalArgumentException(
        "line " + number + " of the key file is no number with the base64 of 32 bytes");
  }

  Keys newest() {
    return keys.get(0);
  }

  List<Keys> all() {
    return keys;
  }

  Optional<Keys> byId(int id) {
    return keys.stream().filter(each -> each.id() == id).findFirst();
  }

  /** Shows the numbers alone. */
  @Override
  public String toString() {
    return "KeyRing" + keys.stream().map(Keys::id).toList();
  }
}
