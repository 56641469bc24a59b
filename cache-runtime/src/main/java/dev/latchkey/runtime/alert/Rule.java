package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.AlertConfig.Severity;
import dev.latchkey.runtime.metrics.Span;
import java.time.Duration;
import java.time.Instant;

/** Judges ten seconds at a time whether something holds. Confined to the ticking thread. */
interface Rule {
  /** Returns a name that no other rule has. */
  String id();

  /** Returns in words when it fires. */
  String text();

  Severity severity();

  /** Returns how long it must hold before it fires. */
  Duration sustained();

  /** Returns how long it must not hold before it is resolved. */
  Duration calm();

  /**
   * Judges.
   *
   * @param tenSeconds what was measured since the last call
   */
  Finding judge(Span tenSeconds, Instant now);

  /**
   * What was found.
   *
   * @param sentence for people, when it holds
   */
  record Finding(boolean holds, String sentence) {
    static final Finding NONE = new Finding(false, "");
  }
}
