package dev.latchkey.runtime.bench;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a measurement stands that was begun over HTTP. Immutable.
 *
 * @param id names it, for as long as the process lives
 * @param state {@code running}, {@code ending} (somebody ended it and it keeps what there is),
 *     {@code complete}, {@code stopped} (what there is, is there) or {@code failed}
 * @param actor who began it
 * @param endedAt empty while it runs
 * @param message why it was stopped or failed; empty otherwise
 * @param result what was measured so far; empty before the first scenario ended
 */
public record BenchProcessState(
    String id,
    String state,
    String actor,
    String target,
    List<String> scenarios,
    Instant startedAt,
    Optional<Instant> endedAt,
    String message,
    Optional<BenchResult> result) {
  static final String RUNNING = "running";
  static final String ENDING = "ending";
  static final String FAILED = "failed";

  /** Copies the list. */
  public BenchProcessState {
    scenarios = List.copyOf(scenarios);
  }

  static BenchProcessState begun(String id, String actor, BenchOrder order, Instant at) {
    return new BenchProcessState(
        id,
        RUNNING,
        actor,
        order.target().toString(),
        order.names(),
        at,
        Optional.empty(),
        "",
        Optional.empty());
  }

  /** Returns whether it is over. */
  public boolean isOver() {
    return endedAt.isPresent();
  }

  BenchProcessState with(Optional<BenchResult> known) {
    return new BenchProcessState(
        id, state, actor, target, scenarios, startedAt, endedAt, message, known);
  }

  BenchProcessState ending() {
    return new BenchProcessState(
        id, ENDING, actor, target, scenarios, startedAt, endedAt, message, result);
  }

  /** Returns how it stands when its process is gone. */
  BenchProcessState over(Instant at, Optional<BenchResult> last, String said) {
    if (last.isEmpty()) {
      return ended(FAILED, at, said, last);
    }
    BenchResult known = last.get();
    return known.state().equals(BenchResult.RUNNING)
        ? ended("stopped", at, "its process was ended", last)
        : ended(known.state(), at, known.stopped(), last);
  }

  private BenchProcessState ended(
      String stands, Instant at, String why, Optional<BenchResult> last) {
    return new BenchProcessState(
        id, stands, actor, target, scenarios, startedAt, Optional.of(at), why, last);
  }
}
