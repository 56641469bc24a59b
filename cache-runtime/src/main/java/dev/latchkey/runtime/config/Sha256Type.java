package dev.latchkey.runtime.config;

import java.util.Locale;

/** Hidden, too: whoever sees the hash of a poor token can try words until one fits. */
record Sha256Type() implements ValueType<Secret> {
  private static final int DIGITS = 64;

  @Override
  public Secret parse(String text) throws BadValueException {
    boolean hex = text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    if (text.length() != DIGITS || !hex) {
      throw malformed();
    }
    return new Secret(text.toLowerCase(Locale.ROOT));
  }

  @Override
  public String expected() {
    return "the SHA-256 of a token in 64 hex digits; 'latchkey token new' makes both";
  }

  @Override
  public boolean secret() {
    return true;
  }
}
