package dev.latchkey.runtime.coherence;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.store.Condition;
import dev.latchkey.runtime.token.ClaimIds;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations;
import dev.latchkey.runtime.token.Revocations.Claim;
import dev.latchkey.runtime.token.ValidationCache;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Carries what falls in one layer on to the others while phase 5 is on (safety rules C-1 and C-2):
 *
 * <pre>
 *   a key leaves its key set ──► validations of tokens that it signed, lookups made for them
 *   a user changes ───────────► validations about the user
 *   a token, login or subject is revoked or logged out ──► lookups of the subject, whole answers
 * </pre>
 *
 * Whatever falls refuses what is being read of it as well. Thread-safe; runs on the thread that
 * brings the news, before that thread goes on.
 */
public final class Coherence {
  private final ValidationCache validations;
  private final Revocations revocations;
  private final ClaimIds ids;
  private final SessionCache sessions;
  private final PhaseSwitches phases;
  private final EventLog events;
  private final LongAdder keysGone = new LongAdder();
  private final LongAdder tokensWithKeys = new LongAdder();
  private final LongAdder usersWithKeys = new LongAdder();
  private final LongAdder tokensWithUsers = new LongAdder();
  private final LongAdder usersWithTokens = new LongAdder();
  private final LongAdder violations = new LongAdder();

  /** Makes one that hears of nothing yet; see {@link #listen}. */
  public Coherence(
      ValidationCache validations,
      Revocations revocations,
      ClaimIds ids,
      SessionCache sessions,
      PhaseSwitches phases,
      EventLog events) {
    this.validations = validations;
    this.revocations = revocations;
    this.ids = ids;
    this.sessions = sessions;
    this.phases = phases;
    this.events = events;
  }

  /** Hears from now on of key sets, revocations and dropped subjects. */
  public void listen(KeySetCache keySets) {
    keySets.onKeysGone(this::keysGone);
    revocations.onDrop(this::tokensDropped);
    sessions.onSubject(subject -> userChanged(List.of(subject)));
  }

  /** Returns whether what falls is carried on. */
  public boolean isOn() {
    return phases.isEnabled(Phase.INTEGRATED);
  }

  /**
   * Returns what a lookup depends on that was made for a token with one of these keys; null while
   * nothing is carried on.
   */
  public @Nullable Condition ofKeys(Collection<String> kids) {
    if (!isOn() || kids.isEmpty()) {
      return null;
    }
    return Condition.about(kids.stream().mapToLong(kid -> ids.of(ClaimKind.KEY, kid)).toArray());
  }

  private void keysGone(Set<String> kids) {
    if (!isOn()) {
      return;
    }
    long[] gone = kids.stream().mapToLong(kid -> ids.of(ClaimKind.KEY, kid)).toArray();
    long tokens = validations.drop(gone);
    long users = sessions.dropAbout(gone);
    keysGone.add(kids.size());
    tokensWithKeys.add(tokens);
    usersWithKeys.add(users);
    events.add(
        "coherence.keys",
        Severity.INFO,
        "auto",
        "Keys that left a key set: "
            + kids.size()
            + "; with them fell "
            + tokens
            + " kept validations and "
            + users
            + " kept answers about users.");
  }

  /**
   * A user has changed, or is about to.
   *
   * @param names what the user may be known by as the subject of a token
   */
  public void userChanged(List<String> names) {
    if (isOn()) {
      long[] subjects =
          names.stream().mapToLong(name -> ids.of(ClaimKind.SUBJECT, name)).toArray();
      tokensWithUsers.add(validations.drop(subjects));
      usersWithTokens.add(sessions.dropAbout(subjects));
    }
  }

  /** Nobody knows which user has changed: all validations fall. */
  public void anyUserChanged() {
    if (isOn()) {
      tokensWithUsers.add(validations.clear());
    }
  }

  private void tokensDropped(List<Claim> claims) {
    if (!isOn()) {
      return;
    }
    long fell = sessions.dropAbout(revocations.numbers(claims));
    for (Claim each : claims) {
      if (each.kind() == ClaimKind.SUBJECT) {
        fell += sessions.invalidate(each.value());
      }
    }
    usersWithTokens.add(fell);
  }

  /**
   * A whole answer was found to be another one than the application's own. No answer that depends
   * on a token is believed any more.
   *
   * @param target whose answer
   * @param what happened, as the end of a sentence
   */
  public void violated(String target, String what) {
    violations.increment();
    validations.clear();
    events.add(
        "coherence.violated", Severity.ERROR, "auto", "Target " + target + ": " + what + ".");
  }

  /** Returns what is shown of phase 5. */
  public CoherenceView view() {
    return new CoherenceView(
        isOn(),
        figures(),
        sessions.targets().stream()
            .map(
                target ->
                    new CoherenceView.Life(
                        target.name(), seconds(target.configuredLife()), seconds(target.life())))
            .sorted(Comparator.comparing(CoherenceView.Life::target))
            .toList());
  }

  private static double seconds(Duration life) {
    return life.toMillis() / 1000.0;
  }

  /** Returns what happened so far. */
  public CoherenceFigures figures() {
    return new CoherenceFigures(
        keysGone.sum(),
        tokensWithKeys.sum(),
        usersWithKeys.sum(),
        tokensWithUsers.sum(),
        usersWithTokens.sum(),
        violations.sum());
  }
}
