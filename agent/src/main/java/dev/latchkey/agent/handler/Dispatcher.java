package dev.latchkey.agent.handler;

import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import org.jspecify.annotations.Nullable;

/**
 * Receives every woven call. One of the three borders where {@code Throwable} is caught: whatever
 * fails in here, the application's own code runs, and what the application throws passes by.
 *
 * <p>Thread-safe; holds no lock. A timed call costs two clock readings and the counters; a call
 * that a cache may answer allocates one {@link Call} more.
 */
public final class Dispatcher extends LatchkeyGate {
  private final Sites sites;
  private final OperationTracker operations;
  private final Faults faults;
  private final Arrivals arrivals;
  private final SelfTime own;

  /** Follows calls with {@code operations} and leaves failures to {@code faults}. */
  public Dispatcher(Sites sites, OperationTracker operations, Faults faults) {
    this.sites = sites;
    this.operations = operations;
    this.faults = faults;
    arrivals = new Arrivals(operations, faults);
    own = new SelfTime(operations);
  }

  @Override
  protected @Nullable Object beginCall(int number) {
    Site site = sites.at(number);
    if (site == null || site.isOff() || isElsewhere(site)) {
      return null;
    }
    try {
      Operation operation = operations.enter(site.layer(), site.group());
      if (operation != null) {
        own.entered(operation, site.group());
      }
      return operation;
    } catch (Throwable failure) {
      faults.happened(site, failure);
      return null;
    }
  }

  @Override
  protected void endCall(int number, Object call, @Nullable Throwable thrown) {
    Site site = sites.at(number);
    if (site == null || !(call instanceof Operation operation)) {
      abandon(call);
      return;
    }
    long leaving = own.leaving(operation, site.group());
    end(site, operation, thrown, false);
    own.left(leaving);
  }

  private void end(Site site, Operation operation, @Nullable Throwable thrown, boolean loaded) {
    try {
      finish(site, operation, thrown, loaded);
    } catch (Throwable failure) {
      faults.happened(site, failure);
    }
  }

  @Override
  protected boolean isConsulted(int number) {
    Site site = sites.at(number);
    return site != null
        && !site.isOff()
        && ((site.handler() != null && site.handler().isActive())
            || site.arrival() != Arrival.AT_ONCE)
        && !isElsewhere(site);
  }

  /** A method that is used for much besides is one of its target only inside calls of a layer. */
  private boolean isElsewhere(Site site) {
    Layer within = site.within();
    if (within == null) {
      return false;
    }
    Operation running = operations.current();
    return running == null || !running.isInside(within);
  }

  @Override
  protected @Nullable Object enterCall(
      int number, @Nullable Object self, @Nullable Object[] arguments) {
    Site site = sites.at(number);
    if (site == null || site.isOff()) {
      return null;
    }
    CallHandler handler = site.handler();
    boolean arrives = site.arrival() != Arrival.AT_ONCE;
    if (handler == null && !arrives) {
      return null;
    }
    if (handler instanceof DirectHandler direct) {
      return answerDirectly(site, direct, arguments);
    }
    Call call = null;
    try {
      Operation operation = operations.enter(site.layer(), site.group());
      if (operation == null) {
        return null;
      }
      call = new Call(site, operation);
      if (arrives) {
        arrivals.enter(call, self, arguments);
      } else if (handler != null) {
        handler.enter(call, self, arguments);
      }
      own.entered(operation, site.group());
    } catch (Throwable failure) {
      if (call != null) {
        call.giveUp();
      }
      faults.happened(site, failure);
    }
    return call;
  }

  @Override
  protected boolean isLookedAt(int number) {
    Site site = sites.at(number);
    return site != null
        && !site.isOff()
        && site.handler() instanceof ProbeHandler probe
        && probe.isActive();
  }

  @Override
  protected @Nullable Object lookAtCall(
      int number, @Nullable Object self, @Nullable Object[] arguments) {
    Site site = sites.at(number);
    if (site == null || !(site.handler() instanceof ProbeHandler probe)) {
      return null;
    }
    try {
      Object begun = probe.begun(self, arguments);
      return begun == null ? null : new ProbeHandler.Seen(probe, begun);
    } catch (Throwable failure) {
      faults.happened(site, failure);
      return null;
    }
  }

  @Override
  protected void lookedAtCall(
      int number, Object call, @Nullable Object returned, @Nullable Throwable thrown) {
    Site site = sites.at(number);
    if (site == null || !(call instanceof ProbeHandler.Seen seen)) {
      abandon(call);
      return;
    }
    try {
      seen.handler().ended(seen.begun(), returned, thrown);
    } catch (Throwable failure) {
      faults.happened(site, failure);
    }
  }

  private @Nullable Object answerDirectly(
      Site site, DirectHandler handler, @Nullable Object[] arguments) {
    try {
      return new DirectHandler.Answer(handler.direct(arguments));
    } catch (Throwable failure) {
      faults.happened(site, failure);
      return null;
    }
  }

  @Override
  protected @Nullable Object answerCall(Object entered, Class<?> type) {
    if (entered instanceof DirectHandler.Answer direct) {
      Object value = direct.value();
      return value != null && fits(value, type) ? value : null;
    }
    if (!(entered instanceof Call call)) {
      return null;
    }
    Site site = call.site();
    CallHandler handler = site.handler();
    call.type(type);
    if (handler == null || !call.isServed()) {
      return null;
    }
    try {
      long leaving = own.leaving(call.operation(), site.group());
      Object answer =
          site.arrival() == Arrival.AT_ONCE
              ? handler.answer(call, type)
              : arrivals.answer(call, handler, type);
      if (answer != null && fits(answer, type)) {
        site.meter().outcome(call.outcome());
        answered(site, call.operation());
        own.left(leaving);
        return answer;
      }
      call.giveUp();
    } catch (Throwable failure) {
      call.giveUp();
      faults.happened(site, failure);
    }
    return null;
  }

  @Override
  protected @Nullable Object leaveCall(
      int number, Object entered, @Nullable Object returned, @Nullable Throwable thrown) {
    if (entered instanceof Call call) {
      return leave(call, returned, thrown);
    }
    Site site = sites.at(number);
    if (site == null || !(entered instanceof Operation operation)) {
      abandon(entered);
      return null;
    }
    CallHandler handler = site.handler();
    try {
      long leaving = own.leaving(operation, site.group());
      if (thrown != null) {
        operation.fails(site.group(), thrown);
      }
      long elapsedNanos = operations.exit(operation, site.group(), thrown != null);
      if (elapsedNanos == OperationTracker.NOT_OPEN) {
        return null;
      }
      if (handler != null && handler.caches()) {
        site.meter().uncachedCall(elapsedNanos, thrown != null);
      } else {
        site.meter().call(elapsedNanos, thrown != null);
      }
      own.left(leaving);
    } catch (Throwable failure) {
      faults.happened(site, failure);
    }
    return null;
  }

  /** A method without result is skipped for one answer only, which no handler gives by chance. */
  private static boolean fits(Object answer, Class<?> type) {
    return type == Void.class
        ? answer == CallHandler.NO_RESULT
        : answer == NOTHING || type.isInstance(answer);
  }

  private @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    Site site = call.site();
    CallHandler handler = site.handler();
    Object value = returned;
    if (site.arrival() != Arrival.AT_ONCE) {
      Object followed = returned == null ? null : follow(call, returned);
      if (followed != null) {
        return followed;
      }
      if (thrown == null) {
        call.giveUp();
      }
      value = null;
    }
    Object substitute = null;
    boolean loaded = false;
    long leaving = own.leaving(call.operation(), site.group());
    try {
      if (handler != null) {
        substitute = handler.leave(call, value, thrown);
        if (handler.caches()) {
          site.meter().outcome(call.outcome());
          loaded = call.outcome() == CacheOutcome.MISS;
        }
      }
    } catch (Throwable failure) {
      faults.happened(site, failure);
    } finally {
      end(site, call.operation(), substitute == null ? thrown : null, loaded);
    }
    own.left(leaving);
    return call.type().isInstance(substitute) ? substitute : null;
  }

  /**
   * Returns what the application gets while the work of a call goes on, or null when the call ends
   * with the method.
   */
  private @Nullable Object follow(Call call, Object returned) {
    Site site = call.site();
    try {
      Object followed = arrivals.follow(call, returned);
      if (call.type().isInstance(followed)) {
        operations.exit(call.operation(), site.group(), false);
        return followed;
      }
    } catch (Throwable failure) {
      faults.happened(site, failure);
    }
    return null;
  }

  private void answered(Site site, Operation operation) {
    long elapsedNanos = operations.exit(operation, site.group(), false);
    if (elapsedNanos != OperationTracker.NOT_OPEN) {
      site.meter().answeredCall(elapsedNanos);
    }
  }

  private void finish(Site site, Operation operation, @Nullable Throwable thrown, boolean loaded) {
    boolean failed = thrown != null;
    if (thrown != null) {
      operation.fails(site.group(), thrown);
    }
    long elapsedNanos = operations.exit(operation, site.group(), failed);
    if (elapsedNanos == OperationTracker.NOT_OPEN) {
      return;
    }
    if (loaded) {
      site.meter().loadedCall(elapsedNanos, failed);
    } else {
      site.meter().call(elapsedNanos, failed);
    }
  }
}
