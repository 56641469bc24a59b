package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.ArrivingCall.Given;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.agent.handler.async.AsyncForm;
import dev.latchkey.agent.handler.async.Run;
import dev.latchkey.agent.handler.async.Watch;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.OperationTracker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries calls whose value arrives after the woven method returned to their handlers, which know
 * of values only. Thread-safe.
 *
 * <p>A running result is one call: it is consulted about when it is made, and what it brings is
 * handed in when it arrives. Of a deferred result every subscription is a call of its own. Either
 * way the call is timed from the beginning of its work to its end, wherever that is.
 *
 * <p>A handler that does not cache is entered when the method is called, and left at each end of
 * the work.
 *
 * <p>Since the work may read the arguments when it likes, only arguments that cannot change are
 * looked at.
 */
final class Arrivals {
  private final OperationTracker operations;
  private final Faults faults;

  Arrivals(OperationTracker operations, Faults faults) {
    this.operations = operations;
    this.faults = faults;
  }

  /** Begins a call whose value arrives later. */
  void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    CallHandler handler = call.site().handler();
    if (handler == null) {
      return;
    }
    if (!handler.isActive()) {
      call.outcome(CacheOutcome.DISABLED);
    } else if (!handler.caches()) {
      handler.enter(call, self, arguments);
    } else if (cannotChange(handler, arguments)) {
      if (call.site().arrival() == Arrival.DEFERRED) {
        call.hold(new Given(self, arguments));
      } else {
        handler.enter(call, self, arguments);
      }
    }
  }

  /** Returns a result that has arrived with the handler's answer, or null when there is none. */
  @Nullable Object answer(Call call, CallHandler handler, Class<?> type) throws Throwable {
    Object value = handler.answer(call, call.site().delivered().get());
    Optional<AsyncForm> form = AsyncForm.of(type);
    return value == null || form.isEmpty() ? null : form.get().completed(value);
  }

  /**
   * Has the work behind a result followed to its end.
   *
   * @return what the application gets in place of {@code result}, or null when nothing can be known
   *     of the work; the call then ends here
   */
  @Nullable Object follow(Call call, Object result) throws Throwable {
    Optional<AsyncForm> form = AsyncForm.of(call.type()).filter(known -> known.follows(result));
    if (form.isEmpty()) {
      return null;
    }
    Site site = call.site();
    Call later = call.later();
    CallHandler handler = site.handler();
    if (!form.get().isDeferred() && handler != null && handler.caches() && call.held() != null) {
      // What the method's thread does from now on is not inside this validation.
      call.operation().attach(Attachments.VALIDATION, null);
    }
    long begunNanos = call.begunNanos();
    Watch watch =
        form.get().isDeferred()
            ? () -> subscription(later)
            : () -> new ArrivingCall(later, null, operations, begunNanos);
    return form.get().observe(result, watch, failure -> faults.happened(site, failure));
  }

  /** Begins the work of one subscriber, with the phase as it is by then. */
  private Run subscription(Call assembled) {
    Call call = assembled.later();
    CallHandler handler = call.site().handler();
    Given given = null;
    if (call.held() instanceof Given kept) {
      call.hold(null);
      given = kept;
    }
    if (handler != null && !handler.isActive()) {
      call.outcome(CacheOutcome.DISABLED);
      given = null;
    }
    return new ArrivingCall(
        call, call.site().isOff() ? null : given, operations, operations.nanos());
  }

  private static boolean cannotChange(CallHandler handler, @Nullable Object[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument != null
          && !handler.mayChange(i)
          && !(argument instanceof String)
          && !(argument instanceof Boolean)
          && !(argument instanceof Integer)
          && !(argument instanceof Long)
          && !(argument instanceof Enum<?>)) {
        return false;
      }
    }
    return true;
  }
}
