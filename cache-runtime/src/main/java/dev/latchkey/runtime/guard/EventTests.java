package dev.latchkey.runtime.guard;

/**
 * Whether errors and very slow calls fall on the treated side, and whether subjects are split as
 * asked for. Confined to its judge.
 */
final class EventTests {
  private final Limits limits;
  private final double share;
  private final MixtureTest errors = MixtureTest.rareEvents();
  private final MixtureTest slow = MixtureTest.rareEvents();
  private final MixtureTest split = MixtureTest.split();
  private long treatedSubjects;
  private long controlSubjects;

  EventTests(Limits limits, double share) {
    this.limits = limits;
    this.share = share;
  }

  /**
   * Adds events.
   *
   * @param settled whether the operations that ran when the share was set are over: those were
   *     drawn for another share
   */
  void add(EventCounts counts, boolean settled) {
    errors.add(counts.treatedErrors(), counts.controlErrors(), share);
    slow.add(counts.treatedSlow(), counts.controlSlow(), share);
    treatedSubjects += counts.treatedSubjects();
    controlSubjects += counts.controlSubjects();
    if (settled) {
      split.add(counts.treatedSubjects(), counts.controlSubjects(), share);
    }
  }

  TestResult errors() {
    boolean many =
        treatedShare(errors) - controlShare(errors) >= Limits.ERROR_FLOOR && isHarm(errors);
    return result("errors", errors, many);
  }

  TestResult slow() {
    return result("slow", slow, isHarm(slow));
  }

  TestResult split() {
    long subjects = split.treated() + split.control();
    double actual = subjects == 0 ? Double.NaN : (double) split.treated() / subjects;
    return new TestResult(
        "split",
        actual,
        share,
        actual / share,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        split.passes(Limits.SPLIT) ? Verdict.SPLIT_MISMATCH : Verdict.SAFE);
  }

  private boolean isHarm(MixtureTest test) {
    return test.treated() >= Limits.FEWEST_EVENTS && test.passes(limits.harm());
  }

  private TestResult result(String name, MixtureTest test, boolean harm) {
    double treated = treatedShare(test);
    double control = controlShare(test);
    return new TestResult(
        name,
        treated,
        control,
        treated / control,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        harm ? Verdict.HARMFUL : Verdict.UNDECIDED);
  }

  private double treatedShare(MixtureTest test) {
    return share(test.treated(), treatedSubjects);
  }

  private double controlShare(MixtureTest test) {
    return share(test.control(), controlSubjects);
  }

  private static double share(long events, long subjects) {
    return subjects == 0 ? Double.NaN : (double) events / subjects;
  }
}
