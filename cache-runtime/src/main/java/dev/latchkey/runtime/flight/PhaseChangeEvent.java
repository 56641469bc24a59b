package dev.latchkey.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A phase was switched. Confined to the thread that makes it. */
@Name("dev.latchkey.PhaseChange")
@Label("Phase Change")
@Category("Latchkey")
@StackTrace(false)
final class PhaseChangeEvent extends Event {
  @Label("Phase")
  String phase = "";

  @Label("Enabled")
  boolean enabled;

  @Label("Shadow")
  boolean shadow;

  @Label("Rollout Percent")
  int rolloutPercent;

  @Label("Changed By")
  String changedBy = "";
}
