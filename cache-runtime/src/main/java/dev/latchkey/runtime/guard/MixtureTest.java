package dev.latchkey.runtime.guard;

/**
 * Whether events fall on the treated side oftener than its share of subjects says: the likelihood
 * of a few odds against that of the share, averaged. As subjects are drawn, this is exact, however
 * often one looks: under no effect its evidence passes {@code 1/alpha} with a probability of no
 * more than {@code alpha} (Ville's inequality). Confined to its judge.
 */
final class MixtureTest {
  private static final double[] RARE = {1.5, 2, 3, 5, 10, 30};
  private static final double[] SPLIT = {0.5, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 2};

  private final double[] odds;
  private final double[] logs;
  private long treated;
  private long control;

  private MixtureTest(double[] odds) {
    this.odds = odds;
    logs = new double[odds.length];
  }

  /** Looks for events that are commoner on the treated side. */
  static MixtureTest rareEvents() {
    return new MixtureTest(RARE);
  }

  /** Looks for a split other than the one asked for, to either side. */
  static MixtureTest split() {
    return new MixtureTest(SPLIT);
  }

  /**
   * Adds events.
   *
   * @param share of subjects on the treated side when they happened, above 0 and below 1
   */
  void add(long onTreated, long onControl, double share) {
    treated += onTreated;
    control += onControl;
    for (int i = 0; i < odds.length; i++) {
      double all = 1 - share + odds[i] * share;
      logs[i] += onTreated * Math.log(odds[i] / all) - onControl * Math.log(all);
    }
  }

  long treated() {
    return treated;
  }

  long control() {
    return control;
  }

  /** Returns the natural logarithm of the evidence against the share. */
  double logEvidence() {
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum / logs.length);
  }

  boolean passes(double alpha) {
    return logEvidence() >= -Math.log(alpha);
  }
}
