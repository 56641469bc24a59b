package dev.latchkey.runtime.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of clients, as {@code 10.0.0.0/8}, {@code ::1} or {@code fe80::/10} (RFC 4632, RFC 4291
 * section 2.3). An IPv4 address that is written as one of IPv6 ({@code ::ffff:10.0.0.1}) is itself.
 * Never asks a name service, and loads nothing of {@code java.net}: files are read before the
 * application begins. Immutable.
 */
public final class AddressRange {
  private static final int BITS = 8;
  private static final int V4 = 4;
  private static final int V6 = 16;
  private static final int GROUPS = 8;
  private static final int HEX = 16;
  private static final int LONGEST_GROUP = 4;
  private static final int MAPPED = 12;
  private static final int MAX_BYTE = 255;
  private static final int LONGEST = 64;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

  private final String text;
  private final byte[] network;
  private final int prefix;

  private AddressRange(String text, byte[] network, int prefix) {
    this.text = text;
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Returns what a file means.
   *
   * @throws ConfigSyntaxException when it is neither an address nor a range, or names bits outside
   *     of its prefix
   */
  static AddressRange parse(String text) throws ConfigSyntaxException {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new ConfigSyntaxException(
          "expected an address or a range of addresses, such as 127.0.0.1, ::1 or 10.0.0.0/8", 0);
    }
    int all = address.length * BITS;
    int prefix = all;
    if (slash >= 0) {
      String length = text.substring(slash + 1);
      prefix = NUMBER.matcher(length).matches() ? Integer.parseInt(length) : all + 1;
      if (prefix > all) {
        throw new ConfigSyntaxException("expected a prefix of 0 to " + all, slash + 1);
      }
    }
    for (int bit = prefix; bit < all; bit++) {
      if ((address[bit / BITS] & mask(bit)) != 0) {
        throw new ConfigSyntaxException(
            "has bits beyond its prefix; write the first address of the range, or leave /"
                + prefix
                + " out",
            0);
      }
    }
    return new AddressRange(text, address, prefix);
  }

  /** Returns whether a numeric address lies in the range; what is none lies in no range. */
  public boolean contains(String address) {
    byte[] asked = bytes(address);
    if (asked == null || asked.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (((asked[bit / BITS] ^ network[bit / BITS]) & mask(bit)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int mask(int bit) {
    return 1 << (BITS - 1 - bit % BITS);
  }

  private static byte @Nullable [] bytes(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    return address.indexOf(':') < 0 ? v4(address) : unmapped(v6(address));
  }

  private static byte @Nullable [] v4(String text) {
    String[] numbers = text.split("\\.", -1);
    if (numbers.length != V4) {
      return null;
    }
    byte[] bytes = new byte[V4];
    for (int i = 0; i < V4; i++) {
      if (!NUMBER.matcher(numbers[i]).matches() || Integer.parseInt(numbers[i]) > MAX_BYTE) {
        return null;
      }
      bytes[i] = (byte) Integer.parseInt(numbers[i]);
    }
    return bytes;
  }

  /** Two colons stand for as many groups of zeroes as are missing. */
  private static byte @Nullable [] v6(String text) {
    Optional<String> written = withoutDots(text);
    if (written.isEmpty()) {
      return null;
    }
    String groups = written.get();
    int gap = groups.indexOf("::");
    byte[] bytes = new byte[V6];
    if (gap < 0) {
      return fill(bytes, groups, false) == GROUPS ? bytes : null;
    }
    int before = fill(bytes, groups.substring(0, gap), false);
    int after = fill(bytes, groups.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < GROUPS ? bytes : null;
  }

  /** Returns how many groups were filled in, from the begin or up to the end; -1 for none. */
  private static int fill(byte[] bytes, String text, boolean atEnd) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] groups = text.split(":", -1);
    if (groups.length > GROUPS) {
      return -1;
    }
    int at = atEnd ? V6 - 2 * groups.length : 0;
    for (String group : groups) {
      if (group.length() > LONGEST_GROUP || !GROUP.matcher(group).matches()) {
        return -1;
      }
      int value = Integer.parseInt(group, HEX);
      bytes[at++] = (byte) (value >> BITS);
      bytes[at++] = (byte) value;
    }
    return groups.length;
  }

  /** Writes the last two groups in hexadecimal where they are written as an IPv4 address. */
  private static Optional<String> withoutDots(String text) {
    if (text.indexOf('.') < 0) {
      return Optional.of(text);
    }
    int last = text.lastIndexOf(':') + 1;
    byte[] tail = v4(text.substring(last));
    return tail == null
        ? Optional.empty()
        : Optional.of(text.substring(0, last) + hex(tail, 0) + ":" + hex(tail, 2));
  }

  private static String hex(byte[] bytes, int at) {
    return Integer.toHexString(((bytes[at] & MAX_BYTE) << BITS) + (bytes[at + 1] & MAX_BYTE));
  }

  private static byte @Nullable [] unmapped(byte @Nullable [] address) {
    if (address == null) {
      return null;
    }
    for (int i = 0; i < MAPPED; i++) {
      if (address[i] != (i < MAPPED - 2 ? 0 : (byte) MAX_BYTE)) {
        return address;
      }
    }
    return Arrays.copyOfRange(address, MAPPED, V6);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressRange range
        && range.prefix == prefix
        && Arrays.equals(range.network, network);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(network) * 31 + prefix;
  }

  /** Returns the range as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
