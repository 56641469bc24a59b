package dev.latchkey.it.bench;

import java.util.List;
import java.util.Optional;

/** What a run gave. */
record Measurements(List<Measurement> all, WeavingCost weaving, PoolCost pool, SteadyCost steady) {

  Optional<Measurement> find(AgentSetup setup, String benchmark) {
    return all.stream()
        .filter(
            each -> each.planned().setup() == setup && each.planned().benchmark().equals(benchmark))
        .findFirst();
  }

  /** Returns a call's time, or {@code NaN} when the run left it out. */
  double nanos(AgentSetup setup, String benchmark) {
    return find(setup, benchmark).map(Measurement::nanos).orElse(Double.NaN);
  }

  /** Returns what a call allocated, or {@code NaN} when the run left it out. */
  double bytes(AgentSetup setup, String benchmark) {
    return find(setup, benchmark).map(Measurement::bytes).orElse(Double.NaN);
  }
}
