package dev.latchkey.runtime.guard;

import java.util.function.IntSupplier;

/**
 * What counts as harm, and how sure the guard has to be. Immutable.
 *
 * <p>Every instance of a fleet judges its own calls, and one that finds harm rolls all of them
 * back. So that a fleet errs no oftener than one instance does, all of them together have the
 * probability of an error that one alone has (Bonferroni); whatever they judge may depend on each
 * other. It costs little time, because what is needed grows with the logarithm of their number.
 *
 * @param maxRegressionRatio share by which the treated side may be slower, such as 0.10
 * @param judges how many instances judge, this one included, asked for at each look
 */
record Limits(double maxRegressionRatio, IntSupplier judges) {
  /** Six tests of five phases and spare: a week of looking at all of them errs in under 1 %. */
  static final double HARM = 0.01 / 12;

  static final double SAFE = 0.01;

  /** A month has 1,440 half-hours, in each of which a window of three tests begins. */
  static final double HARM_IN_WINDOW = 0.01 / (1_440 * 3);

  static final double SPLIT = 1e-4;

  /** Whatever the ratio, nobody notices less. */
  static final double FLOOR_NANOS = 50_000;

  /** So much more of the subjects must fail before errors roll back. */
  static final double ERROR_FLOOR = 0.001;

  /** So few events are no evidence. */
  static final int FEWEST_EVENTS = 3;

  /** Of an instance that judges alone. */
  Limits(double maxRegressionRatio) {
    this(maxRegressionRatio, () -> 1);
  }

  /** Returns how improbable what a test saw has to be without harm. */
  double harm() {
    return HARM / judges.getAsInt();
  }

  /** Returns the same for a test of a window. */
  double harmInWindow() {
    return HARM_IN_WINDOW / judges.getAsInt();
  }

  /** Returns the ratio that is too much, for a control side that takes this long. */
  double margin(double controlNanos) {
    return 1 + Math.max(maxRegressionRatio, FLOOR_NANOS / controlNanos);
  }
}
