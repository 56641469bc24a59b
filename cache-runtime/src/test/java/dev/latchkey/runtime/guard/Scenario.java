package dev.latchkey.runtime.guard;

/**
 * A rollout to be simulated. Immutable.
 *
 * @param perSecond operations a second, on the average of a day
 * @param percent of subjects on the treated side
 * @param zipf how unevenly the subjects call: the exponent of Zipf's law
 * @param costSd how unequally fast they are: the standard deviation of the logarithm
 * @param hotShare part of all operations that one more subject makes
 * @param harm what the phase does to the treated side
 */
record Scenario(
    double perSecond,
    int percent,
    Noise noise,
    int subjects,
    double zipf,
    double costSd,
    double hotShare,
    double millis,
    Harm harm) {

  /** How the duration of one operation varies. */
  enum Noise {
    LOGNORMAL,
    PARETO,
    BIMODAL,
    CONSTANT
  }

  /**
   * What the phase does.
   *
   * @param ratio durations of the treated side to those of the control side
   * @param subjectShare part of the subjects for whom it holds
   * @param fromQuantile part of the calls, the fastest, that it leaves alone
   * @param errorRate of treated subjects, where the control side has 0.001
   * @param fromSlot when it begins
   * @param toSlot when it ends
   */
  record Harm(
      double ratio,
      double subjectShare,
      double fromQuantile,
      double errorRate,
      long fromSlot,
      long toSlot) {
    static final Harm NONE = new Harm(1, 1, 0, 0.001, 0, Long.MAX_VALUE);

    static Harm ratio(double ratio) {
      return new Harm(ratio, 1, 0, 0.001, 0, Long.MAX_VALUE);
    }

    static Harm errors(double rate) {
      return new Harm(1, 1, 0, rate, 0, Long.MAX_VALUE);
    }
  }

  static final Scenario USUAL =
      new Scenario(10, 10, Noise.LOGNORMAL, 5_000, 1, 0.3, 0, 5, Harm.NONE);

  Scenario perSecond(double value) {
    return new Scenario(value, percent, noise, subjects, zipf, costSd, hotShare, millis, harm);
  }

  Scenario percent(int value) {
    return new Scenario(perSecond, value, noise, subjects, zipf, costSd, hotShare, millis, harm);
  }

  Scenario noise(Noise value) {
    return new Scenario(perSecond, percent, value, subjects, zipf, costSd, hotShare, millis, harm);
  }

  Scenario uneven() {
    return new Scenario(perSecond, percent, noise, subjects, 1.2, 1, hotShare, millis, harm);
  }

  Scenario subjects(int value) {
    return new Scenario(perSecond, percent, noise, value, zipf, costSd, hotShare, millis, harm);
  }

  Scenario hot(double share) {
    return new Scenario(perSecond, percent, noise, subjects, zipf, costSd, share, millis, harm);
  }

  Scenario millis(double value) {
    return new Scenario(perSecond, percent, noise, subjects, zipf, costSd, hotShare, value, harm);
  }

  Scenario harm(Harm value) {
    return new Scenario(perSecond, percent, noise, subjects, zipf, costSd, hotShare, millis, value);
  }
}
