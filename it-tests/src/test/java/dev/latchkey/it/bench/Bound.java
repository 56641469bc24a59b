package dev.latchkey.it.bench;

import static dev.latchkey.it.bench.AgentSetup.ABSENT;
import static dev.latchkey.it.bench.AgentSetup.CACHING;
import static dev.latchkey.it.bench.AgentSetup.SESSIONS;
import static dev.latchkey.it.bench.AgentSetup.WATCHING;

import dev.latchkey.it.bench.PoolCost.Way;
import java.util.List;

/**
 * What the project holds itself to.
 *
 * @param value what was measured; {@code NaN} when the run left it out
 * @param limit the highest value that passes
 */
record Bound(String text, double value, double limit, String unit) {
  private static final double PERCENT = 100;
  private static final double MB = 1e6;

  static List<Bound> of(Measurements run) {
    double bare = run.nanos(ABSENT, "CallBenchmark.bare");
    double clock = run.nanos(ABSENT, "YardstickBenchmark.clockAndRecorder");
    double sha = run.nanos(ABSENT, "YardstickBenchmark.sha256");
    double hot = run.nanos(CACHING, "ContentionBenchmark.hotToken");
    return List.of(
        new Bound(
            "A phase that is off adds to a timed call",
            run.nanos(WATCHING, "CallBenchmark.verify")
                - run.nanos(WATCHING, "CallBenchmark.operation"),
            5,
            "ns"),
        new Bound(
            "A site that is switched off adds to a bare call",
            run.nanos(CACHING, "CallBenchmark.leftAlone") - bare,
            5,
            "ns"),
        new Bound(
            "Timing, over two clock readings and one recorder update",
            (run.nanos(WATCHING, "CallBenchmark.segment") - bare) / clock,
            1.3,
            "times"),
        new Bound(
            "A `signature` hit, over one SHA-256 of the token",
            run.nanos(CACHING, "CallBenchmark.verify") / sha,
            2,
            "times"),
        new Bound(
            "A `signature` hit allocates",
            run.bytes(CACHING, "CallBenchmark.verify"),
            200,
            "bytes"),
        new Bound(
            "A `full` hit, over one SHA-256 of the token",
            run.nanos(CACHING, "CallBenchmark.validate") / sha,
            1.5,
            "times"),
        new Bound(
            "A `full` hit allocates", run.bytes(CACHING, "CallBenchmark.validate"), 200, "bytes"),
        new Bound(
            "64 threads on one token, over 64 threads on a token each",
            hot / run.nanos(CACHING, "ContentionBenchmark.ownTokens"),
            1.1,
            "times"),
        new Bound(
            "Saying which side of a rollout a subject is on takes",
            run.nanos(ABSENT, "DrawBenchmark.draw"),
            20,
            "ns"),
        new Bound("Saying so allocates", run.bytes(ABSENT, "DrawBenchmark.draw"), 0.5, "bytes"),
        new Bound(
            "A copy of a user of ten fields takes",
            run.nanos(ABSENT, "CopyBenchmark.user"),
            200,
            "ns"),
        new Bound(
            "A user from memory that nobody can change takes",
            run.nanos(SESSIONS, "LookupBenchmark.identity"),
            1_000,
            "ns"),
        new Bound(
            "A user of ten fields from memory, copied, takes",
            run.nanos(SESSIONS, "LookupBenchmark.user"),
            2_000,
            "ns"),
        new Bound(
            "Telling what a statement writes, of a text seen before, takes",
            run.nanos(ABSENT, "SqlTextBenchmark.seen"),
            50,
            "ns"),
        new Bound(
            "Loading 2,000 classes with the agent, over loading them without",
            run.weaving().loading().ratio(),
            1.5,
            "times"),
        new Bound(
            "CPU of a pooled connection with a full reset, over one that is opened anew",
            run.pool().of(Way.FULL).cpu() / run.pool().of(Way.DIRECT).cpu() * PERCENT,
            2,
            "%"),
        new Bound(
            "Borrowing and giving back, `reset: full`, median",
            run.pool().of(Way.FULL).p50(),
            250,
            "µs"),
        new Bound(
            "Borrowing and giving back, `reset: dirty`, nothing changed, median",
            run.pool().of(Way.DIRTY).p50(),
            20,
            "µs"),
        new Bound(
            "CPU with the agent, less that without, of 2,000 operations a second through 50"
                + " targets, of one core",
            run.steady().cpu() * PERCENT,
            2,
            "%"),
        new Bound("Live heap then, less that without", run.steady().heap() / MB, 32, "MB"),
        new Bound("CPU of one scrape of `/metrics` then", run.steady().scrape(), 20, "ms"));
  }

  /** Returns the verdict as readers see it. */
  String verdict() {
    return Double.isNaN(value) ? "not measured" : value <= limit ? "pass" : "**fail**";
  }
}
