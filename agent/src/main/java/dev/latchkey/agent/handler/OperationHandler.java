package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.coherence.Coherence;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.gate.Benefit;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.session.Lookup;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.Names;
import dev.latchkey.runtime.shadow.Mismatch;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.Condition;
import dev.latchkey.runtime.token.ProofMark;
import dev.latchkey.runtime.token.ReceiverChurn;
import dev.latchkey.runtime.token.TokenClaims;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Phase 5: the answer of a whole authentication is given to the next caller with the same token, as
 * an object of his own. It holds no longer than any part that it was made of: the token, the key
 * set, the rows that were read, the lookups inside. So it takes phases 1 to 3, whose caches notice
 * when one of these changes.
 *
 * <p>Validations inside are left alone while an answer is being made: what is kept rests on the
 * application's own check of the token, not on an older one. On the control side they are answered
 * as usual, and what was made with one is not kept.
 */
final class OperationHandler extends CachingHandler {
  private static final int DEEPEST_CAUSE = 20;

  private final Benefit benefit;
  private final LookupTarget target;
  private final String name;
  private final LookupKey keys;
  private final PathReader token;
  private final Receivers receivers;
  private final Logins logins;
  private final TargetNotes notes;
  private final PhaseSwitches phases;
  private final ValidationCache validations;
  private final Coherence coherence;
  private final ClaimsReader claims;
  private final @Nullable PathReader expiresAt;
  private final ShadowChecks checks;
  private final ReceiverChurn churn = new ReceiverChurn();

  OperationHandler(
      TargetConfig config,
      LatchkeyRuntime runtime,
      Benefit benefit,
      LookupTarget target,
      LookupKey keys,
      Receivers receivers,
      Logins logins,
      TargetNotes notes) {
    super(new PhaseGate(runtime.phases(), Phase.INTEGRATED), runtime.forecaster(), benefit);
    this.benefit = benefit;
    this.target = target;
    this.keys = keys;
    this.receivers = receivers;
    this.logins = logins;
    this.notes = notes;
    name = config.name();
    token = new PathReader(config.token().orElseThrow());
    expiresAt = config.expiresAt().map(PathReader::new).orElse(null);
    phases = runtime.phases();
    validations = runtime.validations();
    coherence = runtime.coherence();
    checks = runtime.checks();
    claims = new ClaimsReader(Map.of(), runtime.claimIds());
  }

  @Override
  void begin(Operation operation, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    String text = operation.subject() == 0 ? token(self, arguments) : null;
    if (text != null) {
      operation.subject(TokenHandler.spread(text.hashCode()));
    }
  }

  private @Nullable String token(@Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    return token.read(self, arguments, null) instanceof String text
        ? Bearer.bare(text).strip()
        : null;
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    if (call.site().arrival() != Arrival.AT_ONCE) {
      target.refuse("its result arrives later");
      return;
    }
    if (!changesAreNoticed() || call.operation().attachment(Attachments.VALIDATION) != null) {
      return;
    }
    if (logins.includes(call)) {
      target.bypassedLogin();
      return;
    }
    String text = token(self, arguments);
    Receiver receiver = text == null ? null : receiver(self);
    LookupKey.Parts key = receiver == null ? null : keys.of(call, self, receiver.id(), arguments);
    if (key == null || text == null) {
      return;
    }
    ProofMark mark = validations.mark();
    Lookup lookup =
        target.begin(key.fingerprint(), key, treated, Recordings.current(call.operation()));
    if (lookup.isServed()) {
      call.hold(lookup);
      call.outcome(CacheOutcome.HIT);
    } else if (lookup.isLoading()) {
      Recordings.begin(call.operation(), lookup);
      WholeAnswer making = new WholeAnswer(lookup, mark, text);
      call.hold(making);
      if (treated) {
        call.operation().attach(Attachments.VALIDATION, making);
        call.outcome(CacheOutcome.MISS);
        if (lookup.isComparing()) {
          compared(call);
        }
      }
    }
  }

  @Override
  long identity(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    String text = token(self, arguments);
    return text == null ? 0 : TokenHandler.spread(text.hashCode());
  }

  private boolean changesAreNoticed() {
    return phases.isEnabled(Phase.JWKS)
        && phases.isEnabled(Phase.JWT)
        && phases.isEnabled(Phase.SESSION);
  }

  private @Nullable Receiver receiver(@Nullable Object self) {
    Receiver known = receivers.known(self);
    if (churn.isTooHigh(known == null)) {
      notes.tell(State.WOVEN, "timed only: a new object authenticates each request");
      return null;
    }
    return known == null && self != null ? receivers.meet(self) : known;
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) {
    return call.held() instanceof Lookup lookup ? target.answer(lookup) : null;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown)
      throws Throwable {
    if (!(call.held() instanceof WholeAnswer making)) {
      return null;
    }
    if (call.outcome() == CacheOutcome.MISS) {
      call.operation().attach(Attachments.VALIDATION, null);
    }
    boolean intact = Recordings.end(call.operation(), making.lookup());
    if (thrown != null || !LookupHandler.found(returned)) {
      refused(making, thrown);
    } else if (returned != null) {
      took(call, making, returned, intact);
    }
    return null;
  }

  /** What would have been let in wrongly, and not for want of a database, ends the phase. */
  private void refused(WholeAnswer making, @Nullable Throwable thrown) {
    if (target.contradicted(making.lookup())) {
      coherence.violated(
          name,
          "the application refused what would have been answered from memory; all whole answers"
              + " were dropped");
      if (!isOutage(thrown)) {
        checks.differed(Phase.INTEGRATED, Mismatch.WRONG_ACCEPT, name);
      }
    }
    target.failed(making.lookup());
  }

  private static boolean isOutage(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof SQLException || cause instanceof IOException || cause instanceof Error) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private void took(Call call, WholeAnswer making, Object returned, boolean intact)
      throws Throwable {
    Optional<TokenClaims> said =
        wasChecked(call, making) ? TokenClaims.ofStorable(making.token()) : Optional.empty();
    Optional<ClaimsReader.Read> read =
        said.isEmpty() ? Optional.empty() : claims.of(null, making.token(), said);
    if (read.isEmpty()) {
      benefit.kept(false);
      target.failed(making.lookup());
      return;
    }
    benefit.kept(true);
    if (read.get().claims().expiresAtMillis().isEmpty()) {
      endsSoon(making);
    }
    Condition proof = validations.prove(making.mark(), read.get().claims());
    String subject = said.get().subject();
    Names about = subject == null ? null : Names.of(subject);
    long end = LookupHandler.endMillis(expiresAt, returned);
    target.loaded(making.lookup(), returned, end, intact, about, proof);
  }

  private static void endsSoon(WholeAnswer making) {
    making.lookup().bound(ValidationSettings.MAX_UNBOUNDED);
  }

  /**
   * Returns whether this very token was seen and had its signature checked in the operation, or was
   * accepted by the application's own code of a validation.
   */
  private boolean wasChecked(Call call, WholeAnswer making) {
    boolean seen =
        call.operation().subject() == TokenHandler.spread(making.token().hashCode())
            && call.operation().attachment(Attachments.TOKEN_CHECKED) != null;
    boolean checked = (seen || making.isValidated()) && !logins.includes(call);
    if (!checked) {
      notes.tell(
          State.WOVEN,
          "not kept: no check of the token's signature was seen; name the method that validates the"
              + " token as a target with role: validate and tier: full");
    }
    return checked;
  }
}
