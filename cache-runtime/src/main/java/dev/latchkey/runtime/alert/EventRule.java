package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.config.AlertConfig.Severity;
import dev.latchkey.runtime.metrics.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something happened that nobody should have to look for. It stays until an hour has passed without
 * another. Thread-safe.
 */
final class EventRule implements Rule {
  private static final Duration CALM = Duration.ofHours(1);

  private final String id;
  private final String text;
  private final Severity severity;
  private final Set<String> kinds;
  private volatile @Nullable Event fresh;

  private EventRule(String id, String text, Severity severity, Set<String> kinds) {
    this.id = id;
    this.text = text;
    this.severity = severity;
    this.kinds = kinds;
  }

  /** Returns what is watched whatever the configuration says. */
  static List<EventRule> builtIn() {
    return List.of(
        new EventRule(
            "wrong-answer",
            "a kept answer differed from the application's own",
            Severity.CRITICAL,
            Set.of(
                "cache.contradicted",
                "cache.mismatch",
                "coherence.violated",
                "rollout.distrusted")),
        new EventRule(
            "rolled-back",
            "a phase was rolled back by itself, or is slower than its baseline",
            Severity.WARNING,
            Set.of("rollout.rolled-back", "rollout.slower-than-baseline")),
        new EventRule(
            "regression",
            "authentication is slower or fails more since something was changed",
            Severity.WARNING,
            Set.of("history.regression")));
  }

  void happened(Event event) {
    if (kinds.contains(event.kind()) && event.severity() != Event.Severity.INFO) {
      fresh = event;
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Severity severity() {
    return severity;
  }

  @Override
  public Duration sustained() {
    return Duration.ZERO;
  }

  @Override
  public Duration calm() {
    return CALM;
  }

  @Override
  public Finding judge(Span tenSeconds, Instant now) {
    Event event = fresh;
    fresh = null;
    return event == null ? Finding.NONE : new Finding(true, event.text());
  }
}
