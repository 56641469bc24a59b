package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.gate.Benefit;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.token.PendingValidation;
import dev.latchkey.runtime.token.ReceiverChurn;
import dev.latchkey.runtime.token.ValidationCache;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Phase 2, tier full: the whole answer of a successful validation is kept, per validator and
 * settings, and given to the next caller with the same token as an object of his own.
 *
 * <p>Of nested validations the outermost takes part alone. A small share of the hits runs the
 * application's own code all the same, and what it says is compared with what was kept.
 */
final class ValidationHandler extends CachingHandler {
  private final ValidationCache cache;
  private final ValidationKey keys;
  private final Receivers receivers;
  private final PurityCheck purity;
  private final ResultForm form;
  private final AnswerCheck answers;
  private final TargetNotes notes;
  private final BooleanSupplier sample;
  private final ReceiverChurn churn = new ReceiverChurn();

  ValidationHandler(
      PhaseGate phase,
      Forecaster forecaster,
      Benefit benefit,
      ValidationCache cache,
      ValidationKey keys,
      Receivers receivers,
      PurityCheck purity,
      ResultForm form,
      AnswerCheck answers,
      TargetNotes notes,
      BooleanSupplier sample) {
    super(phase, forecaster, benefit);
    this.cache = cache;
    this.keys = keys;
    this.receivers = receivers;
    this.purity = purity;
    this.form = form;
    this.answers = answers;
    this.notes = notes;
    this.sample = sample;
  }

  @Override
  public boolean carriesToken() {
    return true;
  }

  /**
   * A call that the application answers, and whose answer is compared with what was kept. Of one
   * that is answered from the cache the context alone is held.
   */
  private record Miss(PendingValidation pending, Receiver receiver, ResultForm.Context context) {}

  /** A call that the application answers while a whole answer is being made. */
  private record Inside(WholeAnswer whole, String token) {}

  @Override
  void begin(Operation operation, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    String token = operation.subject() == 0 ? keys.token(self, arguments) : null;
    if (token != null) {
      operation.subject(TokenHandler.spread(Bearer.bare(token).hashCode()));
    }
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    Object around = call.operation().attachment(Attachments.VALIDATION);
    if (around != null) {
      leaveAlone(call, around, keys.token(self, arguments));
      return;
    }
    if (answers.isOff()) {
      return;
    }
    Receiver receiver = receiver(self);
    String token = receiver == null ? null : keys.token(self, arguments);
    if (receiver == null || token == null) {
      return;
    }
    Fingerprint key = keys.of(call, receiver, token, self, arguments);
    if (key != null) {
      Form kept = treated || comparesUnserved() ? find(call, key) : null;
      decide(call, key, receiver, new ResultForm.Context(self, arguments, token, kept), treated);
    }
  }

  /** What is being made around it is told what the application says here. */
  @Override
  boolean mayRest(Call call) {
    return call.operation().attachment(Attachments.VALIDATION) == null;
  }

  /** What is being made around it may rest on what the application says here. */
  private void leaveAlone(Call call, Object around, @Nullable String token) {
    if (around instanceof WholeAnswer whole
        && answers.isOfSignatures()
        && token != null
        && call.site().arrival() == Arrival.AT_ONCE) {
      call.hold(new Inside(whole, token));
    }
  }

  @Override
  long identity(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    String token = keys.token(self, arguments);
    return token == null ? 0 : TokenHandler.spread(token.hashCode());
  }

  private @Nullable Form find(Call call, Fingerprint key) {
    return (Form) (call.isBegun() ? cache.find(key, call.begunNanos()) : cache.find(key));
  }

  /** Returns the validator if answers of it may be kept. */
  private @Nullable Receiver receiver(@Nullable Object self) {
    Receiver known = receivers.known(self);
    if (churn.isTooHigh(known == null)) {
      notes.tell(State.WOVEN, "timed only: validator built per request");
      return null;
    }
    Receiver receiver = known == null && self != null ? receivers.meet(self) : known;
    return receiver != null && isEligible(receiver, self) ? receiver : null;
  }

  private boolean isEligible(Receiver receiver, @Nullable Object self) {
    long generation = receiver.generation();
    String objection = receiver.objection(purity, generation);
    if (objection == null) {
      objection = purity.objection(self);
      receiver.objection(purity, generation, objection);
      if (!objection.isEmpty()) {
        notes.tell(State.WOVEN, "timed only: " + objection);
      }
    }
    return objection.isEmpty();
  }

  private void decide(
      Call call, Fingerprint key, Receiver receiver, ResultForm.Context context, boolean treated) {
    if (context.kept() != null && treated && !sample.getAsBoolean()) {
      Recordings.spoil(call.operation());
      call.hold(context);
      call.outcome(CacheOutcome.HIT);
      return;
    }
    TokenHandler.note(call.operation(), Bearer.bare(context.token()));
    call.operation().attach(Attachments.VALIDATION, key);
    call.hold(new Miss(cache.begin(key), receiver, context));
    if (treated) {
      call.outcome(CacheOutcome.MISS);
      if (context.kept() != null) {
        compared(call);
      }
    }
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) throws Throwable {
    if (!(call.held() instanceof ResultForm.Context context) || context.kept() == null) {
      return null;
    }
    return type == Void.class ? NO_RESULT : form.make(context.kept(), type, context);
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown)
      throws Throwable {
    if (call.held() instanceof Inside inside) {
      if (thrown == null && answers.accepts(returned, call.type())) {
        inside.whole().accepted(inside.token());
      }
      return null;
    }
    if (!(call.held() instanceof Miss miss)) {
      return null;
    }
    call.operation().attach(Attachments.VALIDATION, null);
    if (thrown == null) {
      took(miss, returned, call.type());
    } else if (miss.context().kept() != null) {
      answers.contradicted(miss.pending());
    } else {
      unjudged(call);
    }
    return null;
  }

  private void took(Miss miss, @Nullable Object returned, Class<?> type) throws Throwable {
    try {
      answers.take(miss.pending(), miss.receiver(), returned, type, miss.context());
    } catch (NotCopyableException refused) {
      notes.tell(State.WOVEN, "not kept: " + refused.reason());
    }
  }
}
