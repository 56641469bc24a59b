package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures a phase by blocks of the same load with it off and on, in the order off on on off, so
 * that what drifts meanwhile hits both. Confined to one thread.
 */
public final class PhaseBlocks {
  private static final ScenarioKind LOAD = ScenarioKind.CONCURRENT_MEDIUM;

  private final Runner runner;
  private final PhaseSwitch phase;
  private final String id;

  /** Measures the phase of this id. */
  public PhaseBlocks(
      Target target, BenchSettings settings, BenchWatch watch, String id, PhaseSwitch phase) {
    this.runner = new Runner(target, settings, watch);
    this.id = id;
    this.phase = phase;
  }

  /**
   * Runs so many pairs of blocks, each block as long as {@link BenchSettings#duration}.
   *
   * @return scenarios {@code <phase>-off} and {@code <phase>-on}, a repetition a block, and the
   *     comparison by pairs
   */
  public BenchResult run(String name, Instant at, Map<String, String> environment, int pairs)
      throws IOException, BenchException {
    BenchResult result = BenchResult.begun(name, at, environment);
    phase.set(false);
    runner.warmUp(20, LOAD.users());
    double given = runner.settings().capacity();
    double capacity = given > 0 ? given : new Capacity(runner).find();
    double rate = Math.max(1, capacity * LOAD.share());
    List<Repetition> off = new ArrayList<>();
    List<Repetition> on = new ArrayList<>();
    Summing sumOff = new Summing(LOAD, rate, runner.connections(LOAD.users()));
    Summing sumOn = new Summing(LOAD, rate, runner.connections(LOAD.users()));
    Optional<String> stopped = Optional.empty();
    try (OpenLoop loop = runner.open(LOAD.users(), Map.of())) {
      for (int i = 0; i < 2 * pairs && stopped.isEmpty() && !Double.isNaN(capacity); i++) {
        boolean isOn = i % 4 == 1 || i % 4 == 2;
        phase.set(isOn);
        stopped = block(loop, rate, isOn, isOn ? sumOn : sumOff, isOn ? on : off);
      }
    }
    result =
        result
            .withCapacity(capacity)
            .with(renamed(sumOff.result(Map.of()), "-off"))
            .with(renamed(sumOn.result(Map.of()), "-on"));
    BenchResult ended =
        result
            .judged(Comparing.paired(id, off, on), List.of())
            .ended(stopped.orElse(runner.watch().stopped()));
    runner.watch().saved(ended);
    return ended;
  }

  private ScenarioResult renamed(ScenarioResult result, String suffix) {
    return new ScenarioResult(
        id + suffix,
        result.state(),
        result.notes(),
        result.intendedRate(),
        result.connections(),
        result.repetitions(),
        result.curve(),
        result.answers(),
        result.figures());
  }

  private Optional<String> block(
      OpenLoop loop, double rate, boolean isOn, Summing sum, List<Repetition> blocks)
      throws IOException {
    BenchSettings settings = runner.settings();
    String what = id + (isOn ? "-on" : "-off");
    // What the switch itself costs, an empty cache above all, belongs to neither side.
    runner.run(loop, what, rate, settings.warmUp(), LOAD.users(), false);
    ServerFigures before = runner.target().probe().read();
    LoadResult load = runner.run(loop, what, rate, settings.duration(), LOAD.users(), true);
    ServerFigures used = runner.target().probe().read().since(before);
    sum.add(load, used);
    if (load.stopped() == null) {
      blocks.add(Repetition.of(load, used));
    }
    return Optional.ofNullable(load.stopped());
  }
}
