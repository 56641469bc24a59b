package dev.latchkey.runtime.analysis.report;

import java.time.Instant;
import java.util.List;

/**
 * The architecture report. Immutable. Each figure comes with the resource of the API that it was
 * read from.
 *
 * @param basis what the shares are shares of, in a sentence
 * @param authMillis mean time of an authentication; {@code NaN} when none was measured
 * @param bottlenecks the largest share first
 * @param gains what each phase would save
 * @param defects what is wrong with or without the agent
 * @param yaml targets for this application, ready for its configuration file
 */
public record Report(
    Instant at,
    String application,
    String version,
    String basis,
    long operations,
    double authMillis,
    double authP95Millis,
    List<Bottleneck> bottlenecks,
    List<Defect> defects,
    List<Gain> gains,
    List<String> strategy,
    List<Step> roadmap,
    List<Risk> risks,
    String yaml,
    List<Kpi> kpis,
    List<String> rollback,
    List<String> notes) {

  /** Copies the lists. */
  public Report {
    bottlenecks = List.copyOf(bottlenecks);
    defects = List.copyOf(defects);
    gains = List.copyOf(gains);
    strategy = List.copyOf(strategy);
    roadmap = List.copyOf(roadmap);
    risks = List.copyOf(risks);
    kpis = List.copyOf(kpis);
    rollback = List.copyOf(rollback);
    notes = List.copyOf(notes);
  }

  /**
   * Where time goes.
   *
   * @param share of the time that {@link Report#basis} speaks of, 0 to 1
   * @param millis a call or an authentication; {@code NaN} when not known
   * @param methods of the application or its libraries
   * @param measurement the resource of the API
   */
  public record Bottleneck(
      String name,
      String layer,
      double share,
      double millis,
      List<String> methods,
      String measurement) {

    /** Copies the list. */
    public Bottleneck {
      methods = List.copyOf(methods);
    }
  }

  /**
   * Something that the application or a library does wrong.
   *
   * @param evidence what was counted
   * @param remedy what follows from it, and what helps
   * @param measurement the resource of the API
   */
  public record Defect(String name, String evidence, String remedy, String measurement) {}

  /**
   * What a phase would save.
   *
   * @param hitRatio {@code NaN} when not predicted
   * @param savedRatio share of the time of an authentication; {@code NaN} when not predicted
   * @param atMost the share of its layer, which is more than it can save; {@code NaN} when not
   *     known
   * @param basis a sentence
   */
  public record Gain(
      String phase,
      double hitRatio,
      double savedRatio,
      double atMost,
      String basis,
      String measurement) {}

  /** One step of the roadmap. */
  public record Step(int number, String what, String effort, String success) {}

  /** Something that may go wrong, and what is done about it. */
  public record Risk(String kind, String risk, String mitigation) {}

  /**
   * A figure to go by.
   *
   * @param now as measured; a dash when it was not
   */
  public record Kpi(String name, String now, String target, String measurement) {}
}
