package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.serving.ServerKind;
import dev.latchkey.runtime.response.ServerTiming;
import org.jspecify.annotations.Nullable;

/**
 * Learns which response a thread serves, where a server hands a request to the application; of
 * several such calls inside each other the outermost counts. Thread-safe.
 */
final class ServingHandler implements ProbeHandler {
  private final ServerTiming timing;
  private final ServerKind kind;

  ServingHandler(ServerTiming timing, ServerKind kind) {
    this.timing = timing;
    this.kind = kind;
  }

  @Override
  public boolean isActive() {
    return timing.isOn() && !timing.isServing();
  }

  @Override
  public @Nullable Object begun(@Nullable Object self, @Nullable Object[] arguments) {
    return kind.response(arguments).map(timing::serve).orElse(null);
  }

  @Override
  public void ended(Object begun, @Nullable Object returned, @Nullable Throwable thrown) {
    ((Runnable) begun).run();
  }
}
