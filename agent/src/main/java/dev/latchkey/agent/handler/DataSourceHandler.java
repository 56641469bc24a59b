package dev.latchkey.agent.handler;

import org.jspecify.annotations.Nullable;

/**
 * Phase 4 and the observer at a data source that connects by itself: a method is woven once, so
 * that one handler does for both. The observer hears of what the driver opens, with the phase off
 * too. Thread-safe.
 */
final class DataSourceHandler implements CallHandler {
  private final ConnectionHandler pooling;
  private final DriverHandler observing;

  DataSourceHandler(ConnectionHandler pooling, DriverHandler observing) {
    this.pooling = pooling;
    this.observing = observing;
  }

  /** What both hold while the driver connects. */
  private record Held(@Nullable Object pooling, @Nullable Object observing) {}

  @Override
  public boolean caches() {
    return true;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    pooling.enter(call, self, arguments);
    if (!call.isServed()) {
      Object checkout = call.held();
      observing.enter(call, self, arguments);
      call.hold(new Held(checkout, call.held()));
    }
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) {
    return pooling.answer(call, type);
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (!(call.held() instanceof Held held)) {
      return null;
    }
    call.hold(held.observing());
    observing.leave(call, returned, thrown);
    call.hold(held.pooling());
    return pooling.leave(call, returned, thrown);
  }
}
