package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.async.Run;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work whose value arrives after the woven method returned, as a call of its own. Its end is told
 * at most once, by the thread on which it comes.
 */
final class ArrivingCall implements Run {
  private final Call call;
  private final @Nullable CallHandler handler;
  private final @Nullable Given given;
  private final OperationTracker operations;
  private final long begunNanos;
  private final @Nullable LongConsumer arrival;

  /**
   * Follows a call.
   *
   * @param given what to consult the handler with once it is asked for an answer; null for a call
   *     that it was consulted about, or is not to be
   */
  ArrivingCall(Call call, @Nullable Given given, OperationTracker operations, long begunNanos) {
    this.call = call;
    this.handler = call.site().handler();
    this.given = given;
    this.operations = operations;
    this.begunNanos = begunNanos;
    arrival = operations.arriving(call.site().layer());
  }

  /** What a woven method was called with. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Given(@Nullable Object self, @Nullable Object[] arguments) {}

  @Override
  public @Nullable Object answer() throws Throwable {
    if (handler == null || given == null) {
      return null;
    }
    handler.enter(call, given.self(), given.arguments());
    if (!call.isServed()) {
      return null;
    }
    Object value = handler.answer(call, call.site().delivered().get());
    if (value == null) {
      call.giveUp();
    } else {
      count(false);
      handOn();
    }
    return value;
  }

  /** What a caller does with a key set that he was served is looked at on his own thread. */
  private void handOn() {
    Object served = call.operation().attachment(Attachments.SERVED_KEY_SET);
    Operation running = served == null ? null : operations.current();
    if (running != null) {
      running.attach(Attachments.SERVED_KEY_SET, served);
    }
  }

  @Override
  public boolean surrounds() {
    return handler != null
        && handler.isActive()
        && handler.carriesToken()
        && call.operation().tokenSeen();
  }

  @Override
  public Runnable surround() {
    Site site = call.site();
    return operations.carryOn(call.operation().detached(), site.layer(), site.group());
  }

  @Override
  public void succeeded(@Nullable Object value) throws Throwable {
    end(value, null);
  }

  @Override
  public void failed(Throwable failure) throws Throwable {
    end(null, failure);
  }

  /**
   * Says nothing of the value, so that a cache hears of nothing; the work may be done all the same.
   */
  @Override
  public void cancelled() throws Throwable {
    if (handler != null && handler.caches()) {
      count(false);
    } else {
      end(null, null);
    }
  }

  private void end(@Nullable Object value, @Nullable Throwable failure) throws Throwable {
    try {
      if (handler != null) {
        if (value != null) {
          call.site().delivered().saw(value.getClass());
          call.type(value.getClass());
        }
        handler.leave(call, value, failure);
      }
    } finally {
      count(failure != null);
    }
  }

  private void count(boolean failed) {
    boolean caches = handler != null && handler.caches();
    if (caches) {
      call.site().meter().outcome(call.outcome());
    }
    long elapsedNanos = operations.nanos() - begunNanos;
    if (caches && call.outcome() == CacheOutcome.MISS) {
      call.site().meter().loadedCall(elapsedNanos, failed);
    } else {
      call.site().meter().call(elapsedNanos, failed);
    }
    if (arrival != null) {
      arrival.accept(elapsedNanos);
    }
  }
}
