package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.TargetConfig;
import org.jspecify.annotations.Nullable;

/**
 * Sees a library ask for a newer key set than the one it has, for the fetches inside the call (rule
 * K-7). Never answers a call. Thread-safe.
 */
final class RefusalHandler implements CallHandler {
  private final PhaseGate phase;
  private final ForcedBy forcedBy;

  RefusalHandler(PhaseGate phase, TargetConfig config) {
    this.phase = phase;
    forcedBy = new ForcedBy(config.fetch().forcedBy());
  }

  @Override
  public boolean isActive() {
    return phase.isOn();
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    if (!call.operation().keysRefused() && forcedBy.holds(self, arguments)) {
      call.operation().keysRefused(true);
      call.hold(this);
    }
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() == this) {
      call.operation().keysRefused(false);
    }
    return null;
  }
}
