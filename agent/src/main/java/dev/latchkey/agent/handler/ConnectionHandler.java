package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.pool.Checkout;
import dev.latchkey.runtime.pool.ConnectRequest;
import dev.latchkey.runtime.pool.ConnectionEngine;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Phase 4 where connections are opened: a kept one answers the call, or the application's own code
 * connects and what it opened may be kept.
 *
 * <p>Which calls are treated is decided call by call (safety rule POOL-39), not by the subject of
 * an operation: whom a connection serves is not known when it is opened.
 */
final class ConnectionHandler implements CallHandler {
  private static final int BIT = 1 << Phase.POOL.ordinal();

  private final ConnectionEngine engine;
  private final PhaseSwitches phases;
  private final ConnectArguments requests;
  private final AtomicLong calls = new AtomicLong();

  /** Takes from {@code requests} what a call asks for. */
  ConnectionHandler(ConnectionEngine engine, PhaseSwitches phases, ConnectArguments requests) {
    this.engine = engine;
    this.phases = phases;
    this.requests = requests;
  }

  @Override
  public boolean caches() {
    return true;
  }

  @Override
  public boolean isActive() {
    return phases.isEnabled(Phase.POOL);
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    if (phases.isEnabled(Phase.POOL)) {
      checkOut(call, self, arguments);
    } else {
      call.outcome(CacheOutcome.DISABLED);
    }
  }

  private void checkOut(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    boolean treated = phases.treats(Phase.POOL, calls.incrementAndGet());
    mark(call.operation(), treated);
    if (!treated) {
      call.outcome(CacheOutcome.DISABLED);
    }
    ConnectRequest request = requests.of(self, arguments);
    Checkout checkout = request == null ? null : engine.checkout(request, treated);
    if (checkout != null) {
      call.hold(checkout);
      if (checkout.served() != null) {
        call.outcome(CacheOutcome.HIT);
      } else if (checkout.adopts()) {
        call.outcome(CacheOutcome.MISS);
      }
    }
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) {
    return call.held() instanceof Checkout checkout ? checkout.served() : null;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (!(call.held() instanceof Checkout checkout)) {
      return null;
    }
    if (thrown != null) {
      return checkout.failed(thrown);
    }
    if (returned instanceof Connection fresh) {
      return checkout.connected(fresh);
    }
    checkout.abandoned();
    return null;
  }

  /** The first connection of an operation decides for which side its time counts. */
  private static void mark(Operation operation, boolean treated) {
    if (operation.treated(BIT) || operation.control(BIT)) {
      return;
    }
    if (treated) {
      operation.markTreated(BIT);
    } else {
      operation.markControl(BIT);
    }
  }
}
