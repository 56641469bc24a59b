package dev.latchkey.dashboard.endpoint;

import java.util.regex.Pattern;

/** The form of a token's digest in calls. Stateless. */
final class Sha256 {
  static final String EXPECTED = "64 hexadecimal digits, the SHA-256 of a token";

  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{64}");

  private Sha256() {}

  static boolean is(String text) {
    return DIGITS.matcher(text).matches();
  }
}
