package dev.latchkey.agent.start;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.safety.SafetyBounds;
import dev.latchkey.runtime.safety.SafetyReport;
import dev.latchkey.runtime.session.TargetFigures;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Says for how long at most a kept answer may be untrue, by what is in force now. Thread-safe. */
final class LiveSafety implements Supplier<SafetyReport> {
  private final LatchkeyRuntime runtime;
  private final LiveTargets targets;

  LiveSafety(LatchkeyRuntime runtime, LiveTargets targets) {
    this.runtime = runtime;
    this.targets = targets;
  }

  @Override
  public SafetyReport get() {
    Map<String, Duration> lookups = new HashMap<>();
    for (TargetFigures each : runtime.sessions().figures()) {
      lookups.put(each.target(), Duration.ofMillis(each.maxStalenessMillis()));
    }
    return new SafetyBounds(
            runtime.config().phases(), runtime.phases()::isEnabled, targets.configured(), lookups)
        .report();
  }
}
