package dev.latchkey.runtime.bench;

/**
 * Whether something that was asked for holds.
 *
 * @param verdict {@code pass}, {@code fail} or {@code not-enough-data}
 * @param text with value and limit
 */
public record Gate(String name, String verdict, String text) {
  static Gate of(String name, boolean holds, String text) {
    return new Gate(name, holds ? "pass" : "fail", text);
  }

  static Gate unknown(String name, String why) {
    return new Gate(name, "not-enough-data", why);
  }

  /** Tells whether it does not hold. */
  public boolean failed() {
    return verdict.equals("fail");
  }
}
