package dev.latchkey.agent.handler;

import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.coherence.Coherence;
import dev.latchkey.runtime.gate.Benefit;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.session.Lookup;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.Nothing;
import dev.latchkey.runtime.session.Recording;
import dev.latchkey.runtime.token.ReceiverChurn;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Phase 3: a user that was looked up before is given to the next caller as an object of his own, as
 * long as nothing that the lookup read has changed.
 */
final class LookupHandler extends CachingHandler {
  private static final long NONE = 0;
  private static final long SEVERAL = -1;

  private final WovenLookups lookups;
  private final LookupKey keys;
  private final @Nullable PathReader expiresAt;
  private final Receivers receivers;
  private final Logins logins;
  private final Coherence coherence;
  private final TargetNotes notes;

  /** The object that lookups are asked of. Threads may race: each of two sees another one later. */
  private volatile long onlyReceiver = NONE;

  private final ReceiverChurn churn = new ReceiverChurn();

  LookupHandler(
      PhaseGate phase,
      Forecaster forecaster,
      Benefit benefit,
      WovenLookups lookups,
      LookupKey keys,
      @Nullable PathReader expiresAt,
      Receivers receivers,
      Logins logins,
      Coherence coherence,
      TargetNotes notes) {
    super(phase, forecaster, benefit);
    this.lookups = lookups;
    this.keys = keys;
    this.expiresAt = expiresAt;
    this.receivers = receivers;
    this.logins = logins;
    this.coherence = coherence;
    this.notes = notes;
  }

  @Override
  public void woven() {
    lookups.make();
  }

  @Override
  void begin(Operation operation, @Nullable Object self, @Nullable Object[] arguments) {
    if (operation.subject() == 0) {
      for (Object each : arguments) {
        if (each instanceof CharSequence || each instanceof Number) {
          operation.subject(TokenHandler.spread(each.toString().hashCode()));
          return;
        }
      }
    }
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    LookupTarget target = lookups.make();
    if (call.site().arrival() != Arrival.AT_ONCE) {
      target.refuse("its result arrives later");
      return;
    }
    if (logins.includes(call)) {
      target.bypassedLogin();
      Recordings.spoil(call.operation());
      return;
    }
    Receiver receiver = receiver(self);
    if (receiver == null) {
      Recordings.spoil(call.operation());
      return;
    }
    LookupKey.Parts key = keys.of(call, self, receiver.id(), arguments);
    if (key == null) {
      Recordings.spoil(call.operation());
      return;
    }
    only(target, receiver.id());
    Recording outer = Recordings.current(call.operation());
    Lookup lookup = target.begin(key.fingerprint(), key, key, treated, outer);
    if (lookup.isServed()) {
      call.hold(lookup);
      call.outcome(CacheOutcome.HIT);
      note(call, lookup);
    } else if (lookup.isLoading()) {
      Recordings.begin(call.operation(), lookup);
      call.hold(lookup);
      if (treated) {
        call.outcome(CacheOutcome.MISS);
        if (outer != null) {
          unjudged(call);
        } else if (lookup.isComparing()) {
          compared(call);
        }
      }
    }
  }

  /**
   * What is being made around it has to hear what it is made of, and logins are learned of by their
   * lookups.
   */
  @Override
  boolean mayRest(Call call) {
    return !logins.includes(call) && Recordings.current(call.operation()) == null;
  }

  /** Notes in an authentication around it that a user was served, in case that it fails. */
  private static void note(Call call, Lookup lookup) {
    int own = call.site().group();
    Operation operation = call.operation();
    if (operation.rootGroup(own) != own) {
      lookup.follows(
          operation.attachment(Attachments.SERVED_USERS) instanceof Lookup earlier
              ? earlier
              : null);
      operation.attach(Attachments.SERVED_USERS, lookup);
    }
  }

  /** Other processes cannot tell the objects of one class apart. */
  private void only(LookupTarget target, long receiver) {
    if (onlyReceiver != receiver && onlyReceiver != SEVERAL) {
      boolean isFirst = onlyReceiver == NONE;
      onlyReceiver = isFirst ? receiver : SEVERAL;
      if (!isFirst) {
        target.refuseSharing("several objects of its class look users up");
      }
    }
  }

  @Override
  long identity(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    Receiver receiver = self == null ? null : receivers.known(self);
    LookupKey.Parts key =
        self == null
            ? null
            : keys.of(
                call, self, (receiver == null ? receivers.meet(self) : receiver).id(), arguments);
    return key == null ? 0 : TokenHandler.spread(key.fingerprint().hashCode());
  }

  private @Nullable Receiver receiver(@Nullable Object self) {
    Receiver known = receivers.known(self);
    if (churn.isTooHigh(known == null)) {
      notes.tell(State.WOVEN, "timed only: a new object looks users up for each request");
      return null;
    }
    return known == null && self != null ? receivers.meet(self) : known;
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) {
    Object answer = call.held() instanceof Lookup lookup ? lookups.make().answer(lookup) : null;
    return answer == Nothing.NULL ? LatchkeyGate.NOTHING : answer;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof Lookup lookup && lookup.isLoading()) {
      LookupTarget target = lookups.make();
      boolean intact = Recordings.end(call.operation(), lookup);
      if (thrown == null) {
        target.loaded(
            lookup,
            kept(returned),
            endMillis(expiresAt, returned),
            intact,
            null,
            coherence.ofKeys(call.operation().kids()));
      } else {
        target.failed(lookup);
      }
    }
    return null;
  }

  private static @Nullable Object kept(@Nullable Object returned) {
    Nothing nothing = Nothing.of(returned);
    if (nothing != null) {
      return nothing;
    }
    return isKept(returned) ? returned : null;
  }

  /** A user whose status cannot be read is not kept. */
  private static boolean isKept(@Nullable Object returned) {
    try {
      return found(returned) && UserStatus.mayLogIn(returned);
    } catch (Throwable unreadable) {
      return false;
    }
  }

  /** Returns when the user's account ends; one whose end cannot be read has ended already. */
  static long endMillis(@Nullable PathReader expiresAt, @Nullable Object returned) {
    Object user = returned instanceof Optional<?> optional ? optional.orElse(null) : returned;
    if (expiresAt == null || user == null) {
      return Long.MAX_VALUE;
    }
    try {
      Object end = expiresAt.read(null, new Object[0], user);
      Object value = end instanceof Optional<?> optional ? optional.orElse(null) : end;
      return value == null ? Long.MAX_VALUE : ClaimsReader.millis(value).orElse(Long.MIN_VALUE);
    } catch (Throwable unreadable) {
      return Long.MIN_VALUE;
    }
  }

  /** What is nothing may be something soon: somebody registers and logs in (rule U-11). */
  static boolean found(@Nullable Object returned) {
    return returned != null
        && !Boolean.FALSE.equals(returned)
        && !(returned instanceof Optional<?> optional && optional.isEmpty())
        && !(returned instanceof Collection<?> collection && collection.isEmpty())
        && !(returned instanceof Map<?, ?> map && map.isEmpty());
  }
}
