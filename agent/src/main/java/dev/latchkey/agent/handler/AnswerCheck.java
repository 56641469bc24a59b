package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.Mismatch;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.token.PendingValidation;
import dev.latchkey.runtime.token.TokenClaims;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the application's answers are kept, and how long; and switches the target off
 * when an answer that was kept turns out to be another one than the application's. Thread-safe.
 */
final class AnswerCheck {
  private final String target;
  private final boolean opaque;
  private final Duration ttl;
  private final Optional<PathReader> onlyIf;
  private final ClaimsReader claims;
  private final ResultForm form;
  private final ValidationCache cache;
  private final ShadowChecks checks;
  private final EventLog events;
  private final TargetNotes notes;
  private volatile boolean off;

  /**
   * @param opaque whether tokens mean something to their issuer alone, so that nothing in them is
   *     looked at
   */
  AnswerCheck(
      String target,
      boolean opaque,
      Duration ttl,
      Optional<PathReader> onlyIf,
      ClaimsReader claims,
      ResultForm form,
      ValidationCache cache,
      ShadowChecks checks,
      EventLog events,
      TargetNotes notes) {
    this.target = target;
    this.opaque = opaque;
    this.ttl = opaque ? atMost(ttl) : ttl;
    this.onlyIf = onlyIf;
    this.claims = claims;
    this.form = form;
    this.cache = cache;
    this.checks = checks;
    this.events = events;
    this.notes = notes;
  }

  /** Returns whether nothing is kept any more. */
  boolean isOff() {
    return off;
  }

  /**
   * Returns whether a yes says that the token's signature is good. That of an issuer who was asked
   * says more, and holds for less time than an answer that a signature is enough for.
   */
  boolean isOfSignatures() {
    return !opaque;
  }

  /**
   * Takes in what the application returned.
   *
   * @throws NotCopyableException when no equal result could be made
   */
  void take(
      PendingValidation pending,
      Receiver receiver,
      @Nullable Object returned,
      Class<?> type,
      ResultForm.Context context)
      throws Throwable {
    Form expected = context.kept();
    if (expected != null) {
      compare(expected, pending, returned, type, context);
      return;
    }
    Optional<ClaimsReader.Read> read = accepted(returned, type, context);
    if (read.isEmpty()) {
      return;
    }
    Form taken = form.take(returned, type, context);
    cache.store(
        pending,
        read.get().claims(),
        receiver.id(),
        taken,
        taken.bytes(),
        read.get().ends() ? ttl : atMost(ttl));
  }

  private void compare(
      Form expected,
      PendingValidation pending,
      @Nullable Object returned,
      Class<?> type,
      ResultForm.Context context)
      throws Throwable {
    if (!accepts(returned, type)) {
      contradicted(pending);
    } else if (!expected.equals(form.of(returned, type, context))) {
      mismatched();
    } else {
      checks.equal(Phase.JWT);
    }
  }

  /**
   * Takes in that the application refused what was kept as good. Its keys or its provider may know
   * more than the cache does, so nothing of it is trusted any more; and unless the token is one
   * that may be revoked at any time, the phase ends. An answer that would not be given any more by
   * now, because the token or its keys have ended meanwhile, was none that could be wrong.
   */
  void contradicted(PendingValidation pending) {
    if (cache.find(pending.key()) == null) {
      return;
    }
    cache.forget(pending.key());
    long fell = cache.clear();
    events.add(
        "cache.contradicted",
        Severity.WARN,
        "auto",
        "Target "
            + target
            + " refused a token that was kept as good; all "
            + fell
            + " kept validations were dropped.");
    checks.differed(Phase.JWT, opaque ? Mismatch.REVOKED : Mismatch.WRONG_ACCEPT, target);
  }

  private void mismatched() {
    off = true;
    cache.clear();
    String reason = "switched off: a kept result differed from the application's own";
    notes.tell(State.SWITCHED_OFF, reason);
    events.add("cache.mismatch", Severity.ERROR, "auto", "Target " + target + " " + reason + ".");
    checks.differed(Phase.JWT, Mismatch.DIFFERENT, target);
  }

  private Optional<ClaimsReader.Read> accepted(
      @Nullable Object returned, Class<?> type, ResultForm.Context context) throws Throwable {
    if (!accepts(returned, type)) {
      return Optional.empty();
    }
    String token = Bearer.bare(context.token());
    Optional<TokenClaims> own = opaque ? Optional.empty() : TokenClaims.ofStorable(token);
    return own.isEmpty() && !opaque ? Optional.empty() : claims.of(returned, token, own);
  }

  /** Returns whether the application's answer, which is no exception, says that a token is good. */
  boolean accepts(@Nullable Object returned, Class<?> type) throws Throwable {
    return !isRefusal(returned, type) && isWanted(returned);
  }

  /** A method without a result says yes by returning. */
  private static boolean isRefusal(@Nullable Object returned, Class<?> type) {
    return (returned == null && type != Void.class)
        || Boolean.FALSE.equals(returned)
        || (returned instanceof Optional<?> optional && optional.isEmpty());
  }

  private boolean isWanted(@Nullable Object returned) throws Throwable {
    return onlyIf.isEmpty()
        || Boolean.TRUE.equals(onlyIf.get().read(null, new Object[0], returned));
  }

  private static Duration atMost(Duration ttl) {
    Duration most = ValidationSettings.MAX_UNBOUNDED;
    return ttl.compareTo(most) < 0 ? ttl : most;
  }
}
