package dev.latchkey.it.bench;

import java.util.List;

/**
 * One measurement that a full run makes.
 *
 * @param setup how the agent takes part
 * @param benchmark class and method
 * @param text what it measures, for the report
 */
record Planned(AgentSetup setup, String benchmark, String text) {
  /** Everything, in the order of the report. */
  static final List<Planned> ALL =
      List.of(
          new Planned(AgentSetup.ABSENT, "CallBenchmark.bare", "a method that does nothing"),
          new Planned(
              AgentSetup.ABSENT,
              "YardstickBenchmark.clockAndRecorder",
              "two `System.nanoTime()` and one update of an HdrHistogram `Recorder`"),
          new Planned(
              AgentSetup.ABSENT, "YardstickBenchmark.sha256", "one SHA-256 of the token's bytes"),
          new Planned(AgentSetup.ABSENT, "YardstickBenchmark.caffeineGet", "one get from Caffeine"),
          new Planned(AgentSetup.ABSENT, "NimbusBenchmark.rs256", "Nimbus verifies RS256"),
          new Planned(AgentSetup.ABSENT, "NimbusBenchmark.es256", "Nimbus verifies ES256"),
          new Planned(
              AgentSetup.ABSENT, "DrawBenchmark.draw", "the draw of a subject's side at 50 %"),
          new Planned(
              AgentSetup.ABSENT, "CopyBenchmark.sharedUser", "a copy of a user nobody can change"),
          new Planned(AgentSetup.ABSENT, "CopyBenchmark.user", "a copy of a user of ten fields"),
          new Planned(
              AgentSetup.ABSENT,
              "CopyBenchmark.groupedUser",
              "a copy of the same with a list, a map and a date"),
          new Planned(
              AgentSetup.ABSENT, "CopyBenchmark.recordGroupedUser", "taking that user's template"),
          new Planned(AgentSetup.WATCHING, "CallBenchmark.segment", "a timed method"),
          new Planned(
              AgentSetup.WATCHING,
              "CallBenchmark.operation",
              "a timed method that is a whole auth operation"),
          new Planned(
              AgentSetup.WATCHING,
              "CallBenchmark.verify",
              "the same, whose signature could be remembered"),
          new Planned(
              AgentSetup.CACHING, "CallBenchmark.leftAlone", "a target whose site is switched off"),
          new Planned(AgentSetup.CACHING, "CallBenchmark.verify", "tier `signature`: a hit"),
          new Planned(AgentSetup.CACHING, "CallBenchmark.verifyFresh", "tier `signature`: a miss"),
          new Planned(AgentSetup.CACHING, "CallBenchmark.validate", "tier `full`: a hit"),
          new Planned(
              AgentSetup.CACHING,
              "CallBenchmark.validateFresh",
              "tier `full`: a miss, with the making of a new token string"),
          new Planned(AgentSetup.CACHING, "NimbusBenchmark.rs256", "Nimbus verifies RS256: a hit"),
          new Planned(AgentSetup.CACHING, "NimbusBenchmark.es256", "Nimbus verifies ES256: a hit"),
          new Planned(
              AgentSetup.CACHING,
              "ContentionBenchmark.hotToken",
              "64 threads, hits of one token, all threads together"),
          new Planned(
              AgentSetup.CACHING,
              "ContentionBenchmark.ownTokens",
              "64 threads, hits of a token each, all threads together"));

  /** Returns the pattern by which JMH finds it, and no other. */
  String pattern() {
    return "\\." + benchmark.replace(".", "\\.") + "$";
  }
}
