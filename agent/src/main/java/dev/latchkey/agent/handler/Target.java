package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One target at work: what was configured, what meters it, and what intercepts it. Immutable; equal
 * to itself alone, which also spares the start the making of a hash over all of its parts.
 *
 * @param group number of this target, unique among all; calls within calls of one group are counted
 *     once
 * @param handler what may answer a call; empty for a target that is only timed
 * @param limitation why a target that asks for more is only timed; empty when there is nothing to
 *     explain
 */
public record Target(
    TargetConfig config,
    TargetMeter meter,
    int group,
    Optional<CallHandler> handler,
    String limitation) {

  /** Returns a target that nobody is shown and that has no figures of its own. */
  static Target unlisted(TargetConfig config, int group, CallHandler handler) {
    return new Target(
        config, new Uncounted(info(config, "agent")), group, Optional.of(handler), "");
  }

  /** Returns a target that is looked at, to say what would come of it, and never woven. */
  public static Target lookedAt(TargetConfig config) {
    return new Target(config, new Uncounted(info(config, "api")), 0, Optional.empty(), "");
  }

  /** Returns what is shown of a target from this source. */
  public static TargetInfo info(TargetConfig config, String source) {
    return new TargetInfo(
        config.name(),
        config.layer(),
        config.className(),
        config.method().toString(),
        config.match().id(),
        source);
  }

  /** Returns the target's unique name. */
  public String name() {
    return config.name();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** Returns what is left of this target when it is removed: it counts nothing. */
  Target ended() {
    return new Target(config, new Uncounted(meter.info()), group, Optional.empty(), "");
  }

  /** Returns whether woven methods hand their arguments over. */
  public boolean intercepts() {
    return handler.isPresent();
  }

  /** Returns whether calls of woven methods are looked at, and never answered. */
  public boolean looks() {
    return handler.map(each -> each instanceof ProbeHandler).orElse(false);
  }

  /** Holds no figures. */
  private record Uncounted(TargetInfo info) implements TargetMeter {
    @Override
    public void call(long elapsedNanos, boolean failed) {}

    @Override
    public void uncachedCall(long elapsedNanos, boolean failed) {}

    @Override
    public void outcome(CacheOutcome outcome) {}
  }
}
