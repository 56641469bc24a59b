package dev.latchkey.runtime.gate;

/**
 * One criterion of a gate and what was measured. Immutable.
 *
 * @param name short and the same in every version, such as {@code hit-rate}
 * @param value what was measured; {@code NaN} when nothing was
 * @param wanted on which side of the limit it has to be
 * @param unit of value and limit: {@code ms} or {@code ratio}
 * @param detail what the value was made from, or what is missing, as a sentence
 */
public record Criterion(
    String name,
    double value,
    Side wanted,
    double limit,
    String unit,
    GateVerdict verdict,
    String detail) {
  /** On which side of the limit a value passes; the limit itself does not. */
  public enum Side {
    ABOVE,
    BELOW
  }

  static Criterion judged(
      String name, double value, Side wanted, double limit, String unit, String detail) {
    boolean passes = wanted == Side.ABOVE ? value > limit : value < limit;
    GateVerdict verdict = passes ? GateVerdict.PASS : GateVerdict.FAIL;
    return new Criterion(name, value, wanted, limit, unit, verdict, detail);
  }

  /** Keeps the value for people, if there is one, and judges nothing. */
  Criterion unjudged(String missing) {
    return new Criterion(name, value, wanted, limit, unit, GateVerdict.NOT_ENOUGH_DATA, missing);
  }
}
