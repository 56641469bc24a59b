package dev.latchkey.runtime.guard;

/**
 * What counts as harm, and how sure the guard has to be. Immutable.
 *
 * @param maxRegressionRatio share by which the treated side may be slower, such as 0.10
 */
record Limits(double maxRegressionRatio) {
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

  /** Returns the ratio that is too much, for a control side that takes this long. */
  double margin(double controlNanos) {
    return 1 + Math.max(maxRegressionRatio, FLOOR_NANOS / controlNanos);
  }
}
